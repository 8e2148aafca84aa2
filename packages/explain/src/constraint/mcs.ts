// The constraints of an MCS policy: policy/mcs of the reference policy, release 2.20260616, and of
// Fedora's selinux-policy, October 2024 (Fedora 40 to rawhide, RHEL 9 and 10). They differ much: what a
// container may not do to another on Debian, its type alone decides on Fedora.

import { FILES, IPC } from './classes.ts';
import type { Comparison, Constraint, PolicyFamily } from './constraint.ts';

const SPECIAL = 'lnk_file chr_file blk_file sock_file';
/** socket_class_set of refpolicy's obj_perm_sets.spt. */
const SOCKETS =
	'tcp_socket udp_socket rawip_socket netlink_socket packet_socket unix_stream_socket unix_dgram_socket appletalk_socket netlink_route_socket netlink_tcpdiag_socket netlink_nflog_socket netlink_xfrm_socket netlink_selinux_socket netlink_audit_socket netlink_dnrt_socket netlink_kobject_uevent_socket tun_socket netlink_iscsi_socket netlink_fib_lookup_socket netlink_connector_socket netlink_netfilter_socket netlink_generic_socket netlink_scsitransport_socket netlink_rdma_socket netlink_crypto_socket sctp_socket icmp_socket ax25_socket ipx_socket netrom_socket atmpvc_socket x25_socket rose_socket decnet_socket atmsvc_socket rds_socket irda_socket pppox_socket llc_socket can_socket tipc_socket bluetooth_socket iucv_socket rxrpc_socket isdn_socket phonet_socket ieee802154_socket caif_socket alg_socket nfc_socket vsock_socket kcm_socket qipcrtr_socket smc_socket xdp_socket';

function row(
	policies: PolicyFamily[],
	classes: string,
	permissions: string,
	holds: Comparison | Comparison[] = 'h1 dom h2',
	binds: Constraint['binds'] = ['subject'],
): Constraint {
	return { classes, permissions, holds: [holds].flat(), binds, policies };
}

const REFPOLICY: PolicyFamily[] = ['refpolicy'];
const FEDORA: PolicyFamily[] = ['fedora'];
const BOTH: PolicyFamily[] = ['refpolicy', 'fedora'];

export const MCS: readonly Constraint[] = [
	// Files.
	row(
		REFPOLICY,
		FILES,
		'open read ioctl lock write setattr append create unlink link rename relabelfrom relabelto',
	),
	row(REFPOLICY, 'file', 'execute execute_no_trans'),
	row(REFPOLICY, 'dir', 'search add_name remove_name rmdir'),
	row(FEDORA, 'file', 'read ioctl lock execute execute_no_trans'),
	row(FEDORA, 'file', 'write setattr append unlink link rename'),
	row(FEDORA, 'dir', 'search read ioctl lock'),
	row(FEDORA, 'dir', 'write setattr append unlink link rename add_name remove_name'),
	row(FEDORA, 'fifo_file', 'open'),
	row(FEDORA, SPECIAL, 'getattr read ioctl write setattr'),
	row(FEDORA, FILES, 'create relabelfrom relabelto'),
	row(BOTH, 'file lnk_file fifo_file', 'create relabelto', 'l2 eq h2'),

	// Processes.
	row(BOTH, 'process', 'transition dyntransition ptrace sigkill sigstop signal'),
	row(
		REFPOLICY,
		'process',
		'getsession getattr getsched setsched getrlimit setrlimit getpgid setpgid getcap setcap share setexec setfscreate setcurrent setsockcreate',
	),

	// Sockets.
	row(BOTH, 'tcp_socket udp_socket rawip_socket sctp_socket', 'node_bind'),
	row(
		REFPOLICY,
		SOCKETS,
		'create ioctl read write setattr append bind connect getopt setopt shutdown',
	),
	row(REFPOLICY, 'tcp_socket unix_stream_socket sctp_socket', 'listen accept'),
	row(REFPOLICY, 'unix_stream_socket', 'connectto'),
	row(REFPOLICY, 'unix_dgram_socket', 'sendto'),

	// System V IPC and keys.
	row(BOTH, 'key', 'create link read search setattr view write'),
	row(BOTH, IPC, 'create destroy setattr write unix_write'),
	row(REFPOLICY, IPC, 'read unix_read'),
	row(REFPOLICY, 'msg', 'send receive'),
	row(REFPOLICY, 'msgq', 'enqueue'),
	row(REFPOLICY, 'shm', 'lock'),

	// The network, where the low levels count.
	row(BOTH, 'node', 'recvfrom sendto', 'l1 dom l2'),
	row(BOTH, 'packet peer', 'recv', 'l1 dom l2', ['subject', 'object']),
	row(BOTH, 'netif', 'egress ingress', 'l1 dom l2'),

	// Of mcstransd(8).
	row(BOTH, 'context', 'contains', ['h1 dom h2', 'l1 domby l2']),
];

/**
 * Types that have the attribute mcs_constrained_type wherever there is such a type: containers, virtual
 * machines and sandboxes, and the label of a peer that has a level alone.
 *
 * @see container_domain_template in container-selinux, virt_domain_template in refpolicy and Fedora's
 *   policy, udica's base_container.cil (`NAME.process`)
 */
export function isConstrainedType(type: string): boolean {
	return CONSTRAINED.test(type);
}

/** Types that have not, though a policy may have others that begin alike. */
export function isFreeType(type: string): boolean {
	return FREE.test(type);
}

const FREE =
	/^(?:spc|container_runtime|unconfined|unconfined_service|init|initrc|kernel|virtd|virtqemud|httpd|sshd|user|staff|sysadm)_t$/;

const CONSTRAINED =
	/^(?:netlabel_peer_t|svirt_t|svirt_tcg_t|svirt_prot_exec_t|svirt_(?:lxc|qemu|kvm)_net_t|qemu_t|container_t|container_(?:userns|logreader|logwriter|kvm|init|device|device_plugin|device_plugin_init)_t|sandbox_t|sandbox_(?:min|x|web|net)_t|openshift_(?:app_)?t|.+\.process)$/;
