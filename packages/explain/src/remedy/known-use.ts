// What some things are for that programs of every kind ask for: that tells that no label is wrong there.

import type { AccessRecord } from '@peercon/records';
import { isEntryOfProcess, nameOf } from '../check/situation.ts';
import type { Remedy } from './remedy.ts';

const USES: [isMeant: (record: AccessRecord) => boolean, why: string][] = [
	[
		(record) => isFileOfInit(record) && nameOf(record) === '.pwd.lock',
		'systemd takes the lock of the accounts (lckpwdf(3)) to find a user for a unit with DynamicUser=, whose start fails without: no label is wrong, and all of { read write open lock } is asked for.',
	],
	[
		isNotification,
		'It tells systemd that it is ready, or what it does (sd_notify(3); where its unit has Type=notify, its start waits for that, and fails). systemd has made that socket, before the policy was loaded (kernel_t) or since (init_t): probably no label is wrong, unless systemd itself is still in kernel_t (`ps -Z 1`).',
	],
	[
		(record) => isFileOfInit(record) && /^\.#50-[A-Z]\w+\.conf/.test(nameOf(record)),
		'systemd writes what `systemctl set-property` sets (a file of the unit below /run/systemd/system.control or /etc/systemd/system.control), under another name first, which it then renames: no label is wrong, and write, rename and unlink are asked next.',
	],
	[
		({ class: of, details }) =>
			of === 'lnk_file' &&
			/(?:^|\/)(?:invocation|log-level-max|log-extra-fields|log-rate-limit-\w+):/.test(
				details.path ?? details.name ?? '',
			),
		"systemd notes there what belongs to each unit (links in /run/systemd/units), and journald reads it for the unit's lines: no label is wrong.",
	],
	[
		({ class: of, object, details }) =>
			/^(?:file|dir)$/.test(of) &&
			object.type === 'usr_t' &&
			/^\/usr\/(?:share|lib|etc)\/pam(?:\.d)?\//.test(details.path ?? ''),
		"PAM's modules read the distribution's own settings there, in the domain of each program that uses PAM (pam.conf(5)): no label is wrong, and all of { getattr open read } is asked for.",
	],
	[
		({ class: of, subject, object, permissions }) =>
			of === 'netlink_route_socket' &&
			subject.type === object.type &&
			permissions.includes('create'),
		'Mostly a program asks so which interfaces and addresses the host has: getifaddrs(3), and getaddrinfo(3) of glibc, which goes on without. After create come bind, getattr, write, nlmsg_read and read (and nlmsg_write of what changes routes or addresses): in the source of a module, r_netlink_socket_perms of the reference policy has them but for the last.',
	],
	[
		(record) => isEntryOfProcess(record) && record.subject.type === record.object.type,
		'dev=proc, and the type of the process itself: it is an entry in /proc of itself (as a link of /proc/self/fd) or of another process in its domain, with the label of that process, and no file that could be labeled.',
	],
	[
		({ class: of, object }) => /^(?:dir|file|lnk_file)$/.test(of) && object.type === 'dosfs_t',
		'dosfs_t is the one label of all that lies in a file system which keeps none (FAT, exFAT, NTFS: the EFI system partition, a USB disk): no file there can be given another by itself, only all of them by an option of the mount (fstab(5)), as context="system_u:object_r:TYPE:s0" where that is for one service alone, which may use TYPE.',
	],
	[
		({ class: of, object, details }) =>
			of === 'file' &&
			/^(?:initrc_var_run|init_var_run|initrc_runtime)_t$/.test(object.type) &&
			nameOf({ details }) === 'utmp',
		'utmp(5) is the list of who is logged in, and its label is right. What lists or counts users reads it (who, a monitoring agent), and most else that does goes on without: where that is not wanted of the service, its option or plugin for it off; where it is, getattr, read, open and lock are asked together (init_read_utmp() of the reference policy; to write, init_rw_utmp()).',
	],
	[
		({ class: of, object, details }) =>
			of === 'dir' && object.type === 'ramfs_t' && nameOf({ details }) === '',
		'Probably the credentials of a unit, which systemd keeps on a ramfs of their own (LoadCredential=, SetCredential=; /run/credentials/NAME.service): no label is wrong, and search of the folder, then getattr, open and read of the files are asked for.',
	],
	[
		({ class: of, subject, object, permissions }) =>
			/^(?:chr|blk)_file$/.test(of) &&
			permissions.some((each) => each !== 'getattr') &&
			/^(?:memory_device|fixed_disk_device)_t$/.test(object.type) &&
			!/^(?:systemd_\w+|udev|lvm|fsadm|mount|bootloader|snapperd)_t$/.test(subject.type),
		'Whoever may use that gets past every label: it is the memory of the host, or a disk with all that lies on it, and policies let few do so (neverallow). So better no rule for a service: have a helper in a domain of its own do it (smartctl and the like are fsadm_t), or the service read what the kernel tells of it in /sys and /proc.',
	],
	[
		(record) =>
			record.object.type === 'etc_runtime_t' &&
			record.class === 'file' &&
			nameOf(record) === 'mtab',
		'/etc/mtab lists what is mounted, and etc_runtime_t is right for it. Who opens it to write mostly only reads (a library opens it so out of habit, setmntent(3) with r+): where nothing is amiss, hush it.',
	],
	[
		({ class: of, details: { comm } }) => comm === 'auth_pam_tool' && of.startsWith('cap'),
		"auth_pam_tool is MariaDB's own helper, which asks PAM as root (setuid). Where the policy labels it as the libraries around it (lib_t), it stays in the server's domain: it is to be chkpwd_exec_t, by which it runs in chkpwd_t. So no rule for the server, and no User= in its unit.",
	],
	[
		isSocketOfOther,
		'A socket has the label of the process that has made it: probably another program made this one and has handed it on by intent (inherited at execve(2), or sent over a UNIX socket or D-Bus), and no label is wrong.',
	],
	[
		({ class: of, subject, details }) =>
			of === 'file' &&
			subject.type === 'systemd_sleep_t' &&
			/^(?:\/(?:var\/)?tmp\/)?#\d+/.test(details.path ?? details.name ?? ''),
		'By its name it is a file without one (O_TMPFILE of open(2)), which the driver of NVIDIA probably makes in the name of systemd-sleep, to keep the memory of the graphics card: in the folder that NVreg_TemporaryFilePath= names. Let that be /var/lib/systemd/sleep, which policies of Fedora and RHEL let this domain write (options nvidia NVreg_TemporaryFilePath=/var/lib/systemd/sleep in /etc/modprobe.d, the initramfs made anew, and a new start).',
	],
	[
		isGenerator,
		'It is a generator of systemd, which makes units at each start and reload (systemd.generator(7)), and runs in init_t where the policy has no domain for it yet: probably systemd is newer than the policy. Where the units that it makes are not wanted, it is mostly harmless.',
	],
	[
		({ class: of, object, permissions }) =>
			of === 'chr_file' &&
			/^u?random_device_t$/.test(object.type) &&
			permissions.every((each) => /^(?:write|append|open|read|getattr|ioctl|lock)$/.test(each)) &&
			permissions.some((each) => /^(?:write|append)$/.test(each)),
		'What is written there is only mixed into what the kernel draws random numbers from (random(4)), so that the rule gives nothing away. Many programs open it to write and never do.',
	],
	[
		(record) =>
			record.object.type === 'hostname_etc_t' && /^.+hostname|hostname.+$/.test(nameOf(record)),
		'Fedora and RHEL give hostname_etc_t to every file below /etc that has hostname in its name: so restorecon leaves it so. Until the update, that one file may have another type, which most may read (semanage fcontext -a -t etc_t, and restorecon).',
	],
];

/** Programs in /usr/lib/systemd/system-generators, by comm=, which the kernel cuts after 15 characters. */
const GENERATORS =
	/^systemd-(?:ssh-gen|gpt-aut|fstab-g|getty-g|debug-g|cryptse|veritys|integri|hiberna|tpm2-ge|bless-b|rc-loca|sysv-ge|run-gen|system-|import-)/;

function isGenerator({ subject, details: { comm = '' } }: AccessRecord): boolean {
	return subject.type === 'init_t' && GENERATORS.test(comm);
}

/** The socket of sd_notify(3), by its path, or by its name and type: init.fc of Fedora, systemd.fc of the reference policy. */
function isNotification(record: AccessRecord): boolean {
	const { class: of, object, permissions, details } = record;
	if (of === 'unix_dgram_socket')
		return permissions.includes('sendto') && details.path === '/run/systemd/notify';
	const isOfSystemd = /^(?:systemd_runtime_notify|init_var_run|init_runtime)_t$/.test(object.type);
	return of === 'sock_file' && nameOf(record) === 'notify' && isOfSystemd;
}

/** Whether a socket is used that a process in another domain has made. */
function isSocketOfOther({ class: of, subject, object, permissions }: AccessRecord): boolean {
	return (
		/^(?:tcp|udp|sctp|unix_stream|unix_dgram)_socket$/.test(of) &&
		object.role === 'system_r' &&
		object.type !== subject.type &&
		!/^(?:kernel|init|initrc|unconfined(?:_service)?)_t$/.test(object.type) &&
		permissions.every((each) => USES_SOCKET.test(each))
	);
}

/** What is asked about the socket that a process has, and not about who is at the other end. */
const USES_SOCKET = /^(?:read|write|append|getopt|setopt|getattr|ioctl|shutdown|accept|lock)$/;

function isFileOfInit({ class: of, subject }: AccessRecord): boolean {
	return of === 'file' && subject.type === 'init_t';
}

/** What to know of it; none for other records. */
export function knownUse(record: AccessRecord): Remedy[] {
	const [, why] = USES.find(([isMeant]) => isMeant(record)) ?? [];
	return why === undefined ? [] : [{ kind: 'note', why }];
}
