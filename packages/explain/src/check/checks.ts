// What is known of each check: the first row that fits counts.
//
// The functions are those of Linux 6.12, security/selinux/hooks.c and xfrm.c. Which levels must compare
// beside that is in ../constraint.

import type { Check, Condition } from './check.ts';

const LABELED: Condition = {
	brief: 'labeled networking is configured',
	sentence:
		'This is checked only while NetLabel or labeled IPsec is configured, and then for the traffic of every domain (or always, with the policy capability always_check_network).',
};
const MARKED: Condition = {
	brief: 'SECMARK rules are loaded',
	sentence:
		'This is checked only while SECMARK rules are loaded (or always, if the policy has the capability always_check_network).',
};
const LABELED_IPSEC: Condition = {
	brief: 'an entry of IPsec has a context',
	sentence:
		'This is checked only for traffic that a labeled IPsec policy entry or association applies to.',
};
/** selinux_ip_postroute_compat() and selinux_sock_rcv_skb_compat() ask of every packet. */
const LABELED_IPSEC_OR_ALL: Condition = {
	brief: 'an entry of IPsec has a context',
	sentence:
		'This is checked only for traffic that a labeled IPsec policy entry or association applies to (without the policy capability network_peer_controls for all traffic, which is unlabeled_t where there is none).',
};
const SECOND_ASSOCIATION: Condition = {
	brief: 'a second association begins',
	sentence:
		'This is checked when a second association begins; an unlabeled SCTP peer counts as unlabeled_t.',
};
const OTHER_PORTS: Condition = {
	brief: 'always, but for ports outside the low 1024 that lie in ip_local_port_range',
	sentence:
		'This is checked for ports outside ip_local_port_range (see ip(7)) and for those below ip_unprivileged_port_start.',
};
const CONNECTIONS: Condition = {
	brief: 'always, but for UDP',
	sentence: 'This is checked always, for TCP, SCTP and DCCP; for UDP never.',
};
const ALWAYS: Condition = {
	brief: 'always',
	sentence: 'This is checked always, with or without labeled networking.',
};
const SILENT: Condition = {
	brief: 'always, and no error tells of it',
	sentence:
		'At execve(2) no error tells of it, for the descriptor is replaced by a null device; a message over a UNIX socket (SCM_RIGHTS) arrives without it and those behind it. Of one that the program has, mmap(2), mprotect(2), ioctl(2) and read(2) fail with EACCES (so of a library on overlayfs, which who has mounted that has opened).',
};

export const OLD_DOMAIN =
	'Where nobody has asked for the new domain (setexeccon(3)), the program runs all the same, in the old one, if that may execute it in itself (execute_no_trans); otherwise execve(2) fails.';
/** security_bounded_transition() is asked next, and lets a bounded type through. */
const OLD_OR_BOUNDED = `${OLD_DOMAIN} If the new type is bounded by the old one (typebounds), it has become that in spite of this record.`;
/** selinux_netlbl_err() calls cipso_v4_error(), which tells the sender of a packet that CIPSO labels. */
const DROPPED_OR_TOLD =
	'The packet is dropped: who waits for it, the other side or this program, waits until it gives up; of one that came with a CIPSO label the sender is told by ICMP (EHOSTUNREACH).';
const DROPPED =
	'The packet is dropped: who waits for it, the other side or this program, waits until it gives up.';

/** The kernel drops it with -ECONNREFUSED: NF_DROP_ERR in selinux_ip_postroute(). */
const REFUSED_ON_ITS_WAY_OUT =
	'If a program of this host sends it, connect(2) or send(2) fails with ECONNREFUSED; on a connection that is there packets are only lost.';

// What the rows of a class have in common.
const NETIF = {
	class: 'netif',
	object: 'interface',
	field: 'netif',
	when: LABELED,
} as const;
const NODE = {
	class: 'node',
	object: 'node',
	field: 'saddr',
	when: LABELED,
} as const;
const PACKET = { class: 'packet', object: 'packet', when: MARKED } as const;
const ASSOCIATION = { class: 'association', object: 'association', when: LABELED_IPSEC } as const;
const SOCKET = { class: '*_socket', subject: 'process' } as const;
const TRANSITION = { subject: 'process', object: 'new context' } as const;
export const CHECKS: readonly Check[] = [
	// On the way out. A router is asked, too: then the subject is the peer that has sent the packet.
	{
		...NETIF,
		permission: 'egress',
		symptom: REFUSED_ON_ITS_WAY_OUT,
		was: 'netif { tcp_send }',
		asks: 'selinux_ip_postroute',
		subject: 'socket',
		sentence: 'A socket of {subject} {may} send through {interface} ({object})',
	},
	{
		...NODE,
		permission: 'sendto',
		symptom: REFUSED_ON_ITS_WAY_OUT,
		was: 'node { tcp_send }',
		asks: 'selinux_ip_postroute',
		subject: 'socket',
		field: 'daddr',
		sentence: 'A socket of {subject} {may} send to {daddr|the node} ({object})',
	},

	// On the way in, where the subject is the label of the packet and no process.
	{
		...NETIF,
		permission: 'ingress',
		symptom: DROPPED_OR_TOLD,
		was: 'netif { tcp_recv }',
		asks: 'selinux_inet_sys_rcv_skb',
		subject: 'peer',
		sentence: 'Packets of peers labeled {subject} {may} come in through {interface} ({object})',
	},
	{
		...NODE,
		permission: 'recvfrom',
		symptom: DROPPED_OR_TOLD,
		was: 'node { tcp_recv }',
		asks: 'selinux_inet_sys_rcv_skb',
		subject: 'peer',
		sentence: 'Packets of peers labeled {subject} {may} come from {saddr|the node} ({object})',
	},
	{
		class: 'peer',
		permission: 'recv',
		symptom: DROPPED_OR_TOLD,
		was: 'tcp_socket { acceptfrom connectto }',
		asks: 'selinux_socket_sock_rcv_skb',
		subject: 'receiver',
		object: 'peer',
		when: LABELED,
		sentence: 'A socket of {subject} {may} receive from {saddr|somewhere}, a peer labeled {object}',
	},

	// What SECMARK rules (nft, iptables) have marked.
	{
		...PACKET,
		permission: 'send',
		symptom: REFUSED_ON_ITS_WAY_OUT,
		was: 'tcp_socket { send_msg }',
		asks: 'selinux_ip_postroute',
		subject: 'socket',
		sentence: 'A socket of {subject} {may} send packets that SECMARK has labeled {object}',
	},
	{
		...PACKET,
		permission: 'recv',
		symptom: DROPPED,
		was: 'tcp_socket { recv_msg }',
		asks: 'selinux_socket_sock_rcv_skb',
		subject: 'receiver',
		sentence: 'A socket of {subject} {may} receive packets that SECMARK has labeled {object}',
	},
	{
		...PACKET,
		permission: 'forward_in',
		asks: 'selinux_ip_forward',
		subject: 'peer',
		sentence:
			'Packets of peers labeled {subject} that SECMARK has labeled {object} {may} come in on {netif|the interface} to be forwarded',
	},
	{
		...PACKET,
		permission: 'forward_out',
		asks: 'selinux_ip_postroute',
		subject: 'peer',
		sentence:
			'Packets of peers labeled {subject} that SECMARK has labeled {object} {may} be forwarded out of {netif|the interface}',
	},
	{
		class: 'packet',
		permission: 'relabelto',
		asks: 'selinux_secmark_relabel_packet',
		subject: 'process',
		object: 'packet',
		sentence: '{subject} {may} load SECMARK rules that label packets {object}',
	},

	// Labeled IPsec.
	{
		...ASSOCIATION,
		when: LABELED_IPSEC_OR_ALL,
		permission: 'sendto',
		asks: 'selinux_xfrm_state_pol_flow_match',
		subject: 'socket',
		sentence:
			'A socket of {subject} {may} send through an IPsec security association labeled {object}',
	},
	{
		...ASSOCIATION,
		when: LABELED_IPSEC_OR_ALL,
		permission: 'recvfrom',
		asks: 'selinux_xfrm_sock_rcv_skb',
		subject: 'receiver',
		sentence:
			'A socket of {subject} {may} receive from an IPsec security association labeled {object}',
	},
	{
		...ASSOCIATION,
		permission: 'polmatch',
		asks: 'selinux_xfrm_policy_lookup',
		subject: 'socket',
		object: 'policy entry',
		sentence: 'Traffic of {subject} {may} match an IPsec policy entry labeled {object}',
	},
	{
		class: 'association',
		permission: 'setcontext',
		asks: 'selinux_xfrm_alloc_user',
		subject: 'process',
		object: 'association',
		sentence:
			'{subject} {may} set up or remove an IPsec association or policy entry labeled {object}',
	},

	// bind(2) and connect(2), labeled or not.
	{
		class: 'sctp_socket',
		permission: 'association',
		asks: 'selinux_sctp_process_new_assoc',
		subject: 'first peer',
		object: 'next peer',
		when: SECOND_ASSOCIATION,
		sentence:
			'An SCTP socket whose first association is with a peer labeled {subject} {may} have another with a peer labeled {object}',
	},
	{
		...SOCKET,
		permission: 'name_bind',
		symptom: 'The program sees EACCES from bind(2).',
		was: 'tcp_socket { name_bind }',
		asks: 'selinux_socket_bind',
		object: 'port',
		field: 'src',
		when: OTHER_PORTS,
		sentence: '{subject} {may} bind a socket to {port} ({object})',
	},
	{
		...SOCKET,
		permission: 'name_connect',
		symptom: 'The program sees EACCES from connect(2).',
		asks: 'selinux_socket_connect_helper',
		object: 'port',
		field: 'dest',
		when: CONNECTIONS,
		sentence: '{subject} {may} connect to {port} ({object})',
	},
	{
		...SOCKET,
		permission: 'node_bind',
		symptom: 'The program sees EACCES from bind(2).',
		was: 'tcp_socket { node_bind }',
		asks: 'selinux_socket_bind',
		object: 'node',
		field: 'saddr',
		when: ALWAYS,
		sentence: '{subject} {may} bind {aProtocol} socket to {saddr|any address} ({object})',
	},

	// Descriptors, processes and programs.
	{
		class: 'fd',
		permission: 'use',
		asks: 'file_has_perm',
		subject: 'process',
		object: 'opener',
		field: 'path',
		when: SILENT,
		sentence: '{subject} {may} use a descriptor[ for {path}] that {object} opened',
	},
	{
		...TRANSITION,
		class: 'process',
		permission: 'transition',
		asks: 'selinux_bprm_creds_for_exec',
		sentence: 'A process of {subject} {may} become {object} by execve(2)',
	},
	{
		...TRANSITION,
		class: 'process',
		permission: 'dyntransition',
		asks: 'selinux_lsm_setattr',
		sentence: 'A process of {subject} {may} become {object} by setcon(3)',
	},
	{
		...TRANSITION,
		class: 'process2',
		permission: 'nosuid_transition',
		symptom: OLD_OR_BOUNDED,
		asks: 'check_nnp_nosuid',
		sentence:
			'A process of {subject} {may} become {object} by executing a file of a nosuid file system',
	},
	{
		...TRANSITION,
		class: 'process2',
		permission: 'nnp_transition',
		symptom: OLD_OR_BOUNDED,
		asks: 'check_nnp_nosuid',
		sentence: 'A process of {subject} under no_new_privs {may} become {object} by execve(2)',
	},
	{
		class: 'process',
		permission: 'setexec',
		asks: 'selinux_lsm_setattr',
		subject: 'process',
		object: 'process',
		sentence: 'A process of {subject} {may} choose the context of what it executes (setexeccon(3))',
	},
	{
		class: 'process',
		permission: 'execmem',
		asks: 'file_map_prot_check',
		subject: 'process',
		object: 'process',
		sentence:
			'A process of {subject} {may} make memory executable that no file backs or that it can write, as compilers at run time do',
	},
	{
		class: 'file',
		permission: 'entrypoint',
		asks: 'selinux_bprm_creds_for_exec',
		subject: 'new context',
		object: 'program',
		field: 'path',
		sentence: '{subject} {may} be entered through {path|a program} ({object})',
	},
	{
		class: 'file',
		permission: 'execute',
		asks: 'selinux_inode_permission',
		subject: 'process',
		object: 'program',
		field: 'path',
		sentence: '{subject} {may} execute {path|name|a file} ({object})',
	},

	// Where the subject is the label that a process gives to something: to a file that it makes or labels
	// (may_create, selinux_inode_setxattr), to a message (selinux_msg_queue_msgsnd), to a login.
	{
		class: 'filesystem',
		permission: 'associate',
		subject: 'file',
		object: 'file system',
		sentence: 'A file labeled {subject} {may} be in a file system labeled {object}',
	},
	{
		class: 'msgq',
		permission: 'enqueue',
		subject: 'message',
		object: 'message queue',
		sentence: 'A message labeled {subject} {may} be put into a message queue of {object}',
	},
	{
		class: 'context',
		permission: 'contains',
		subject: 'context',
		object: 'context',
		sentence: 'The range of {subject} {may} contain the one that was chosen, of {object}',
	},

	{
		class: 'memfd_file',
		permission: 'entrypoint',
		subject: 'new context',
		object: 'program',
		sentence: '{subject} {may} be entered through {path|name|a file in memory} ({object})',
	},

	// Of kernels before 2.6.30, which asked about every packet whether labeled or not (compat_net).
	{
		class: 'netif',
		permission: 'tcp_recv udp_recv rawip_recv dccp_recv',
		subject: 'receiver',
		object: 'interface',
		became: 'netif ingress, packet recv and peer recv',
		sentence: 'A socket of {subject} {may} receive from {interface} ({object})',
	},
	{
		class: 'netif',
		permission: 'tcp_send udp_send rawip_send dccp_send',
		subject: 'socket',
		object: 'interface',
		became: 'netif egress and packet send',
		sentence: 'A socket of {subject} {may} send through {interface} ({object})',
	},
	{
		class: 'node',
		permission: 'tcp_recv udp_recv rawip_recv dccp_recv enforce_dest',
		subject: 'receiver',
		object: 'node',
		became: 'node recvfrom, packet recv and peer recv',
		sentence: 'A socket of {subject} {may} receive from {saddr|the node} ({object})',
	},
	{
		class: 'node',
		permission: 'tcp_send udp_send rawip_send dccp_send',
		subject: 'socket',
		object: 'node',
		became: 'node sendto and packet send',
		sentence: 'A socket of {subject} {may} send to {daddr|the node} ({object})',
	},
	{
		class: '*_socket',
		permission: 'recv_msg',
		subject: 'receiver',
		object: 'port',
		became: 'packet recv and peer recv; ports are compared only at bind(2) and connect(2)',
		sentence:
			'A socket of {subject} {may} receive {protocol} packets from port {src|this} ({object})',
	},
	{
		class: '*_socket',
		permission: 'send_msg',
		subject: 'socket',
		object: 'port',
		became: 'packet send; ports are compared only at bind(2) and connect(2)',
		sentence: 'A socket of {subject} {may} send {protocol} packets to port {dest|this} ({object})',
	},
	{
		class: 'tcp_socket',
		permission: 'acceptfrom connectto newconn',
		subject: 'process',
		object: 'object',
		became: 'peer recv',
		sentence: '{subject} {may} be connected by TCP with {object}',
	},

	{ class: '*', permission: '*', subject: 'subject', object: 'object' },
];
