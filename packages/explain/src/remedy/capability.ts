// Capabilities: what a program really asks for with one, and what is better than to give it.
//
// The kernel records no file, port or process with a capability. Four of them mean that the owner or the
// mode of a file refuses root: there the file is to be mended, and not the policy.

import type { AccessRecord, RecordedPath } from '@peercon/records';
import { isConstrainedType } from '../constraint/mcs.ts';
import { command, operand } from '../names.ts';
import { isMeantToPass, TILL_UPDATE, toPassOver } from './over-modes.ts';
import { GAP, newerPolicy, OF_SYSTEM, packagesOf, policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';
import { packageOf } from './vendor.ts';

/** What is known of a capability. */
interface Capability {
	/** What asks for it: of capabilities(7), and of the kernel where that says too little. */
	asks: string;
	/** Programs that mean it; where others ask, it is mostly for nothing. Without it nobody can tell. */
	meant?: RegExp;
	/** What such a program asks for, where that is another matter. */
	asksIfMeant?: string;
}

/** Programs that set up the network. */
const NETWORK =
	/^(?:ip|tc|ss|nft|bridge|ethtool|ifconfig|brctl|iw|wg|x?tables.*|ip6?tables.*|ipset|NetworkManager|systemd-network|wpa_supplicant|dhc.*|openvpn|pluto|charon|conntrack.*|firewalld|rpc\.mountd)$/;
/** Programs that mount, or make namespaces. */
const MOUNTS =
	/^(?:u?mount.*|losetup|swapo(?:n|ff)|lvm|dmsetup|cryptsetup|quota\w*|runc.*|crun|unshare|nsenter|bwrap|systemd.*|\(.*|agent|conmon|criu|fusermount3?|udisks.*|cifs\.upcall)$/;
const NOBODY = /^$/;

const CAPABILITIES: Record<string, Capability> = {
	fsetid: {
		asks: 'It changes the mode of a file whose group it is not in (the kernel then asks each time), or writes to one with a set-ID bit. No error tells of a refusal: a set-ID bit is cleared, and without one nothing is lost. Where the bit is wanted, it is a matter of owner and group: let the service be in the group of those files, or give them to the one that it has (report it to the program, if that makes them itself).',
		meant: NOBODY,
	},
	net_admin: {
		asks: 'Of a service that sets nothing up in the network it is probably setsockopt(2) with SO_SNDBUFFORCE or SO_RCVBUFFORCE, as libsystemd does to notify or to log, or ioctl(2) about an interface that is not there. It goes on without. A proxy that serves in the name of others (IP_TRANSPARENT), or marks what it sends (SO_MARK), needs it for that, or net_raw, which allows less (for SO_MARK since Linux 5.17): that is asked for first.',
		meant: NETWORK,
	},
	sys_module: {
		asks: 'Probably it is not about a module: ioctl(2) with the name of an interface that is not there makes the kernel look for a module of that name (dev_load). It goes on without.',
		meant: /^(?:modprobe|insmod|rmmod|kmod|systemd-modules|\(?udev.*|systemd-udevd)$/,
		asksIfMeant:
			'It loads or removes a module of the kernel. If the policy lets the domain otherwise, the boolean secure_mode_insmod is probably on, which forbids it to all (`getsebool secure_mode_insmod`; `setsebool -P secure_mode_insmod off` if it is not to).',
	},
	sys_ptrace: {
		asks: 'Mostly it looks into /proc/PID of processes that are not its own (ps, pidof, lsof, ss -p), and a list of them goes on without, with less in it. Or it traces one (a debugger, what takes core dumps, php-fpm for its slow log, request_slowlog_timeout): then process ptrace is asked next, and takes a rule, too.',
		meant: /^(?:gdb.*|strace|ltrace|perf|criu|systemd-coredum|abrt.*|php-fpm.*)$/,
	},
	block_suspend: {
		asks: 'epoll_ctl(2) with EPOLLWAKEUP, where no error tells of a refusal: the flag is dropped, and the host may go to sleep before the event is handled. Or a write to /sys/power/wake_lock, which fails with EPERM.',
		meant: NOBODY,
	},
	sys_tty_config: {
		asks: 'vhangup(2), or ioctl(2) that changes a console or virtual terminal. Daemons that ask for it at their start mostly go on without.',
		meant: /^(?:\(?agetty|getty|Xorg|X|kbd.*|loadkeys|setfont|plymouthd|login)$/,
	},
	sys_resource: {
		asks: 'Mostly it goes over a limit, or sets one (capabilities(7) lists more): a lower oom_score_adj, more processes than RLIMIT_NPROC, a higher limit (setrlimit(2)), or the blocks that a file system keeps for root, which every program asks for that writes to a disk that is nearly full. See `df` first; Limit...= of the unit raises limits. Or it has much in pipes or in flight: over fs.pipe-user-pages-soft (proc(5)), and for descriptors sent over UNIX sockets over RLIMIT_NOFILE, the kernel asks for sys_resource and then at once for sys_admin (a record of each, of one pid). There neither is to be allowed: raise the limit, or see who holds so much. A pipe is made all the same, a small one; descriptors in flight fail with ETOOMANYREFS, and fork(2) over RLIMIT_NPROC, which asks for the same two, with EAGAIN.',
	},
	sys_admin: {
		asks: 'It stands for very much: mount(2), namespaces, attributes security.* and trusted.* of files, quotas; and for setsockopt(2) that attaches a filter, as libudev does to watch devices, which goes on without. The system call mostly tells which; of sendmsg(2) it is the pid of another process that goes with a message (SCM_CREDENTIALS). Beside a record of bpf, perfmon or checkpoint_restore of the same moment it is only what the kernel asks after that: allow that one instead.',
		meant: MOUNTS,
	},
	sys_nice: {
		asks: "It raises a priority, takes a real-time policy, or changes the scheduling of another user's process; kernels before 6.0 asked also where it only set its own anew, as threads of GLib do. Nice= and CPUSchedulingPolicy= of a unit do that for it. Most programs go on without.",
	},
	ipc_lock: {
		asks: 'Probably it locks more memory than RLIMIT_MEMLOCK (mlock(2), huge pages, RDMA). LimitMEMLOCK= of the unit raises that limit, and then no capability is asked for. Before Linux 4.0 the kernel asked at each mlock(2), whatever the limit, and where it is refused went on within that: if all works, hush it. Or it sets up an io_uring (io_uring_setup(2); a record of io_uring may stand beside this): there the kernel asks each time (the newest without a record), and where it is refused goes on and counts that memory toward the limit: then hush it, too.',
	},
	net_bind_service: {
		asks: 'It binds a port below net.ipv4.ip_unprivileged_port_start, 1024, which can be set lower (for a container alone by --sysctl). Or a socket of systemd does it for a service, or some programs can be given a higher port.',
	},
	net_raw: {
		asks: 'Mostly it opens a raw or packet socket, as ping, iptables or a DHCP client does (for ping: net.ipv4.ping_group_range), or a proxy sets IP_TRANSPARENT or SO_MARK.',
	},
	setuid: {
		asks: 'It changes its user, as a service that gives root up or a program that logs somebody in. User= of the unit does that for a service.',
	},
	setgid: {
		asks: 'It changes its group or groups, as a service that gives root up or a program that logs somebody in. Group= of the unit does that for a service.',
	},
	setpcap: {
		asks: 'It gives capabilities up for good (PR_CAPBSET_DROP), which is to be welcomed.',
	},
	setfcap: { asks: 'It gives files capabilities (setcap(8), rpm(8)).' },
	kill: {
		asks: "It signals another user's process, or asks by signal 0 whether that lives. The signal itself takes a rule, too (process signal, sigkill, signull).",
	},
	audit_write: {
		asks: 'It writes records of its own to the audit log, as PAM, login, sshd, sudo and D-Bus do. A rule for netlink_audit_socket (nlmsg_relay) goes with it.',
	},
	audit_control: {
		asks: 'It sets the login user of a session (pam_loginuid), or changes the rules of auditing, or only reads its state or rules, which takes the same (`auditctl -s`, pam_tty_audit).',
	},
	audit_read: {
		asks: 'It opens the socket of the audit log as it is written, for itself or for journald.',
	},
	chown: {
		asks: 'It gives a file to another user or group, as a script does with chown or chgrp, or a service that makes a folder for the user it will be: for a service systemd can make that before (StateDirectory=, RuntimeDirectory=, tmpfiles.d(5)), with the owner wanted.',
	},
	mknod: { asks: 'It makes a device node, or what overlayfs takes for one.' },
	sys_chroot: {
		asks: 'It calls chroot(2), mostly to shut itself in, or enters a mount namespace (setns(2)).',
	},
	sys_time: { asks: 'It sets the clock, or the clock of the hardware.' },
	sys_boot: { asks: 'It reboots, or loads another kernel (kexec).' },
	sys_pacct: { asks: 'It switches the accounting of processes (acct(2)).' },
	sys_rawio: {
		asks: 'It goes to hardware past the kernel: ports, /dev/mem, commands to a disk (smartctl), or raw ones to an RDMA device.',
	},
	linux_immutable: { asks: 'It sets or clears the attributes immutable and append-only (chattr).' },
	lease: {
		asks: "It takes a lease on another user's file (fcntl(2) with F_SETLEASE). Of rpc.nfsd it is probably the kernel's own server of NFS, which gives up the leases of its clients in that process (as when it is stopped): newer kernels do not ask that any more, so update the kernel.",
	},
	ipc_owner: { asks: "It gets past the mode of System V IPC, mostly of another user's." },
	syslog: {
		asks: "It reads, clears or sets up the kernel's log (dmesg), or reads addresses of the kernel in /proc that kptr_restrict hides.",
	},
	mac_admin: {
		asks: 'AppArmor asks for mac_admin where a profile is loaded or replaced (apparmor_parser, snapd, LXD, Incus), and Smack where its rules or labels are set. Then the kernel has that beside SELinux (`cat /sys/kernel/security/lsm` names both). If SELinux alone is to confine this host, start the other no more (for AppArmor: `systemctl disable --now apparmor`, or apparmor=0 for the kernel). If both are wanted, the domain that loads profiles needs the rule: best one of its own, for it may then set labels, too, that the policy does not know.',
	},
	wake_alarm: { asks: 'It sets a timer that wakes the host (CLOCK_BOOTTIME_ALARM).' },
	perfmon: {
		asks: "Where the same process asked for { bpf }, the kernel's verifier asks for this, too, as it loads a BPF program: allow both, or none. What measures others' processes or the kernel (perf_event_open(2)) needs it for that. Of most others it is probably a look at the memory of another process in /proc/PID (maps, smaps, environ), as of ps and what watches processes: where sys_ptrace is refused, Linux since 6.15 asks for perfmon, and then for sys_admin. Such a list goes on without, with less in it.",
		meant: /^(?:perf|tuned|bpftrace|bpftool|parca-agent|pmdaperfevent|turbostat|falco)$/,
		asksIfMeant: 'It measures the kernel, or more than its own processes (perf_event_open(2)).',
	},
	bpf: {
		asks: 'Mostly it loads BPF programs or makes maps (bpf(2)). Or it only attaches a filter to a socket (SO_ATTACH_FILTER), for which the kernel may ask, too, when it compiles that (net.core.bpf_jit_harden), and goes on without.',
	},
	checkpoint_restore: {
		asks: "Of a program of terminals (agetty, login, sulogin, plymouthd) it is ioctl(2) that locks a terminal's settings (TIOCSLCKTRMIOS): since 2024 Linux asks this for it, and then sys_admin, by which it goes on. Others save or restore processes with it, as CRIU does.",
		meant: /^(?:criu|runc.*|crun|podman|conmon)$/,
	},
};

const OF_FILES = /^(?:dac_override|dac_read_search|fowner)$/;

/**
 * What to look at before a rule gives a capability.
 *
 * @returns what asks for it, and how to see that; none for what is no capability
 */
export function aboutCapability(record: AccessRecord): Remedy[] {
	if (!isOfCapability(record)) return [];
	const [name = ''] = record.permissions;
	const without = isForNothing(record) ? [dontaudit(record)] : [];
	if (OF_FILES.test(name) && record.class === 'cap_userns')
		return [INSIDE, dontaudit(record), ...refusingFile(record)];
	if (isMeantToPass(record)) {
		const { paths = [] } = record.event ?? {};
		return [...toPassOver(record), ...(paths.length > 0 ? whichFile(paths, record, false) : [])];
	}
	if (OF_FILES.test(name)) return [...refusingFile(record), ...without];
	const login = ofConfinedLogin(record);
	if (login.length > 0) return login;
	const asks =
		inNamespace(record) ?? asOther(record) ?? limitOf(record) ?? asksOf(name, record.details.comm);
	const what: Remedy[] = asks === undefined ? [] : [{ kind: 'note', why: asks }];
	return [...what, ...whichCall(record), ...without];
}

/**
 * That the policy may lack it, where a program of the distribution means to use it: what no file's mode is the cause
 * of, and what no program only tries.
 *
 * @returns none for other capabilities
 */
export function gapOfCapability(record: AccessRecord): Remedy[] {
	if (!isOfCapability(record) || isForNothing(record) || isMeantToPass(record)) return [];
	// What a service has sudo(8) do is of that host alone.
	if (runsAsOther(record) && packageOf(record) === undefined) return [];
	if (record.permissions.some((name) => OF_FILES.test(name))) return [];
	const isOfHost = record.class !== 'cap_userns';
	const { comm = '' } = record.details;
	const isMeant = record.permissions.every((name) => known(name)?.meant?.test(comm));
	const gap = policyGap(record);
	if (!isOfHost || isMeant || OF_SYSTEM.test(record.subject.type)) return gap;
	if (record.permissions.includes('mac_admin')) return [];
	const isBetterWithout = record.permissions.some((name) => NOT_FOR_SERVICES.test(name));
	return isBetterWithout && gap.length > 0 ? [whereMeant(record)] : gap;
}

/** Of what a service is mostly better without. */
function whereMeant(record: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `Where every host asks for it that has this service, it probably means it: then update ${packagesOf(record)} first.`,
	};
}

/** What most services are better without, or what says more of the host than of the policy. */
const NOT_FOR_SERVICES = /^(?:sys_admin|sys_resource|sys_module|sys_rawio|net_bind_service)$/;

/** Logins that are to be nobody but themselves: user_u, guest_u and xguest_u of each policy. */
const CONFINED = /^(?:user|guest|xguest)_t$/;

/** su(1) and sudo(8) are what such a login is kept from. */
function ofConfinedLogin({ subject, permissions }: AccessRecord): Remedy[] {
	if (!CONFINED.test(subject.type)) return [];
	if (!permissions.every((name) => /^set[ug]id$/.test(name))) return [];
	return [
		{
			kind: 'command',
			why: `${subject.type} is a login that is confined on purpose: in Fedora and RHEL it may not become another user, so su and sudo are not for it, and nothing is broken. (Where the policy is the reference policy's, as Debian's, they run in ${subject.type.replace(/_t$/, '')}_sudo_t and _su_t: there see the label of the program, and no_new_privs.) A person who is to use sudo gets another login, NAME being the account, and files that are that login's (then sudo with ROLE=sysadm_r and TYPE=sysadm_t in sudoers(5); log in anew):`,
			// -a changes a mapping that is there, too; -m fails for who has only __default__'s.
			text: 'semanage login -a -s staff_u NAME && restorecon -RF ~NAME',
		},
	];
}

/**
 * What asks for the two that mean another thing in a user namespace that is not the host's.
 *
 * @see setns(2): to enter a namespace takes sys_admin in the user namespace that owns it
 * @see ptrace_may_access in kernel/ptrace.c, which asks in the user namespace of the process that is looked at
 */
function inNamespace({ class: of, permissions: [name = ''] }: AccessRecord): string | undefined {
	if (of !== 'cap_userns') return undefined;
	return name === 'sys_ptrace' ? LOOKS_INTO_CONTAINER : name === 'sys_admin' ? ENTERS : undefined;
}

const LOOKS_INTO_CONTAINER =
	'Mostly it looks into /proc/PID of a process in another user namespace (a rootless container, the sandbox of a browser or a unit), or enters its namespaces, as what lists or watches all processes does. Such a list goes on without, with less in it.';

const ENTERS =
	'In a user namespace that is not the one of the host: probably it enters namespaces of a container or a sandbox (setns(2), as systemd-coredump does to find the symbols of what has crashed there), or mounts in its own, or does there something else that sys_admin stands for. That gives no rights on the host.';

function runsAsOther({ details: { comm = '' } }: AccessRecord): boolean {
	return /^(?:sudo|su|runuser|doas)$/.test(comm);
}

/** What runs a program as somebody else stays in the domain that it was started in, and asks for all of it there. */
function asOther(record: AccessRecord): string | undefined {
	const [name = ''] = record.permissions;
	if (!runsAsOther(record) || !/^set[ug]id$/.test(name)) return undefined;
	return `${record.details.comm} runs a program as another user, in the domain that it was started in. That takes more than this record: setuid and setgid, and for PAM, which writes that to the audit log, audit_write and a netlink_audit_socket.`;
}

/** What sets a limit, by the call that the event names, or as a part of systemd does when it starts. */
function limitOf({ permissions: [name = ''], subject, event }: AccessRecord): string | undefined {
	const isCall = /^(?:setrlimit|prlimit(?:64)?)$/.test(event?.syscall ?? '');
	if (name !== 'sys_resource' || !(isCall || /^systemd_/.test(subject.type))) return undefined;
	return 'Mostly it raises a limit of its own when it starts (setrlimit(2); Limit...= of the unit does that for it), or lowers its oom_score_adj.';
}

function asksOf(name: string, comm = ''): string | undefined {
	const { asks, meant, asksIfMeant = asks } = known(name) ?? {};
	return meant?.test(comm) ? asksIfMeant : asks;
}

/** What asks for a capability; undefined where that is not known here. */
export function asksForCapability(name: string): string | undefined {
	return isOfOwnerOrMode(name) ? OWNER_OR_MODE : known(name)?.asks;
}

/** Whether root lacks a capability only because owner or mode of a file refuse it. */
export function isOfOwnerOrMode(name: string): boolean {
	return OF_FILES.test(name);
}

const OWNER_OR_MODE =
	'Probably owner and mode of a file, or of a folder on the way to it, are wrong, and not the policy: they do not let a program in that runs as root. Mend those (chown(1), chmod(1)), or let the service run as the user whose file it is.';

/** When to take the rule; undefined where there is nothing to warn of. */
export function beforeCapability(record: AccessRecord): string | undefined {
	if (!isOfCapability(record)) return undefined;
	if (ofConfinedLogin(record).length > 0)
		return 'Better not this rule: it takes from every such login what it is confined for:';
	if (isMeantToPass(record)) return TILL_UPDATE;
	if (record.permissions.every((name) => name === 'dac_read_search')) {
		return 'Last of all, this rule: the domain may then look into every folder and read every file whatever its owner and mode, as far as its other rules go (to write, it takes dac_override):';
	}
	if (record.permissions.includes('fowner')) {
		return 'Last of all, this rule: the domain may then change mode, times and attributes of the files of others, as far as its other rules go:';
	}
	if (record.permissions.some((name) => OF_FILES.test(name))) {
		return "Last of all, this rule: what of the domain runs as root is then kept out by hardly a file's owner and mode, only by its other rules:";
	}
	return isForNothing(record) ? 'This rule only if it does not work without:' : undefined;
}

function isOfCapability({ class: of }: AccessRecord): boolean {
	return /^cap(?:ability2?|2?_userns)$/.test(of);
}

function known(name: string): Capability | undefined {
	return Object.hasOwn(CAPABILITIES, name) ? CAPABILITIES[name] : undefined;
}

/** Whether it goes on without: the event says so, or it is so for most who ask. */
function isForNothing({ permissions, details, event, permissive }: AccessRecord): boolean {
	if (!permissive && event?.success === true) return true;
	const comm = details.comm ?? '';
	return permissions.every((name) => {
		if (/^dac_/.test(name)) return /^(?:ps|pgrep|pkill|pidof|top|lsof)$/.test(comm);
		const { meant } = known(name) ?? {};
		return meant !== undefined && !meant.test(comm);
	});
}

function dontaudit(record: AccessRecord): Remedy {
	const seen =
		!record.permissive && record.event?.success === true
			? 'The record SYSCALL beside it says success=yes: it went through without, perhaps with less in what it got. If nothing is missed, hush it:'
			: 'If all that the program is for works without, hush it:';
	return hushed(record, `${newerPolicy(record)} ${seen}`);
}

/** sys_admin alone stands for too much to be guessed. */
function whichCall({ permissions, event }: AccessRecord): Remedy[] {
	if (!permissions.includes('sys_admin')) return [];
	if (event?.syscall !== undefined) {
		return [{ kind: 'note', why: `The system call was ${event.syscall}(2).` }];
	}
	return [recordMore('its record SYSCALL names the call')];
}

/** Owner and mode refuse root as anybody else once it has not the capability. */
function refusingFile(record: AccessRecord): Remedy[] {
	const { class: of, permissions, event } = record;
	const isInside = of === 'cap_userns' || isConstrainedType(record.subject.type);
	const does = permissions.includes('fowner')
		? "changed the mode, the times or the attributes of a file that it does not own, or took another user's file from a folder like /tmp"
		: "met a file or a folder on the way to it whose owner and mode do not let it in (/root is often one, and what belongs to a service's user)";
	if (record.subject.user === 'u') return OF_ANDROID;
	const what: Remedy = {
		kind: 'note',
		why: `Probably owner and mode are wrong, not the policy: a program that runs as root${isInside ? ' in its namespace' : ''} ${does}.${permissions.includes('fowner') ? GIVEN_AWAY : ''}${permissions.every((each) => each === 'dac_read_search') ? ASKED_FIRST : ''}`,
	};
	if ((event?.paths ?? []).some(({ name }) => /(?:^|\/)~\//.test(name))) return [UNEXPANDED];
	const isRoots = !isInside && isOfRoot(record);
	if (!isInside && namesAlone(record, OF_KERNEL)) return [modeOfKernel(record)];
	if (!isInside && namesAlone(record, OF_HASHES)) return [HASHES];
	return [
		isRoots ? ROOTS_OWN : what,
		...whichFile(event?.paths ?? [], record, isInside),
		isRoots ? MEND_ROOTS : mend(record),
	];
}

/** @see generic_permission() in the kernel's fs/namei.c */
const ASKED_FIRST =
	' (Linux asks for dac_read_search before dac_override, since 4.12. Where no record of dac_override follows at the same moment, while enforcing, the domain probably has that, and nothing has failed: then it is only noise, which a newer policy hides or allows.)';

const GIVEN_AWAY =
	' With a record of { chown } of the same program beside it, it has probably given the file away itself just before, as a service that makes a folder for the user that it will be: then it means all of them (fsetid, too, where there is one), and it is the policy that lacks the rule for them together.';

const UNEXPANDED: Remedy = {
	kind: 'note',
	why: 'The record PATH of the same event names a path with a ~ in it: so the program has not put a home in its place, and looks below the folder that it was started in, which root may not enter without this. It is a fault of the program, mostly harmless: update it, or start it from another folder (cd / first). No owner and no mode is to be mended, and no rule is wanted.',
};

/** Whether the event names paths, and each of them lies there. */
function namesAlone({ event }: AccessRecord, place: RegExp): boolean {
	const { paths = [] } = event ?? {};
	return paths.length > 0 && paths.every(({ name }) => place.test(name));
}

/** What the kernel shows, and has given its mode. */
const OF_KERNEL = /^\/(?:sys|proc)\//;
/** The hashes of passwords: shadow(5), which has mode 0000 on Fedora and RHEL. */
const OF_HASHES = /^\/etc\/g?shadow-?$/;

const HASHES: Remedy = {
	kind: 'note',
	why: 'The record PATH of the same event names the hashes of passwords, whose mode is 0000 (or 0640) on purpose: no owner and no mode is to be mended there. A service asks PAM, SSSD or unix_chkpwd(8) instead; a person who is to administer takes the role for that (sudo -r sysadm_r -t sysadm_t).',
};

function modeOfKernel({ event }: AccessRecord): Remedy {
	const named = (event?.paths ?? []).slice(0, 3).map(described).join(', ');
	return {
		kind: 'note',
		why: `The record PATH of the same event names ${named}: what the kernel shows in /proc or /sys has a mode of its own, and nothing is to be mended there. ${GAP}: update selinux-policy first. Where dac_read_search was refused, too, that lesser capability is mostly enough.`,
	};
}

/** Whether all that the event names is root's own, whose mode keeps even root from writing it. */
function isOfRoot(record: AccessRecord): boolean {
	const { event, permissions } = record;
	if (permissions.includes('fowner')) return false;
	const found = suspects(event?.paths ?? [], record);
	return (
		found.length > 0 &&
		found.every(({ owner, mode }) => /^(?:0|root)$/.test(owner ?? '') && mode !== undefined)
	);
}

const ROOTS_OWN: Remedy = {
	kind: 'note',
	why: "A program that runs as root met a file or a folder that is root's already: a mode without w (0444) or without r and x keeps root itself out, too, once it lacks the capability.",
};

const MEND_ROOTS: Remedy = {
	kind: 'note',
	why: 'If somebody has set that mode by hand, mend it (chmod u+rwX). If the service makes it so itself, as in its own folder below /run or /var/lib, nothing is to be mended there, and another user would not help: probably the policy lacks the capability for the domain. Update selinux-policy first, or report it; until then the rule.',
};

/** @see privileged_wrt_inode_uidgid in kernel/capability.c: of a file of others no capability is asked for */
const INSIDE: Remedy = {
	kind: 'note',
	why: 'It is root in a user namespace alone (a rootless container), and the file belongs to a user and a group of that namespace: of others the kernel does not ask. What the kernel shows there itself (/proc, /sys) is not for mending: hush it where all works without, or allow it.',
};

const OF_ANDROID: Remedy[] = [
	{
		kind: 'note',
		why: "Probably owner, group and mode of a file keep the service out, not the policy: `ls -l` of what it opens, by `strace` or its own log. Give the service that group in its init .rc (group system radio ...), or the file another owner there (chown, chmod under on post-fs-data), or an entry in the device's fs_config. neverallow rules (domain.te) stop a rule for most domains.",
	},
];

function mend(record: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `Then mend that: its owner or mode (chown(1), chmod(1), setfacl(1)), or let the service run as the user whose file it is (User= and Group= of its unit). Where it is so on every host with this service, as where root is to help another user, the policy is to allow it: update ${packagesOf(record)}.`,
	};
}

/** A container's paths are not the host's: it is not looked at there. */
function whichFile(paths: RecordedPath[], record: AccessRecord, isInside: boolean): Remedy[] {
	const [first, ...others] = suspects(paths, record);
	if (first === undefined) return [recordMore(RECORD_OF_FILE)];
	const named = [first, ...others].map(described).join(', ');
	const why = `The record PATH of the same event names ${named}. It is that file, or a folder on the way to it.`;
	if (isInside) return [{ kind: 'note', why }];
	return [
		{
			kind: 'command',
			why: `${why} See who may what there:`,
			text: command('namei', '-l', ...operand(first.name)),
		},
	];
}

/** What such a rule is loaded for. */
export const RECORD_OF_FILE = 'its record PATH names the file, with ouid= and mode=';

/** Those that refuse their process, if any does; the folder that something was made in is one, too. */
function suspects(paths: RecordedPath[], { event }: AccessRecord): RecordedPath[] {
	const refusing = paths.filter(
		({ mode, owner }) => owner !== event?.fsuid || (mode !== undefined && (mode & 0o600) !== 0o600),
	);
	return (refusing.length > 0 ? refusing : paths).slice(0, 3);
}

function described({ name, mode, owner }: RecordedPath): string {
	if (mode === undefined) return `${name} (not there yet)`;
	return `${name} (mode ${mode.toString(8).padStart(4, '0')}${owner === undefined ? '' : `, owner ${owner}`})`;
}

/**
 * The kernel keeps what a system call names only while an audit rule is loaded, whichever it is.
 *
 * @see audit_filter_syscall in kernel/auditsc.c; Fedora's own rule `-a never,task` comes before it
 */
export function recordMore(what: string): Remedy {
	return {
		kind: 'command',
		why: `Find it: load any audit rule (where \`auditctl -l\` shows \`-a never,task\`, take that out before: \`auditctl -d never,task\`, and start the program anew), let it do it again, and look with \`ausearch -m avc -ts recent\`: ${what}:`,
		text: 'auditctl -w /etc/shadow -p w',
	};
}
