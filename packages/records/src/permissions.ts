// The names of permissions, to tell where a line was broken within one.

function names(text: string): string[] {
	return text.trim().split(/\s+/);
}

const FILE_OR_SOCKET =
	'ioctl read write create getattr setattr lock relabelfrom relabelto append map';
const FILE = `${FILE_OR_SOCKET} unlink link rename execute quotaon mounton swapon audit_access open execmod
	watch watch_mount watch_sb watch_with_perm watch_reads watch_mountns`;
const SOCKET = `${FILE_OR_SOCKET} bind connect listen accept getopt setopt shutdown recvfrom sendto name_bind
	recv_msg send_msg`;
const IPC = 'create destroy getattr setattr read write associate unix_read unix_write';
const CAPABILITY = `chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable
	net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot
	sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease
	audit_write audit_control setfcap`;
const CAPABILITY2 = `mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf
	checkpoint_restore`;
const FLOW = 'tcp_recv tcp_send udp_recv udp_send rawip_recv rawip_send dccp_recv dccp_send';
const NETLINK = `${SOCKET} nlmsg nlmsg_read nlmsg_write nlmsg_relay nlmsg_readpriv nlmsg_tty_audit`;
const MANAGER = 'add find list';
const UNIT = 'start stop status reload enable disable halt reboot undefined';

/** Those of the kernel (security/selinux/include/classmap.h), of D-Bus, systemd, passwd(1) and Android. */
const PERMISSIONS: Record<string, Set<string>> = Object.fromEntries(
	Object.entries({
		security: `compute_av compute_create compute_member check_context load_policy compute_relabel
			compute_user setenforce setbool setsecparam setcheckreqprot read_policy validate_trans`,
		process: `fork transition sigchld sigkill sigstop signull signal ptrace getsched setsched getsession
			getpgid setpgid getcap setcap share getattr setexec setfscreate noatsecure siginh setrlimit
			rlimitinh dyntransition setcurrent execmem execstack execheap setkeycreate setsockcreate
			getrlimit`,
		process2: 'nnp_transition nosuid_transition',
		system: `ipc_info syslog_read syslog_mod syslog_console module_request module_load
			firmware_load kexec_image_load kexec_initramfs_load policy_load x509_certificate_load
			${UNIT}`,
		filesystem: `mount remount unmount getattr relabelfrom relabelto transition associate quotamod
			quotaget watch`,
		file: `${FILE} execute_no_trans entrypoint`,
		dir: `${FILE} add_name remove_name reparent search rmdir`,
		lnk_file: FILE,
		chr_file: `${FILE} execute_no_trans entrypoint`,
		blk_file: FILE,
		sock_file: FILE,
		fifo_file: FILE,
		anon_inode: FILE,
		memfd_file: `${FILE} execute_no_trans entrypoint`,
		fd: 'use',
		node: `${FLOW} recvfrom sendto enforce_dest`,
		netif: `${FLOW} ingress egress`,
		sem: IPC,
		msgq: `${IPC} enqueue`,
		shm: `${IPC} lock`,
		ipc: IPC,
		msg: 'send receive',
		association: 'sendto recvfrom setcontext polmatch',
		packet: 'send recv relabelto flow_in flow_out forward_in forward_out',
		peer: 'recv',
		key: 'view read write search link setattr create',
		memprotect: 'mmap_zero',
		capability: CAPABILITY,
		cap_userns: CAPABILITY,
		capability2: `${CAPABILITY2} compromise_kernel`,
		cap2_userns: CAPABILITY2,
		kernel_service: 'use_as_override create_files_as',
		binder: 'impersonate call set_context_mgr transfer',
		infiniband_pkey: 'access',
		infiniband_endport: 'manage_subnet',
		bpf: 'map_create map_read map_write prog_load prog_run',
		perf_event: 'open cpu kernel tracepoint read write',
		io_uring: 'override_creds sqpoll cmd allowed',
		user_namespace: 'create',
		lockdown: 'integrity confidentiality',
		dbus: 'acquire_svc send_msg',
		service: UNIT,
		passwd: 'passwd chfn chsh rootok crontab',
		nscd: `getpwd getgrp gethost getstat admin shmempwd shmemgrp shmemhost getserv shmemserv getnetgrp
			shmemnetgrp`,
		context: 'translate contains',
		property_service: 'set',
		service_manager: MANAGER,
		hwservice_manager: MANAGER,
	}).map(([of, text]) => [of, new Set(names(text))]),
);

const SOCKETS = new Set(
	names(`${NETLINK} node_bind name_connect connectto newconn acceptfrom association attach_queue`),
);

/** Whether a class has a permission; undefined for a class that is not known here, as those of X and databases. */
export function hasPermission(of: string, name: string): boolean | undefined {
	if (of === 'socket' || of.endsWith('_socket')) return SOCKETS.has(name);
	return PERMISSIONS[of]?.has(name);
}

/** The classes but sockets that have all of some permissions. */
export function classesWith(permissions: string[]): string[] {
	return Object.entries(PERMISSIONS).flatMap(([of, names]) =>
		permissions.every((each) => names.has(each)) ? [of] : [],
	);
}

const ALL = new Set([...Object.values(PERMISSIONS).flatMap((each) => [...each]), ...SOCKETS]);

/** Whether any of the classes here has a permission. */
export function isPermission(name: string): boolean {
	return ALL.has(name);
}
