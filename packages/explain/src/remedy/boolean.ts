// Booleans: rules that a policy has, switched off.

import type { AccessRecord } from '@peercon/records';
import {
	allowingValue,
	isForAllFiles,
	isForEveryPort,
	isOfManyDomains,
	knownBoolean,
	lastBoolean,
} from '../layer/booleans.ts';
import type { Layer } from '../layer/layer.ts';
import { command } from '../names.ts';
import { PROTECTION } from './memory.ts';
import type { Remedy } from './remedy.ts';
import { rulesInPolicy } from './rule.ts';

/**
 * The commands that switch a rule on, but for those that would switch it on for every domain.
 *
 * @param asked - those of audit2why(1), if a policy was asked
 */
export function switches(record: AccessRecord, asked: string[]): Remedy[] {
	const known = knownBoolean(record)?.names ?? [];
	const commands = (asked.length > 0 ? asked : known.map(switchOn))
		.filter((text) => !isOfManyDomains(nameIn(text)))
		.sort((one, other) => widthOf(nameIn(one), known) - widthOf(nameIn(other), known));
	const careful = CAUTIONS.find(([names]) => commands.some((text) => names.test(nameIn(text))));
	const switched = commands.map<Remedy>((text, at) => ({
		kind: 'command',
		why:
			at === 0
				? firstWhy(nameIn(text))
				: otherWhy(nameIn(text), nameIn(commands[at - 1] ?? ''), known),
		text: ONLY_FOR_NOW.test(nameIn(text)) ? text.replace(' -P ', ' ') : text,
	}));
	return careful === undefined ? switched : [{ kind: 'note', why: careful[1] }, ...switched];
}

/** Tools name booleans in the order of the alphabet; the table begins with the narrowest (boolean-table.ts). */
function widthOf(name: string, known: string[]): number {
	const at = known.indexOf(name);
	if (at >= 0) return at;
	return known.length + (ANY_PORT.test(name) ? 1 : 0);
}

function otherWhy(name: string, before: string, known: string[]): string {
	const isWider = known.includes(name) || ANY_PORT.test(name);
	return isWider && widthOf(name, known) > widthOf(before, known)
		? 'Or these, which allow more:'
		: 'Or these:';
}

function firstWhy(name: string): string {
	if (allowingValue(name) === 'off') {
		return 'It forbids this to all logins. Switch it off, if all that it forbids is wanted:';
	}
	return ANY_PORT.test(name)
		? 'Switch its rules on, if the service may use every TCP port:'
		: 'Switch its rules on, if all that they allow is wanted:';
}

/** Domains of containers that container-selinux has had for a shorter time than container_t. */
const LATER_CONTAINER =
	/^container_(?:init|kvm|engine|userns|logreader|logwriter|device|device_plugin|device_plugin_init)_t$/;

/**
 * What to know where such a boolean is on: that the rules behind it came later for these domains, as those of
 * virt_use_nfs for container_init_t did (container-selinux 2.156).
 *
 * @param switched - what is said of booleans
 */
export function ofLaterContainer({ subject }: AccessRecord, switched: Remedy[]): Remedy[] {
	if (switched.length === 0 || !LATER_CONTAINER.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: `If it is on already: older releases of container-selinux probably have it for container_t alone, and not for ${subject.type}: update that.`,
		},
	];
}

/** What files have where nobody has labeled them: to share them, they are given a type for that. */
const OF_NOBODY = /^(?:default|file|mnt|unlabeled|user_home|admin_home|user_tmp|tmp|var|usr)_t$/;

/**
 * Whether a policy has named a boolean for all files of a daemon that shares them, and they have a type of their own,
 * so that it is no question of the label: what is shared keeps it.
 *
 * @param asked - the commands for the booleans that the policy has
 */
export function isMeantFor({ object, class: of }: AccessRecord, asked: string[]): boolean {
	const isOfFiles = /^dir$|file$/.test(of);
	return (
		isOfFiles && !OF_NOBODY.test(object.type) && asked.every((text) => isForAllFiles(nameIn(text)))
	);
}

/** Such booleans as what the policy has named. */
export function asNamed(switched: Remedy[]): Remedy[] {
	return switched.map((one, at) => (at > 0 ? one : { ...one, why: AS_NAMED }));
}

const AS_NAMED =
	'The policy has this for what the service is to share though it has another label; it is then for nearly every file, whatever its type. Switch it on if that is wanted, else take the rule:';

/** A boolean for this that is one for every domain, or for all files: the last that is said. */
export function lastSwitches(record: AccessRecord, asked: string[]): Remedy[] {
	const known = lastBoolean(record)?.names.map(switchOn) ?? [];
	const commands =
		asked.length > 0
			? asked.filter((text) => isOfManyDomains(nameIn(text))).sort(narrowFirst)
			: known;
	return asLast(commands);
}

/** Whether a command switches what is for every daemon and all others: audit2why(1) names such where it has one rule of many. */
export function isOfAllDaemons(text: string): boolean {
	return nameIn(text).startsWith('daemons_');
}

/** The same commands, last of all. */
export function switchesOfAllDaemons(asked: string[]): Remedy[] {
	return asked.map((text) => ({
		kind: 'command',
		why: 'The boolean that the policy at hand names is no answer: it is for all daemons at once, whatever they ask of each other. Last of all:',
		text,
	}));
}

/** What is left to last where a port can have a label: the same commands as of `switches`. */
export function switchesForEveryPort(record: AccessRecord, asked: string[]): Remedy[] {
	const all = switches(record, asked).map(({ text = '' }) => text);
	return all.every((text) => isForEveryPort(nameIn(text))) ? asLast(all) : [];
}

function asLast(commands: string[]): Remedy[] {
	return commands.map<Remedy>((text, at) => ({
		kind: 'command',
		why:
			at > 0
				? isForWriting(nameIn(text))
					? 'Or this, which lets it write as well:'
					: 'Or this:'
				: `Last of all, for it allows far more than this record asks (${reachOf(nameIn(text))}). Where the policy has it:`,
		text,
	}));
}

/** Of a pair such as samba_export_all_ro and _rw the one for reading. */
function narrowFirst(one: string, other: string): number {
	return Number(isForWriting(nameIn(one))) - Number(isForWriting(nameIn(other)));
}

function isForWriting(name: string): boolean {
	return /_(?:rw|full_access)$/.test(name);
}

/**
 * The commands for booleans that a tool names beside a better answer.
 *
 * @param asked - those that it names
 */
export function lesserSwitches(asked: string[]): Remedy[] {
	return asked
		.filter((text) => !isOfManyDomains(nameIn(text)))
		.map((text) => ({
			kind: 'command',
			why: 'A boolean that sealert names, too, but with less confidence; if the first answers do not fit, and all that it allows is wanted:',
			text,
		}));
}

/**
 * What to do where a tool names a boolean for all that is served, and there is a type for the one folder.
 *
 * @param asked - the commands for the booleans that it names
 * @returns the commands for these, as the last; none where one is narrower
 */
export function switchesForAllContent(asked: string[]): Remedy[] {
	return asked.every((text) => isForAllContent(nameIn(text))) ? asLast(asked) : [];
}

/** httpd_unified lets the web server write all web content, and run it as scripts: apache.te. */
function isForAllContent(name: string): boolean {
	return name === 'httpd_unified' || isForAllFiles(name);
}

/** A daemon that has a boolean for all files lacks no rule: the policy leaves it to who runs the host. */
export function isOfOneDaemon(record: AccessRecord): boolean {
	return (lastBoolean(record)?.names ?? []).some(isForAllFiles);
}

/** Of Fedora's names those that the reference policy, as of Debian, has another name for: global_tunables. */
const IN_REFPOLICY: Readonly<Record<string, string>> = {
	selinuxuser_execheap: 'allow_execheap',
	selinuxuser_execmod: 'allow_execmod',
	selinuxuser_execstack: 'allow_execstack',
};

/** Where a policy may have either name, the one that it has. */
export function switchOn(name: string): string {
	const on = `setsebool -P ${name} ${allowingValue(name)}`;
	const other = IN_REFPOLICY[name];
	return other === undefined ? on : `${on} || setsebool -P ${other} on`;
}

/** The commands begin with `setsebool -P NAME VALUE`. */
function nameIn(text: string): string {
	return text.split(' ')[2] ?? '';
}

const ANY_PORT =
	/_connect_any$|_any_tcp_ports$|_can_network(?:_connect)?$|_network_connect$|_can_connect_all$|_any_port$|proxyd_(?:connect|bind)_any$/;

/** To be put back after the work, at the latest by the next boot: setsebool(8) without -P. */
const ONLY_FOR_NOW = /^deny_ptrace$/;

const CAUTIONS: [names: RegExp, why: string][] = [
	[
		/^deny_execmem$/,
		`${PROTECTION} (The reference policy, as of Debian, has allow_execmem in its place, to be switched on.)`,
	],
	[
		/^container_use_devices$/,
		'container_use_devices takes SELinux away from the device nodes that any container of the host was given, disks, too (which those are, the engine still says: --device, devices.allow): better let this one alone have what it needs, in a type of its own (udica(8)), or as container_device_t, where container-selinux has that.',
	],
	[
		/^virt_sandbox_use_sys_admin$/,
		'It is for every container of the host, and the capability that is nearest to all of root: better let this one alone have it, in a type of its own (udica(8)) or as spc_t.',
	],
	[
		/^virt_sandbox_use_all_caps$/,
		'As they come, Fedora and RHEL have virt_sandbox_use_all_caps on: then somebody has switched it off (`getsebool virt_sandbox_use_all_caps`). With it a container has the capabilities that its engine gives it (--cap-add, securityContext.capabilities), and no others.',
	],
	[
		/^authlogin_yubikey$/,
		'This boolean is for pam_yubico(8), which asks the servers of YubiKey. Where sshd forwards a port for somebody who has logged in (ssh -L, -D), it is not meant for that: update selinux-policy, or take the rule.',
	],
	[
		/^container_manage_cgroup$/,
		'If it is systemd or another init that runs in it: newer releases of Podman (since about 2020) give such a container container_init_t, which may do that without the boolean (--systemd=always, where Podman has not seen by the command that it is one; other engines: --security-opt label=type:container_init_t).',
	],
	[
		/^httpd_builtin_scripting$/,
		'The type is the one for what the web server writes itself, so the label is right. Fedora and RHEL have this boolean on as they come (`getsebool httpd_builtin_scripting`: somebody has switched it off); in the reference policy it is off.',
	],
	[
		/^httpd_enable_homedirs$/,
		'httpd_enable_homedirs opens the way through homes, and what in them has a type for the web server: that of public_html, or what chcon -t httpd_user_content_t (to write: httpd_user_rw_content_t) gives. Other files (user_home_t) are refused next, and httpd_read_user_content lets all of those be read.',
	],
	[/execmem$|execheap$|execstack$|execmod$|^mmap_low_allowed$/, PROTECTION],
	[
		/^init_audit_control$/,
		'Mostly nothing is lost without: probably systemd looks whether it runs in the first namespace. It needs the capability where sessions have pam_tty_audit(8). Newer policies have the boolean on: update selinux-policy, or switch it on.',
	],
	[
		/^deny_ptrace$/,
		'It keeps each program from reading the memory of others, passwords in it, too: switch it off for the debugging alone (so without -P), and on again.',
	],
];

/** Of the booleans for every domain, what they allow. */
function reachOf(name: string): string {
	if (isForEveryPort(name)) {
		return `the service may use every ${/unreserved/.test(name) ? 'port that has no type of its own' : 'port'}`;
	}
	switch (name) {
		case 'httpd_unified':
			return 'the web server may then write all web content of the host, and run it as scripts';
		case 'domain_can_mmap_files':
			return 'every process of this host may map every file that it may open';
		case 'domain_kernel_load_modules':
			return 'every process of this host may have the kernel load modules';
		case 'domain_can_write_kmsg':
			return "every process of this host may write to the kernel's log";
		case 'mmap_low_allowed':
			return "all unconfined processes lose the protection against the kernel's null pointers";
		case 'authlogin_nsswitch_use_ldap':
			return 'every service that looks up users may ask an LDAP server itself, which sssd otherwise does for all';
		case 'daemons_use_tcp_wrapper':
			return 'every daemon may ask other hosts who a caller is (ident)';
		case 'daemons_use_tty':
			return 'every daemon may use every terminal';
		case 'nis_enabled':
			return 'it is meant for NIS alone, and lets nearly every service bind and connect to most ports';
		default:
			return 'it may use nearly every file, whatever its type';
	}
}

/** Where to look for one, for the accesses that policies often have booleans for. */
export function whereBooleansAre(record: AccessRecord, { basis }: Layer): Remedy[] {
	const { subject, class: objectClass, permissions } = record;
	const [permission = ''] = permissions;
	if (basis !== 'record') return [];
	if (/^name_(?:connect|bind)$/.test(permission)) {
		return [
			{
				kind: 'command',
				why: 'See which types of ports that host lets it use; what a boolean has stands in brackets behind its rule:',
				text: command('sesearch', '-A', '-s', subject.type, '-c', objectClass, '-p', permission),
			},
		];
	}
	if (!/^exec(?:mem|stack|heap)$/.test(permission)) return [];
	return [
		{
			kind: 'command',
			why: 'A boolean of that host may have the rule: it stands in brackets behind the rules that this finds:',
			text: rulesInPolicy(record),
		},
	];
}
