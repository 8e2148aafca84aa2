// Types that are everybody's: of containers, virtual machines, logins, and of what has no domain.

import type { AccessRecord } from '@peercon/records';
import { isSubjectProcess } from '../check/check.ts';
import { isThreadOfKernel } from '../check/situation.ts';
import { policyKindOf } from '../constraint/constraint.ts';
import { PEOPLE, VIRTUAL_MACHINE } from '../layer/domains.ts';
import { ofAndroid } from './android-type.ts';
import { isOneLabelType } from './container.ts';
import { isTalkToDriver } from './container-host.ts';
import { isNewCapability } from './harmless-probe.ts';
import { OF_STARTER } from './machine-monitor.ts';
import { isOfMemory } from './memory.ts';
import { isYoungClass } from './new-permission.ts';
import { isWriting } from './own-type.ts';
import { GAP, packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { changesSelinux } from './selinux-itself.ts';
import { isOfBrokenPolicy } from './sound-policy.ts';

/** What systemd does itself, or one of its children before it has executed a service's program. */
function isOfSystemd(record: AccessRecord): boolean {
	const { comm = '', pid } = record.details;
	if (pid === '1' || NAMES_OF_SYSTEMD.test(comm)) return true;
	if (isOfService(record)) return false;
	return /^(?:process2?|dbus|service|system)$/.test(record.class) && !isOfMemory(record);
}

/** Its children are called `(NAME)` until they execute, its threads and helpers `systemd-...` and `sd-...`. */
const NAMES_OF_SYSTEMD = /^\(|^systemd|^sd-|^init$/;

/**
 * Whether a service asks something of a process, by its own name and pid: it has stayed in init_t. What is asked
 * at execve(2), as siginh, may have the name of the new program already.
 */
function isOfService({ class: of, subject, object, permissions, details }: AccessRecord): boolean {
	const { comm = '', pid } = details;
	if (subject.type !== 'init_t' || !/^process2?$/.test(of)) return false;
	const isOwn = object.type === 'init_t' || permissions.every((each) => OF_OTHERS.test(each));
	return isOwn && comm !== '' && !NAMES_OF_SYSTEMD.test(comm) && pid !== undefined && pid !== '1';
}

const OF_OTHERS = /^(?:sig(?:kill|nal|stop|null)|[gs]et(?:sched|pgid|rlimit)|ptrace)$/;

const OF_INIT =
	"What is started here and stays in systemd's own domain mostly has a file whose type leads nowhere";

const OF_KERNEL =
	'A program in kernel_t has mostly never left the domain that everything starts in';
const OF_NONE =
	'Mostly this is a service that has no domain of its own, or a script that starts others';
const STAYED_BEHIND = [OF_INIT, OF_KERNEL, OF_NONE];

const OF_CONTAINERS =
	'Every container that was given no other type is of this one, so a rule for it opens all of them.';
const OF_ONE_CONTAINER =
	'A type for this container alone: udica(8) makes a policy from `podman inspect`, to be run with --security-opt label=type:NAME.process.';
const CONTAINER = /^(?:container_t|svirt_lxc_net_t)$/;

const SHARED: [type: RegExp, why: string][] = [
	[
		/^spc_t$/,
		'Most privileged containers are spc_t, so a rule for it opens all of them. What all of them need comes with container-selinux and selinux-policy: update both first.',
	],
	[
		CONTAINER,
		`${OF_CONTAINERS} What all of them need comes with container-selinux: update it first. ${OF_ONE_CONTAINER}`,
	],
	[
		VIRTUAL_MACHINE,
		'A rule for this type opens all virtual machines that have it. What all of them need comes with selinux-policy: update it first. For this machine alone, give it a type of its own (<seclabel> in the domain).',
	],
	[
		/^sysadm_t$/,
		`${GAP}: sysadm_t is the domain of administrators, whom policies are to let administer everything but what other roles are for (in an MLS policy secadm_r and auditadm_r). (What is no such task is better run in another role, as staff_r.) Update selinux-policy first, and where the newest lacks it, too, report it there. Nearly every program of such a login has this type, so a rule for it opens all of them.`,
	],
	[
		/^(?:user|staff|guest|xguest)_t$/,
		'Nearly every program of such a login has this type, so a rule for it opens all of them. If all of them should have it, a newer selinux-policy may: update it first; such logins are confined on purpose. For this program alone, give it a domain of its own that these users may enter, or let the person log in as somebody who may.',
	],
	[
		/^init_t$/,
		`${OF_INIT}: \`ls -Z\` of what ExecStart= names (of a link it is what it leads to that counts, \`readlink -f\`). In Fedora and RHEL a program labeled bin_t mostly gets unconfined_service_t: restorecon it (a wrong type that this gives back is the policy's for that place, as lib_t below /usr/lib or that of homes, or of an entry of the host's own, \`semanage fcontext -lC\`), move it to /usr/local/bin, or label it where it lies (\`semanage fcontext -a -t bin_t PROGRAM\`, then restorecon). (A program of somebody's desktop in it: the login got no context of its own; see \`id -Z\` and pam_selinux(8).) A rule here opens systemd and all services that have no domain.`,
	],
	[
		/^(?:initrc|unconfined_service)_t$/,
		`${OF_NONE}: then no type of its file leads to one. See \`ls -Z\` of what ExecStart= names: bin_t, usr_t and the like lead nowhere. Newer policies may have a domain for the program: update selinux-policy, label its file anew, and restart it. If there is none: a module with one (\`sepolicy generate --init PROGRAM\` begins it; init_daemon_domain(NAME_t, NAME_exec_t) in its source), or SELinuxContext= in the unit. A rule here opens all services that have none.`,
	],
	[
		/^system_cronjob_t$/,
		'Every job of /etc/crontab, /etc/cron.d, /etc/cron.daily and the like is system_cronjob_t, so a rule for it opens all of them. Give the script a domain of its own (a type for its file, and cron_system_entry(DOMAIN, DOMAIN_exec_t) in the source of its module); or run it by a unit of systemd (a timer), or have the service that it is for do the work itself.',
	],
	[
		/^kernel_t$/,
		`${OF_KERNEL}: probably init or its files had no labels when the policy was loaded (\`touch /.autorelabel\`, and boot), as after a restore from a backup without them. The threads of the kernel itself have it, too.`,
	],
];

/**
 * What to do instead of a rule for a subject's type that many share.
 *
 * @returns undefined if the type is of one program, or the kernel acts for somebody else
 */
export function sharedType(record: AccessRecord): Remedy | undefined {
	const { subject, class: of, details } = record;
	if (/^(?:packet|peer|netif|node|association)$/.test(of) || !isSubjectProcess(record))
		return undefined;
	const { comm = '' } = details;
	// What the class itself says outranks who asked.
	if (of === 'lockdown' || isOfBrokenPolicy(record)) return undefined;
	if (subject.type === 'kernel_t' && isThreadOfKernel(record)) return undefined;
	if (isOfInitramfs(record)) return ofInitramfs(record);
	if (isUserManager(record)) return USER_MANAGER;
	if (subject.type === 'init_t' && isOfSystemd(record)) return undefined;
	// Its own file in memory, whoever's program it is.
	if (subject.type === 'init_t' && /^init_tmp(?:fs)?_t$/.test(record.object.type)) return undefined;
	if (subject.type === 'kernel_t' && isNewCapability(record)) return undefined;
	if (policyKindOf(record) === 'android') return ofAndroid(record);
	if (isUnconfinedByOldPolicy(record)) return olderThanClass(record);
	if (isOfContainerInMachine(record)) return LABEL_OF_CONTAINER;
	if (isDiskOfMachine(record)) return labelOfLibvirt(record);
	if (isSocketOfMachine(record)) return SOCKET_OF_MACHINE;
	// What is to be swapped to wants a label of its own, whoever asks.
	if (record.permissions.includes('swapon')) return undefined;
	if (subject.type === 'init_t' && isNamedAfter(record)) return HAS_A_DOMAIN;
	if (subject.type === 'init_t' && comm.startsWith('/usr/lib/opt')) return OPT_OF_OSTREE;
	const daemon = daemonOf(record);
	if (daemon !== undefined) return lostDomain(subject.type, comm, daemon);
	if (isUnitOfLogin(record)) return unitOfLogin(record);
	if (keepsOwnLog(record)) return LOG_OF_SUDO;
	if (isAdministration(record))
		return {
			kind: 'note',
			why:
				subject.user === 'user_u'
					? `${WITHOUT_ROLE} ${IN_ROLE_OF_ADMINISTRATOR}`
					: IN_ROLE_OF_ADMINISTRATOR,
		};
	if (isConfinedOnPurpose(record)) return confinedOnPurpose(record);
	if (isOfSystemdRuntime(record)) return runtimeOfSystemd(record);
	// Of their messages all is said with the way they go.
	if (of === 'dbus' && subject.type === 'sysadm_t') return undefined;
	// Nor is a type for one container the answer where all of its kind are to run unconfined.
	if (isTalkToDriver(record)) return undefined;
	if (of === 'user_namespace' && PEOPLE.test(subject.type)) return sandbox(record);
	if (isKernelItself(record)) return KERNEL_ITSELF;
	const [, why] = SHARED.find(([type]) => type.test(subject.type)) ?? [];
	if (why === undefined) return isOfPostrotate(record) ? POSTROTATE : undefined;
	const first = isOfService(record)
		? `${STAYED} `
		: subject.type === 'svirt_tcg_t'
			? `${EMULATED} `
			: '';
	// What listens on the host, and homes, policies keep from containers on purpose: no update lets them.
	const isKeptOnPurpose =
		of === 'unix_stream_socket' || /_home(?:_dir)?_t$/.test(record.object.type);
	if (isKeptOnPurpose && CONTAINER.test(subject.type))
		return { kind: 'note', why: `${first}${OF_CONTAINERS} ${OF_ONE_CONTAINER}` };
	return { kind: 'note', why: `${first}${why}` };
}

/** Whether the kernel's own server of NFS or RPC asks a daemon: comm= is then who ran, often that daemon itself. */
function isKernelItself({
	class: of,
	subject,
	object,
	details: { comm = '' },
}: AccessRecord): boolean {
	return (
		subject.type === 'kernel_t' &&
		of === 'unix_stream_socket' &&
		(object.type === 'gssproxy_t' || object.type === `${comm}_t`)
	);
}

/** @see gssproxy_stream_connect(kernel_t) in kernel/kernel.te of the reference policy; net/sunrpc/auth_gss in the kernel */
const KERNEL_ITSELF: Remedy = {
	kind: 'note',
	why: `${GAP}: probably it is the kernel itself that connects there (its server of NFS, or RPC), for its threads and sockets are kernel_t, and comm= is only who ran then. No program is in the wrong domain, and no label is lost: update selinux-policy first, and where the newest lacks it, too, report it there.`,
};

/** @see rpm-ostree's pull request 4819, of 2024: file contexts of /usr/lib/opt are those of /opt */
const OPT_OF_OSTREE: Remedy = {
	kind: 'note',
	why: 'By comm= the program lies in /usr/lib/opt, where rpm-ostree puts what packages have in /opt. There older releases give it lib_t, which leads to no domain, so that it has stayed in that of systemd; and what /usr has is read-only, for restorecon, too. Update the system: newer releases label it as /opt. Until then let the unit say the domain (SELinuxContext= in a drop-in). A rule here opens systemd and all services that have no domain.',
};

/** @see selinux_userns_create in security/selinux/hooks.c, which asks since Linux 6.1 */
function sandbox({ details: { comm = '' } }: AccessRecord): Remedy {
	const who = comm.startsWith('(')
		? "The brackets of comm= tell that it is the login's systemd, which shuts a unit in before it starts its program (PrivateUsers= and the like in the unit)."
		: 'A program of the login makes a sandbox: browsers, Flatpak, bubblewrap, rootless containers and unshare(1) do.';
	return {
		kind: 'note',
		why: `${who} Linux asks for it since 6.1. ${GAP}, which is older than that, or has no such rule for this login yet: update selinux-policy first. Some policies keep it from logins on purpose: then the program has an option to do without, or another user of SELinux may (\`semanage login -l\`).`,
	};
}

/** Whether it is a program that an initramfs starts, before there is a policy: it stays in the kernel's domain. */
function isOfInitramfs({ subject, details: { comm = '' } }: AccessRecord): boolean {
	return (
		subject.type === 'kernel_t' &&
		/^(?:plymouthd|dracut|mdmon|multipathd|iscsid|iscsiuio|rdma-ndd|systemd-cryptse|(?:sys)?busybox|nbd-client|dhclient|dhcpcd|nm-initrd-gener|clevis|tang)/.test(
			comm,
		)
	);
}

function ofInitramfs({ details: { comm = 'it' } }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `Probably ${comm} was started in the initramfs, before there was a policy, and so has stayed in kernel_t, the domain that everything starts in; what is started again after that has its own. ${GAP}, which has rules for kernel_t for such programs: update selinux-policy first (and dracut, or what makes the initramfs). If much else runs in kernel_t too (\`ps -eZ\`), init had no label when the policy was loaded: \`touch /.autorelabel\`, and boot.`,
	};
}

/**
 * What to do where a service has stayed in the domain of who started it, systemd's own or the kernel's: once it
 * has left that, the rest is no question.
 *
 * @returns none for what systemd and the kernel do themselves, and for other domains
 */
export function stayedBehind(record: AccessRecord): Remedy[] {
	const { subject, class: of } = record;
	// What a service without a domain is to make or to read is labeled for the domain that it is to have.
	const isOfNone = /^(?:initrc|unconfined_service)_t$/.test(subject.type) && /file$|^dir$/.test(of);
	if (!isOfNone && !/^(?:init|kernel)_t$/.test(subject.type)) return [];
	const shared = sharedType(record);
	return shared !== undefined && STAYED_BEHIND.some((why) => shared.why.includes(why))
		? [shared]
		: [];
}

/** What nothing confines is refused where its policy is older than what is asked, which it allows by name. */
function isUnconfinedByOldPolicy({ class: of, subject, object }: AccessRecord): boolean {
	const isUnconfined = /^(?:unconfined(?:_service)?|initrc|container_runtime)_t$/.test(
		subject.type,
	);
	return isUnconfined && subject.type === object.type && isYoungClass(of);
}

function olderThanClass(record: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${GAP}: what nothing confines may do everything that its policy knows, so this policy is older than what is asked, or has no rule for it yet. No label is wrong: update ${packagesOf(record)} first. Or a hardened system has taken it away again, by deny rules of a module (\`semodule -lfull\`), which no allow rule gets past: then by the switch that it has for that.`,
	};
}

/** What systemd and its services keep below /run for the tools of every login. */
const RUNTIME_OF_SYSTEMD = /^(?:systemd_\w+_(?:runtime|var_run|run)|init_(?:runtime|var_run))_t$/;

/** Whether a login's tool looks at what systemd keeps while it runs, or talks to a socket there. */
function isOfSystemdRuntime({ class: of, subject, object, permissions }: AccessRecord): boolean {
	if (!/^(?:user|staff|sysadm)_t$/.test(subject.type)) return false;
	if (!RUNTIME_OF_SYSTEMD.test(object.type)) return false;
	const harmless = of === 'sock_file' ? /^(?:write|getattr)$/ : LOOKING;
	return permissions.every((each) => harmless.test(each));
}

const LOOKING = /^(?:read|open|getattr|search|map|ioctl|lock|watch|watch_reads)$/;

function runtimeOfSystemd({ subject, object, details: { comm = '' } }: AccessRecord): Remedy {
	const domain = comm.startsWith('systemd-tty-ask')
		? ' The program has a domain of its own, systemd_passwd_agent_t, which a newer policy probably lets it enter.'
		: '';
	return {
		kind: 'note',
		why: `${GAP}: ${object.type} is what systemd keeps while it runs, and tools of every login look at it. Update selinux-policy first, and where the newest lacks it, too, report it there.${domain} If what was wanted works all the same, it only fills the log. A rule for ${subject.type} opens it to all programs of such a login.`,
	};
}

/** @see virt.te of selinux-policy: svirt_t has more rules. */
const EMULATED =
	'svirt_tcg_t is for machines that are emulated, without KVM; those with KVM are svirt_t, which probably may more. Probably a gap in the policy, if a machine with KVM does the same unhindered.';

const STAYED =
	'By its name and its pid it is probably not systemd itself but a service that has stayed in init_t: no gap in the policy.';

/** Whether it is no program of logrotate(8) itself that asks, in its domain. */
export function isOfPostrotate({ subject, details: { comm = '' } }: AccessRecord): boolean {
	return (
		subject.type === 'logrotate_t' && !/^(?:logrotate|[a-z]*sh|gzip|bzip2|xz|zstd|)$/.test(comm)
	);
}

const POSTROTATE: Remedy = {
	kind: 'note',
	why: 'Probably a script of logrotate (postrotate, prerotate) has started it, and it stays in logrotate_t: no label and no port is wrong. Better let the service open its log anew by a signal or `systemctl reload`, or copy the log (copytruncate), than start its tool there. What must run is to leave the domain: a domain of its own for the tool (a type for its file, and domtrans_pattern(logrotate_t, NAME_exec_t, NAME_t)). A rule gives each right to all that rotates logs; see also whether the service has a policy of its own with such rules, and update that.',
};

/** Whether it is the systemd of a login (`systemd --user`), in the domain of that of the system. */
function isUserManager({ subject, object, details }: AccessRecord): boolean {
	const { comm, pid } = details;
	const isManager = comm === 'systemd' && pid !== undefined && pid !== '1';
	// That of a login reads units of its own.
	if (/^\/(?:etc|usr\/lib)\/systemd\/system\//.test(details.path ?? '')) return false;
	return subject.type === 'init_t' && isManager && !/^(?:system_u|)$/.test(object.user);
}

const USER_MANAGER: Remedy = {
	kind: 'note',
	why: `${GAP}: by its name and its pid this is the systemd of a login (systemd --user), which has stayed in init_t. Its role has no domain for it there: update the policy first (in the reference policy's modules systemd_role_template() makes ROLE_systemd_t). A rule here opens systemd and all services that have no domain.`,
};

/** Whether the systemd of a login signals what it has started, which has entered a domain of its own. */
function isUnitOfLogin({ class: of, subject, permissions, details }: AccessRecord): boolean {
	const isSignal =
		of === 'process' && permissions.every((each) => /^sig(?:kill|nal|stop|null)$/.test(each));
	return isSignal && details.comm === 'systemd' && /^(?:user|staff|sysadm)_t$/.test(subject.type);
}

function unitOfLogin(record: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${GAP}: it is the systemd of the login (systemd --user), which looks after a unit that it has started, and that has entered ${record.object.type}. Update ${packagesOf(record)} first, and where the newest lacks it, too, report it there.`,
	};
}

/** Whether a login does what is for administrators: units, systemd's own socket, other people's accounts, logs, SELinux. */
export function isAdministration(record: AccessRecord): boolean {
	const { subject, class: of, object, details } = record;
	if (!/^(?:user|staff)(?:_sudo)?_t$/.test(subject.type)) return false;
	// The file, and then systemd behind it.
	const isPrivateSocket =
		/^(?:sock_file|unix_stream_socket)$/.test(of) &&
		/^init_(?:(?:runtime|var_run)_)?t$/.test(object.type) &&
		/(?:^|\/)private$/.test(details.path ?? details.name ?? '');
	const isLog =
		/^(?:dir|file)$/.test(of) && /(?:^|_)log_t$/.test(object.type) && !keepsOwnLog(record);
	return (
		isPrivateSocket ||
		isLog ||
		isOfRoot(record) ||
		changesSelinux(record) ||
		/^(?:service|system|passwd)$/.test(of)
	);
}

/** Whether sudo(8) itself writes its log: logfile= in sudoers(5), which it does before it takes another role. */
function keepsOwnLog({ subject, object, permissions, details: { comm } }: AccessRecord): boolean {
	const isWriting = permissions.some((each) =>
		/^(?:write|append|create|add_name|lock|setattr)$/.test(each),
	);
	return (
		/_sudo_t$/.test(subject.type) && comm === 'sudo' && object.type === 'var_log_t' && isWriting
	);
}

const LOG_OF_SUDO: Remedy = {
	kind: 'note',
	why: `Probably sudo itself writes its log there (logfile= in sudoers(5)), which is no command of the person's and needs no other role; the policy knows no type for it. ${GAP}: update selinux-policy first. Until then let sudo log by syslog(3), which is its default. The rule is for all that has the general type of logs.`,
};

/** Whether a login is kept from it by what it is for: guests from the network, and all of these from root. */
function isConfinedOnPurpose({ class: of, subject, object, permissions }: AccessRecord): boolean {
	const isOfNetwork = /^(?:tcp|udp|rawip|sctp|icmp|netlink_route)_socket$/.test(of);
	if (/^x?guest_t$/.test(subject.type) && isOfNetwork) return true;
	if (!/^(?:user|guest|xguest)_t$/.test(subject.type)) return false;
	const isToRoot = of === 'file' && /^(?:su|sudo)_exec_t$/.test(object.type);
	return isToRoot || (of === 'capability' && permissions.every((each) => /^dac_/.test(each)));
}

function confinedOnPurpose({ subject: { type } }: AccessRecord): Remedy {
	const wider = type === 'user_t' ? 'staff_u' : 'user_u';
	const web =
		type === 'xguest_t' ? ' (xguest_u: the web alone, by the boolean xguest_connect_network)' : '';
	return {
		kind: 'command',
		why: `${type} is a login that is confined on purpose${web}, and nothing is broken: guests have no network, and none of user_u, guest_u and xguest_u becomes root. A person who needs it gets another user of SELinux, ${wider} for this, NAME being the account (log in anew); a rule would open it to all such logins:`,
		text: `semanage login -a -s ${wider} NAME && restorecon -RF ~NAME`,
	};
}

/** Whether root asks in the domain of a login, as by sudo(8) without a role: what is root's to do, or by the record SYSCALL. */
function isOfRoot({ class: of, subject, object, permissions, event }: AccessRecord): boolean {
	if (subject.type !== 'staff_t') return false;
	const isRoots =
		of === 'capability' &&
		permissions.every((each) =>
			/^(?:dac_\w+|fowner|chown|sys_(?!ptrace|nice)\w+|net_admin|linux_immutable)$/.test(each),
		);
	const isWritten =
		/^(?:file|dir)$/.test(of) &&
		isWriting({ permissions }) &&
		/^(?:etc|net_conf|etc_runtime|usr|bin|lib|boot|cert|system_conf|\w+_(?:etc|conf|config)(?:_rw)?)_t$/.test(
			object.type,
		);
	return (
		isRoots || isWritten || (/^(?:0|root)$/.test(event?.fsuid ?? '') && /^(?:file|dir)$/.test(of))
	);
}

const WITHOUT_ROLE =
	'This login has user_u, which has no role for that: first give the person another user of SELinux, LOGIN being the account (`semanage login -a -s staff_u LOGIN`, restorecon -RF of the home), and let them log in anew.';

const IN_ROLE_OF_ADMINISTRATOR =
	'That is for administrators, and takes their role: root by su(1) or sudo(8) in the role of a user is refused like the user. `sudo -r sysadm_r -t sysadm_t COMMAND` (ROLE= and TYPE= in sudoers(5)) or `newrole -r sysadm_r` takes it, where the SELinux user of the login has that role (`semanage user -l`: staff_u has it, user_u has not). Nearly every program of such a login has this type, so a rule for it opens all of them.';

/** Whether the type of what a program wants is named after the program. */
function isNamedAfter({ object, details }: AccessRecord): boolean {
	const [name = ''] = (details.comm ?? '').split(/\W/);
	return name.length > 3 && object.type.startsWith(`${name}_`);
}

const HAS_A_DOMAIN: Remedy = {
	kind: 'note',
	why: 'The type of what it wants is named after the program, so it probably has a domain, and did not enter it: its file has lost its label (`ls -Z` of what ExecStart= names; restorecon gives that back), or NoNewPrivileges= of its unit or a mount with nosuid has kept it out (records of process2, or op=security_bounded_transition, stand before this one). A rule here opens systemd and all services that have no domain.',
};

/** Daemons that each policy has a domain for, by comm=: the domain of sshd, nginx and so on. */
const DAEMONS: [program: RegExp, domain: string][] = [
	[/^sshd(?:-session)?$/, 'sshd'],
	[/^(?:httpd|nginx|apache2|php-fpm)$/, 'httpd'],
	[/^(?:mysqld|mariadbd)$/, 'mysqld'],
	[/^(?:postgres|postmaster)$/, 'postgresql'],
	[/^crond?$/, 'crond'],
	[/^named$/, 'named'],
	[/^chronyd$/, 'chronyd'],
	[/^(?:rsyslogd|systemd-journal)$/, 'syslogd'],
	[/^auditd$/, 'auditd'],
	[/^(?:dbus-daemon|dbus-broker)$/, 'system_dbusd'],
	[/^smbd$/, 'smbd'],
	[/^dovecot$/, 'dovecot'],
	[/^(?:dockerd|containerd)$/, 'container_runtime'],
	[/^snmpd$/, 'snmpd'],
	[/^zabbix_agentd?2?$/, 'zabbix_agent'],
];

/** The domain that a daemon should be in, where it is in one of what has none. */
export function daemonOf({ subject, details: { comm = '' } }: AccessRecord): string | undefined {
	// In kernel_t it is what started it, and not its own label, that is at fault.
	if (!/^(?:init|initrc|unconfined_service|inetd|inetd_child)_t$/.test(subject.type))
		return undefined;
	return DAEMONS.find(([program]) => program.test(comm))?.[1];
}

function lostDomain(type: string, comm: string, domain: string): Remedy {
	return {
		kind: 'note',
		why: `${comm} has a domain in policies, ${domain}_t, and runs in ${type}: that is probably the cause, and what is refused here only follows from it. Probably its program has lost its label (${domain}_exec_t), or lies where the policy does not expect it, or was started by hand or by another program than systemd. See \`ls -Z\` of what ExecStart= names, restorecon that (elsewhere: semanage fcontext), and restart the service. If its label is right, see who has started it (\`ps -o ppid= -p PID\`): start it by its unit or a socket unit, and not by a super-server (tcpserver, xinetd) or a script, unless that has a domain that leads to ${domain}_t (domtrans_pattern(DOMAIN, ${domain}_exec_t, ${domain}_t) in the source of a module). A rule here opens all that runs in ${type}.`,
	};
}

/** Types that an image has which libvirt has not labeled: of its folder, of a home, of a file system. */
const OF_UNLABELED_DISK =
	/^(?:default|file|mnt|usr|var|var_lib|var_run|tmp|user_tmp|tmpfs|user_home|user_home_dir|admin_home|home_root|data_home|cache_home|unlabeled|nfs|cifs|fusefs|dosfs|removable|iso9660|(?:virt|libvirt)_(?:image|content|var_lib|home|cache|tmp)|samba_share|public_content(?:_rw)?|httpd_sys_content|container_file|etc)_t$/;

/** Whether a virtual machine is to use a disk or a device, which libvirt labels or opens for it. */
export function isDiskOfMachine(record: AccessRecord): boolean {
	// Nodes that machines share, as /dev/udmabuf, keep the policy's label.
	const isShared =
		record.class === 'chr_file' && /^(?!usb_|scsi_generic_)\w+_device_t$/.test(record.object.type);
	return VIRTUAL_MACHINE.test(record.subject.type) && !isShared && mayBeDisk(record);
}

/** Whether a machine is to make or use a socket's file in a folder of a daemon's below /run. */
function isSocketOfMachine({ class: of, subject, object }: AccessRecord): boolean {
	const isRuntime = /(?:_var_run|_runtime|^var_run)_t$/.test(object.type);
	return (
		VIRTUAL_MACHINE.test(subject.type) &&
		of === 'sock_file' &&
		isRuntime &&
		object.type !== 'qemu_var_run_t'
	);
}

/** @see virt_domain and qemu_var_run_t in virt.te and virt.fc of selinux-policy */
const SOCKET_OF_MACHINE: Remedy = {
	kind: 'command',
	why: "The socket's folder below /run has the type of a daemon, and machines may make and remove sockets in those of qemu_var_run_t. Probably what has made the machine (OpenNebula, Open vSwitch with DPDK, a script) keeps its sockets there: its own policy may have a rule, update that. Or give the FOLDER of the machines' sockets their type, if it is for them alone; a rule opens the daemon's to all machines:",
	text: "semanage fcontext -a -t qemu_var_run_t 'FOLDER(/.*)?' && restorecon -Rv FOLDER",
};

/** Whether a file may be one that libvirt gives to a machine: a device, or an image. */
function mayBeDisk(record: AccessRecord): boolean {
	const of = record.class;
	if (isOfKernel(record) || OF_STARTER.test(record.object.type)) return false;
	return (
		/^(?:chr|blk)_file$/.test(of) ||
		(/^(?:lnk_)?file$/.test(of) && OF_UNLABELED_DISK.test(record.object.type))
	);
}

/** What the kernel shows in /proc and /sys, which has the labels that the policy gives it. */
function isOfKernel({ object, details }: AccessRecord): boolean {
	return (
		/^(?:sysfs|proc|cgroup2?|debugfs|tracefs)$/.test(details.dev ?? '') ||
		/^(?:sysfs|cgroup|proc(?:_\w+)?|sysctl(?:_\w+)?)_t$/.test(object.type)
	);
}

/** Whether a virtual machine, or what emulates a part of it, meets what is labeled for containers. */
function isOfContainerInMachine({ subject, object, class: of }: AccessRecord): boolean {
	return (
		VIRTUAL_MACHINE.test(subject.type) &&
		object.type === 'container_file_t' &&
		/file$|^dir$/.test(of)
	);
}

const LABEL_OF_CONTAINER: Remedy = {
	kind: 'note',
	why: 'A virtual machine meets a label for containers: probably its libvirt runs in one, as that of OpenStack, or an engine has labeled the folder for a container (:z, :Z). Of OpenStack the rules are in openstack-selinux, some of them behind booleans (`getsebool -a | grep os_`; os_enable_vtpm is for swtpm): update that first. Otherwise give the folder the label that the policy has for its path on the host (`restorecon -RFn -v`), or keep it out of the volume. A rule for this type opens all virtual machines that have it.',
};

const LINK_TO_IMAGE: Remedy = {
	kind: 'note',
	why: 'A rule for this type opens all virtual machines that have it. libvirt labels the disk that the domain names when the machine starts, and not a link on the way to it: name the image by its real path there, without the link (`readlink -f`).',
};

/** What has the label of images already, of which libvirt gives each machine its own, is none that it knows of. */
function labelOfLibvirt({ class: of, object }: AccessRecord): Remedy {
	if (of === 'lnk_file') return LINK_TO_IMAGE;
	const isOfImages = /^(?:virt|svirt)_image_t$/.test(object.type);
	const where = isOfImages
		? `${object.type} is right for an image that no machine uses: probably libvirt does not know that this one does, as a backing or data file that another image names. Update libvirt and selinux-policy first, or name the file in the domain (<backingStore>, <dataStore>). Or it is the libvirt of a login (qemu:///session), which may not relabel: use qemu:///system, or label the images' folder svirt_image_t.`
		: isOneLabelType(object.type)
			? 'Where the file system keeps no labels, it does not.'
			: 'Let it, and keep images where it may, in a folder of virt_image_t (`semanage fcontext -a -t virt_image_t` for it, then restorecon). An image that another one is based on it has to know: the format of the backing file is to be named in that (`qemu-img rebase -u -F FORMAT -b FILE IMAGE`), or in the domain (<backingStore>).';
	return {
		kind: 'note',
		why: `A rule for this type opens all virtual machines that have it. libvirt labels disks and devices itself when the machine starts (svirt_image_t with its categories; virt_content_t what is only read), unless <seclabel> of the domain or the disk says not to. ${where} Or give this machine a type of its own there.`,
	};
}
