// The constraints of an MLS policy: policy/mls of the reference policy, release 2.20260616. Fedora's
// differ in exemptions alone. lab/scenarios/policy compares this table with Debian's policy. What
// refpolicy's pull request 1221 (September 2026) adds, classes such as memfd_file, bpf and io_uring, is in
// no release yet.

import { FILES, IPC } from './classes.ts';
import type { Comparison, Constraint, Exemption } from './constraint.ts';

/** Those on which accept and connect are constrained as writing. */
const OLD_SOCKETS =
	'socket tcp_socket udp_socket rawip_socket netlink_socket packet_socket key_socket unix_stream_socket unix_dgram_socket netlink_route_socket netlink_tcpdiag_socket netlink_nflog_socket netlink_xfrm_socket netlink_selinux_socket netlink_audit_socket netlink_dnrt_socket sctp_socket';
const SOCKETS = `${OLD_SOCKETS} netlink_iscsi_socket netlink_fib_lookup_socket netlink_connector_socket netlink_netfilter_socket netlink_generic_socket netlink_scsitransport_socket netlink_rdma_socket netlink_crypto_socket`;

/** Who may read up: all, or what the high level dominates. */
function reading(part: string): Exemption[] {
	return [
		{ of: 'subject', attribute: `mls${part}read` },
		{ of: 'subject', attribute: `mls${part}readtoclr`, when: ['h1 dom l2'] },
	];
}

/** Who may write what is not at its low level: all, or up to the high level. */
function writing(part: string): Exemption[] {
	return [
		{ of: 'subject', attribute: `mls${part}write` },
		{ of: 'subject', attribute: `mls${part}writetoclr`, when: ['h1 dom l2', 'l1 domby l2'] },
	];
}

function subject(attribute: string, rest: Partial<Exemption> = {}): Exemption {
	return { of: 'subject', attribute, ...rest };
}

function object(attribute: string, rest: Partial<Exemption> = {}): Exemption {
	return { of: 'object', attribute, ...rest };
}

function row(
	classes: string,
	permissions: string,
	holds: Comparison | Comparison[],
	rest: Pick<Constraint, 'exempts' | 'exemptsUnlabeled'> = {},
): Constraint {
	return {
		classes,
		permissions,
		holds: [holds].flat(),
		...rest,
		policies: ['refpolicy', 'fedora'],
	};
}

const IN_RANGE = { when: ['l1 dom l2', 'l1 domby h2'] } as const;
const RANGED = subject('mlsnetwriteranged', IN_RANGE);
const NET_WRITERS = [...writing('net'), RANGED];
/** Of accept(2) and connect(2), which are reading and writing at once: one of these and one of the readers. */
const NET_BOTH = NET_WRITERS.map((each) => ({
	...each,
	attribute: `mlsnetread and ${each.attribute}`,
}));
const TRUSTED = object('mlstrustedobject');
const TRUSTED_SOCKETS = [TRUSTED, object('mlstrustedsocket')];

export const MLS: readonly Constraint[] = [
	// Files: no read up, no write down, and writing up neither.
	row(FILES, 'read getattr execute', 'l1 dom l2', { exempts: [...reading('file'), TRUSTED] }),
	row('dir', 'search', 'l1 dom l2', { exempts: [...reading('file'), TRUSTED] }),
	row(FILES, 'write create setattr relabelfrom append unlink link rename mounton', 'l1 eq l2', {
		exempts: [
			...writing('file'),
			TRUSTED,
			object('mlsfilewriteinrange', { when: ['l1 dom l2', 'h1 domby h2'] }),
		],
	}),
	row('dir', 'add_name remove_name reparent rmdir', 'l1 eq l2', {
		exempts: [...writing('file'), subject('mlsfilewriteinrange', IN_RANGE), TRUSTED],
	}),
	row(FILES, 'relabelto', 'h1 dom h2', {
		exempts: [subject('mlsfilerelabel'), subject('mlsfilerelabeltoclr', { when: ['h1 dom l2'] })],
	}),
	row('file lnk_file fifo_file', 'create relabelto', 'l2 eq h2'),
	row(FILES, 'create', ['l1 eq l2', 'l1 eq h2'], {
		exempts: [
			subject('mlsfileupgrade', { when: ['l1 domby l2', 'l1 domby h2'] }),
			subject('mlsfiledowngrade', { when: ['l1 above l2', 'l1 above h2'] }),
		],
	}),
	row('filesystem', 'relabelto', 'h1 dom h2'),
	row('filesystem', 'getattr quotaget', 'l1 dom l2', { exempts: reading('file') }),
	row('filesystem', 'mount remount unmount relabelfrom quotamod', 'l1 eq l2', {
		exempts: writing('file'),
	}),

	// Sockets.
	row(SOCKETS, 'relabelto', 'h1 dom h2'),
	row(OLD_SOCKETS, 'accept connect', 'l1 eq l2', {
		exempts: NET_BOTH,
	}),
	row(SOCKETS, 'read getattr listen accept getopt', 'l1 dom l2', { exempts: reading('net') }),
	row(
		'netlink_route_socket netlink_tcpdiag_socket netlink_xfrm_socket netlink_audit_socket',
		'nlmsg_read',
		'l1 dom l2',
		{ exempts: reading('net') },
	),
	row(SOCKETS, 'write setattr relabelfrom connect setopt shutdown', 'l1 eq l2', {
		exempts: NET_WRITERS,
	}),
	row('tcp_socket udp_socket rawip_socket sctp_socket', 'recvfrom', 'l1 eq l2', {
		exempts: reading('net'),
	}),
	row('unix_stream_socket', 'connectto', 'l1 eq l2', {
		exempts: [...NET_WRITERS, ...TRUSTED_SOCKETS],
	}),
	row('unix_dgram_socket', 'sendto', 'l1 eq l2', {
		exempts: [...NET_WRITERS, ...TRUSTED_SOCKETS],
	}),

	// System V IPC, keys, descriptors.
	row(IPC, 'getattr read unix_read', 'l1 dom l2', { exempts: reading('ipc') }),
	row('msg', 'receive', 'l1 dom l2', { exempts: reading('ipc') }),
	row(IPC, 'create destroy setattr write unix_write', 'l1 eq l2', { exempts: writing('ipc') }),
	row('msgq', 'enqueue', 'l1 eq l2', { exempts: writing('ipc') }),
	row('shm', 'lock', 'l1 eq l2', { exempts: writing('ipc') }),
	row('msg', 'send', 'l1 eq l2', { exempts: writing('ipc') }),
	row('key', 'create link read search setattr view write', 'l1 eq l2', { exempts: writing('key') }),
	row('fd', 'use', 'l1 eq l2', { exempts: [subject('mlsfduse'), object('mlsfdshare')] }),

	// The network.
	row('netif', 'ingress', 'l1 in l2-h2', {
		exempts: [subject('mlsnetinbound')],
		exemptsUnlabeled: 'subject',
	}),
	row('netif', 'egress', 'l1 in l2-h2', { exempts: [subject('mlsnetoutbound')] }),
	row('node', 'recvfrom', 'l1 in l2-h2', {
		exempts: [subject('mlsnetinbound')],
		exemptsUnlabeled: 'subject',
	}),
	row('node', 'sendto', 'l1 in l2-h2', { exempts: [subject('mlsnetoutbound')] }),
	row('packet', 'forward_in', 'l1 in l2-h2', {
		exempts: [subject('mlsnetinbound')],
		exemptsUnlabeled: 'subject',
	}),
	row('packet', 'forward_out', 'l1 in l2-h2', {
		exempts: [subject('mlsnetoutbound')],
		exemptsUnlabeled: 'subject',
	}),
	row('peer packet', 'recv', 'l1 dom l2', { exempts: reading('net') }),
	row('association', 'recvfrom', 'l1 in l2-h2', {
		exempts: reading('net'),
		exemptsUnlabeled: 'object',
	}),
	row('association', 'sendto', 'l1 eq l2', {
		exempts: [RANGED],
		exemptsUnlabeled: 'object',
	}),
	row('association', 'polmatch', 'l1-h1 in l2-h2'),

	// Processes.
	row('process', 'transition', ['h1 dom h2', 'l1 eq l2'], {
		exempts: [
			subject('mlsprocsetsl', { from: 'l1 eq l2' }),
			subject('privrangetrans (into a type with mlsrangetrans)', { from: 'l1 eq l2' }),
		],
	}),
	row('process', 'dyntransition', ['h1 dom h2', 'l1 eq l2'], {
		exempts: [subject('mlsprocsetsl', { from: 'l1 eq l2' })],
	}),
	row('process', 'getsched getsession getpgid getcap getattr ptrace share', 'l1 dom l2', {
		exempts: reading('proc'),
	}),
	row(
		'process',
		'sigkill sigstop signal setsched setpgid setcap setexec setfscreate setsockcreate setcurrent ptrace share',
		'l1 eq l2',
		{ exempts: writing('proc') },
	),

	// Of programs that ask SELinux themselves.
	row('dbus', 'send_msg', 'l1 eq l2', {
		exempts: [subject('mlsdbussend'), object('mlsdbusrecv')],
	}),
	row('context', 'contains', ['h1 dom h2', 'l1 domby l2']),
];
