// What every maintainer says first of a confined domain that is refused something of its own: that the policy
// itself may lack the rule.

import type { AccessRecord } from '@peercon/records';
import { isSubjectProcess } from '../check/check.ts';
import { PEOPLE } from '../layer/domains.ts';
import { command } from '../names.ts';
import { isOfOneDaemon } from './boolean.ts';
import { isContainer } from './container-domain.ts';
import { knownUse } from './known-use.ts';
import { programOf } from './missed-domain.ts';
import { isYoungClass } from './new-permission.ts';
import { BY_SET_ID, withoutNoNewPrivs } from './no-new-privs.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, hushed } from './rule.ts';
import { isScriptInPlace, pluginInPlace, scriptOfAgent } from './script-of-agent.ts';
import { leaveLabel, packageOf } from './vendor.ts';

/** Whom nothing confines. */
export const UNCONFINED = /^unconfined_(?:service_)?t$/;

/** People, and what has no policy of its own to be updated. */
const OF_NO_SERVICE = /^(?:unlabeled|unconfined|staff|user|sysadm|guest|xguest)_t$|\.process$/;

/** What the distribution has to label, each its own part of the system. */
const LABELS =
	/^(?:init|udev|systemd_(?:tmpfiles|logind|machined|homed|homework|networkd|udevd|sysusers|user_runtime_dir)|restorecond|setfiles|syslogd|virt\w*d|libvirtd|container_runtime|rpm|firewalld|NetworkManager|fsadm|sulogin|local_login|sshd|xdm|getty)_t$/;

/** Whether a domain has labels to set, as libvirt's daemons on the disks of machines. */
export function isThereToLabel({ subject }: AccessRecord): boolean {
	return LABELS.test(subject.type);
}

/** Packages with a policy that only some distributions have in their own. */
const BESIDE: [domain: RegExp, name: string][] = [
	[/^cockpit_\w+_t$/, 'cockpit-ws-selinux'],
	[/^ganesha_t$/, 'nfs-ganesha-selinux'],
	[/^fapolicyd_t$/, 'fapolicyd-selinux'],
	[/^usbguard_t$/, 'usbguard-selinux'],
	[/^pcp_\w+_t$/, 'pcp-selinux'],
	[/^ceph_t$/, 'ceph-selinux'],
	[/^openvswitch_load_module_t$/, 'openvswitch-selinux-policy'],
	[/^fail2ban(?:_client)?_t$/, 'fail2ban-selinux'],
	[/^mysqld(?:_safe)?_t$/, 'mysql-selinux'],
];

/** Packages that have the types of such objects, and the rules of others for those. */
const BESIDE_OF_OBJECT: [type: RegExp, name: string][] = [
	[/^snappy_\w+_t$/, 'snapd-selinux'],
	[/^pcp_\w+_t$/, 'pcp-selinux'],
	[/^cockpit_\w+_t$/, 'cockpit-ws-selinux'],
	[/^flatpak_\w+_t$/, 'flatpak-selinux'],
	[/^ipa_\w+_t$/, 'freeipa-selinux'],
	[/^foreman_\w+_t$/, 'foreman-selinux'],
	[/^candlepin_\w*t$/, 'candlepin-selinux'],
	[/^pulpcore_\w*t$/, 'pulpcore-selinux'],
	[/^swtpm_t$/, 'swtpm-selinux'],
	[/^copr_\w+_t$/, 'copr-selinux'],
	[/^passt_t$/, 'passt-selinux'],
];

/** Whose files the distribution's policy labels, and its own package has most rules for. */
const OF_OPENSTACK = /^(?:neutron|nova|cinder|glance|keystone|swift|heat|ironic|octavia)_/;

/** What the policy of containers declares beside their domains: container.te of container-selinux, with its aliases. */
const OF_CONTAINERS = /^(?:container|docker|conmon|kubelet|kubernetes_file)_/;

/** Which packages have the rules between two types: what is between a domain and containers has that of containers. */
export function packagesOf(record: AccessRecord): string {
	const { subject, object } = record;
	const own = packageOf(record) ?? BESIDE.find(([domain]) => domain.test(subject.type))?.[1];
	const isOfContainers = [subject.type, object.type].some(
		(type) => OF_CONTAINERS.test(type) || isContainer(type),
	);
	const containers = isOfContainers ? 'container-selinux' : undefined;
	const isOfOpenStack = [subject.type, object.type].some((type) => OF_OPENSTACK.test(type));
	const openstack = isOfOpenStack ? 'openstack-selinux' : undefined;
	const isOfIpa = record.details.comm?.startsWith('ipa-') === true;
	const ofObject = isOfIpa
		? 'freeipa-selinux'
		: BESIDE_OF_OBJECT.find(([type]) => type.test(object.type))?.[1];
	const beside = ofObject === own ? undefined : ofObject;
	return [own, beside, containers, openstack, 'selinux-policy']
		.filter((name) => name !== undefined)
		.join(' and ');
}

/** What is said beside it. */
export const OR_ITS_OWN = '(If the program brought its policy itself, it is that one to update.)';

/** The same between two programs: the policy of a product that is connected to often has the rules for who connects. */
function orItsOwn({ class: of, subject, object }: AccessRecord): string {
	const isOfTwo =
		/^(?:process|unix_(?:stream|dgram)_socket|dbus|fifo_file|shm|sem|msgq)$/.test(of) &&
		object.role === 'system_r' &&
		object.type !== subject.type &&
		!/^(?:kernel|init|initrc|unconfined(?:_service)?)_t$/.test(object.type);
	if (isOfTwo)
		return ` (If one of the two programs, of ${subject.type} or ${object.type}, brought its policy itself, it is that one to update.)`;
	return OF_SYSTEM.test(subject.type) ? '' : ` ${OR_ITS_OWN}`;
}

/** What such a daemon does for others is for booleans to allow, and no gap. */
function forItself(record: AccessRecord): string {
	return isOfOneDaemon(record) ? ' and needs it for itself, not for those whom it serves' : '';
}

/** Domains of the system itself, whose policy no program brings. */
export const OF_SYSTEM =
	/^(?:init|initrc|systemd_\w+|udev|kernel|mount|fsadm|lvm|getty|local_login|sshd|crond|syslogd|auditd|system_dbusd|NetworkManager|firewalld|policykit|setfiles|semanage|rpm|rpm_script|passwd|useradd|groupadd|ldconfig|iptables|dhcpc|chronyd)_t$/;

/** On what an update depends: who has a policy of their own gets nothing by one of the distribution's. */
export function ifOfDistribution(type: string): string {
	return `, if ${type} is a domain of the distribution's`;
}

/** How the sentence begins, by which it is said once. */
export const GAP = 'Probably a gap in the policy';

/**
 * To update the policy before a rule is added to it.
 *
 * @param record - one for which a rule is all that there is to say
 * @returns none for Android, whose policy is a part of its image, and for what no policy is of
 */
export function policyGap(record: AccessRecord): Remedy[] {
	const { subject, object, permissions } = record;
	const { type } = subject;
	if (isOfUndeclared(record)) return [lacksAttributes(record)];
	if (UNCONFINED.test(type) && (isYoungClass(record.class) || /^cap/.test(record.class)))
		return [olderThanClass(record)];
	if (subject.user === 'u' || OF_NO_SERVICE.test(type) || !type.endsWith('_t')) return [];
	if (object.type === 'unlabeled_t' || !isSubjectProcess(record)) return [];
	if (permissions.some((each) => /^(?:entrypoint|transition|dyntransition)$/.test(each))) return [];
	// dontaudit rules are off: that is said.
	if (permissions.every((each) => /^(?:noatsecure|rlimitinh|siginh)$/.test(each))) return [];
	if (permissions.some((each) => each.startsWith('relabel')) && !isThereToLabel(record)) return [];
	if (isOfRole(record) && !isItsTask(record)) return [otherRole(record)];
	const own = packageOf(record);
	if (own !== undefined)
		return [...knownUse(record), ...booleanOfPackage(record), gapOfPackage(record, own)];
	const script = scriptOfAgent(record);
	if (script !== undefined) return [script];
	// Its label is what is missing: startedScript().
	if (isScriptInPlace(record)) return [];
	const whose = OF_SYSTEM.test(type) ? '' : `${ifOfDistribution(type)}${forItself(record)}`;
	return [
		...pluginInPlace(record),
		...knownUse(record),
		{
			kind: 'note',
			why: `${GAP}${whose}: update ${packagesOf(record)} first, and where the newest lacks it, too, report it there.${orItsOwn(record)}`,
		},
	];
}

/** Of what a program mostly does without: authors of policies settle such records, one way or the other. */
export function newerPolicy(record: AccessRecord): string {
	return `A newer policy may have the rule, or hide the record: update ${packagesOf(record)} first.`;
}

/** An update, or else no record any more: of what may be needed, where nothing else was said of the policy. */
export function updatedOrHushed(record: AccessRecord): Remedy {
	return hushed(record, `${newerPolicy(record)} ${HIDE}`);
}

/** Whether somebody whom nothing confines is refused what is probably of a module. */
function isOfUndeclared({ class: of, subject, object, permissions }: AccessRecord): boolean {
	const isOfModule = /^(?:file|dir|sock_file|process|unix_(?:stream|dgram)_socket)$/.test(of);
	const isOfBase = /(?:^|_)(?:port|device|node|netif)_t$|^(?:unlabeled|kernel|init)_t$/.test(
		object.type,
	);
	if (!UNCONFINED.test(subject.type) || object.type === subject.type) return false;
	return (
		isOfModule &&
		!isOfBase &&
		permissions.every((each) => !/^(?:exec|entry|trans|dyntrans|map)/.test(each))
	);
}

/** What a kernel asks about anew is refused to all whom a policy does not name yet. */
function olderThanClass({ class: of, subject }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${GAP}: nothing confines ${subject.type}, which may do nearly all that the policy knows of${/^cap/.test(of) ? ', every capability too: so the policy is probably older than this one' : `, and the class ${of} is younger than most`}. Update selinux-policy; until then the rule is what is missing. No label is wrong.`,
	};
}

/** Rules for whom nothing confines are about attributes, which a module gives its types by interfaces. */
function lacksAttributes({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${GAP}, and probably in a module: nothing confines ${subject.type}, which may use all that is declared as policies do it (files_type(), domain_type() and the like). ${object.type} is probably of a module that leaves that out, or that a program has brought: update what it came with (\`semodule -lfull\` lists the modules).`,
	};
}

/** The distribution's policy will not have it. */
function gapOfPackage(record: AccessRecord, from: string): Remedy {
	return {
		kind: 'note',
		why: `${GAP}, and not the distribution's: ${record.subject.type} comes with its program, in ${from}. Update that first (and selinux-policy, which may have rules between the two), and where the newest lacks it, too, report it there.${leaveLabel(record)}`,
	};
}

/** What a service connects to beside its work such policies mostly leave to booleans, as grafana_can_tcp_connect_postgresql_port. */
function booleanOfPackage({ subject, permissions }: AccessRecord): Remedy[] {
	if (!permissions.some((each) => /^name_(?:connect|bind)$/.test(each))) return [];
	const [name = ''] = subject.type.split('_');
	return [
		{
			kind: 'command',
			why: 'A policy that comes with its program mostly leaves what that connects to or binds beside its work to booleans. See what it has, and switch on the one for this (setsebool -P BOOLEAN on):',
			text: `getsebool -a | ${command('grep', name)}`,
		},
	];
}

/** Whether a domain is that of a login's role, as webadm_r:webadm_t: a person's, and no service's. */
function isOfRole({ subject: { role, type } }: AccessRecord): boolean {
	const isOfEngine = role === 'container_user_r';
	return (
		role.endsWith('_r') && !isOfEngine && type === role.replace(/_r$/, '_t') && role !== 'system_r'
	);
}

/** What secadm_r and auditadm_r are there for: userdom_security_admin_template() and logging_admin() of the reference policy. */
function isItsTask({ class: of, subject, object }: AccessRecord): boolean {
	return subject.role === 'secadm_r'
		? of === 'security' ||
				/^(?:security|selinux_config|policy_config|file_context|default_context|semanage_\w+)_t$/.test(
					object.type,
				)
		: subject.role === 'auditadm_r' && /^auditd?_/.test(object.type);
}

/** Roles of the reference policy for one task each. */
const LESSER_ROLE = /^(?:webadm|dbadm|logadm|secadm|auditadm)_r$/;

/** What a role may not is mostly for another role, or for the module of who has written it. */
function otherRole({ subject: { role, type } }: AccessRecord): Remedy {
	const whose = LESSER_ROLE.test(role)
		? 'one that the policy has for one task alone'
		: 'probably one that somebody has written for this host';
	return {
		kind: 'note',
		why: `By its role, ${role}, ${type} is the domain of a login and no service's; the role is ${whose}. Let a role do it that may, probably sysadm_r: \`sudo -r sysadm_r -t sysadm_t\` or \`newrole -r sysadm_r\`, if the login's SELinux user has that role (\`semanage user -l\`). If ${role} itself is to do it, the rule goes into the module that has the role, probably with what else the same task asks for (of a unit: start, stop, status and reload).`,
	};
}

/** What is there to start the shells of people. */
const LOGINS =
	/^(?:sulogin|local_login|remote_login|sshd(?:_session)?|xdm|crond|atd|su|sudo|newrole|run_init|cockpit_session|rshd|rlogind)_t$/;

/** @see ssh_sysadm_login in services/ssh.te of the reference policy: without, sshd starts shells of unprivileged users alone */
const SYSADM_BY_SSH: Remedy = {
	kind: 'command',
	why: 'In the reference policy (Debian, Gentoo, Yocto) sshd starts a shell of administrators only where a boolean is on, which is off by default; if they are to log in so:',
	text: 'setsebool -P ssh_sysadm_login on',
};

/** What starts people's shells lacks the way to one of their domains, or was told the wrong one. */
function ofLogin(subject: AccessRecord['subject'], object: AccessRecord['object']): Remedy[] {
	if (!LOGINS.test(subject.type) || !OF_NO_SERVICE.test(object.type)) return [];
	const isOfSshd = /^sshd(?:_session)?_t$/.test(subject.type);
	return [
		...(isOfSshd && /^(?:unconfined|sysadm)_t$/.test(object.type) ? [SYSADM_BY_SSH] : []),
		{
			kind: 'note',
			why: `${GAP}: ${subject.type} is there to start the shells of people, and has no way to ${object.type}. Update selinux-policy first, and where the newest lacks it, too, report it there. Or let the login get another context (\`semanage login -l\`; which one a program gives by default stands in /etc/selinux/POLICY/contexts, default_contexts and users/).`,
		},
	];
}

/** login(1) in the domain of a daemon that has started it, for someone who comes from elsewhere. */
function loginOfDaemon({ subject, object, details }: AccessRecord): Remedy[] {
	if (details.comm !== 'login' || LOGINS.test(subject.type) || !PEOPLE.test(object.type)) return [];
	return [
		{
			kind: 'note',
			why: `Probably login(1) asks here for the context of the person's shell (pam_selinux(8)), and runs in ${subject.type}, the domain of what has started it: a daemon that lets people in from elsewhere (telnetd, shellinabox, the SSH server of tailscaled or of NetBird). From few domains policies lead login_exec_t to local_login_t, which may do this. Update the daemon and selinux-policy; let people in by sshd(8) instead; or give the daemon a domain of its own, with locallogin_domtrans(DOMAIN) in the source of its module.`,
		},
	];
}

/** A unit that asks for the domain of a login. */
function unitAsLogin({ subject, object, details }: AccessRecord): Remedy[] {
	if (subject.type !== 'init_t' || !PEOPLE.test(object.type)) return [];
	// The systemd of a login, which user@.service starts.
	const isManager = /\/systemd$/.test(details.path ?? '');
	if (isManager) {
		return [
			{
				kind: 'note',
				why: `${GAP}: systemd starts the systemd of a login (user@.service), and has no way to ${object.type}. Update selinux-policy first, and where the newest lacks it, too, report it there; a login that was given a context of its own (\`semanage login -l\`) needs that as its default for systemd, in contexts/users/ of the policy (user_contexts(5)).`,
			},
		];
	}
	return [
		{
			kind: 'note',
			why: `${object.type} is for logins, and no type of a program leads systemd there: probably the unit asks for it, by SELinuxContext= or by PAMName= (pam_selinux(8)). Take that out: a service that has no domain, with a program of bin_t, runs in unconfined_service_t (initrc_t in the reference policy).`,
		},
	];
}

/** What starts others' programs by its task, of which other things are said. */
const OF_STARTERS = /^(?:kernel|unconfined_service|container_runtime)_t$/;

/** From one service's domain to another's: what asks for that has no rule of its own for the change. */
function ofDomains(subject: AccessRecord['subject'], object: AccessRecord['object']): Remedy[] {
	const isOfServices = [subject, object].every(
		({ type }) =>
			type.endsWith('_t') && !PEOPLE.test(type) && !/^(?:container|svirt|spc)/.test(type),
	);
	if (!isOfServices || subject.type === object.type || OF_STARTERS.test(subject.type)) return [];
	if (object.role !== subject.role) return [];
	const program = programOf(object.type);
	const macro =
		subject.type === 'init_t'
			? `init_daemon_domain(${object.type}, ${program})`
			: `domtrans_pattern(${subject.type}, ${program}, ${object.type})`;
	return [
		{
			kind: 'rule',
			why: `Something asks for this change of domain, a rule type_transition or who starts the program (${subject.type === 'init_t' ? 'SELinuxContext= of the unit' : 'setexeccon(3), runcon'}), and the rule that lets it is missing. ${GAP}, if both are domains of the distribution's: update selinux-policy first. In the source of a module of one's own a macro has all that it takes (execute, entrypoint, what goes back by SIGCHLD and pipes), the program's type being probably ${program}:`,
			text: macro,
		},
	];
}

/** What the rule would not bring, where the program lives by a set-ID bit. */
function withoutSetId(domain: string): Remedy {
	return {
		kind: 'note',
		why: withoutNoNewPrivs(
			'The rule alone is no cure: under no_new_privs the kernel ignores the set-ID bits of a program as well, and this one mostly does nothing without them. Start what calls it without no_new_privs, or let it do its work by another way (mail by SMTP to localhost, say).',
			domain,
		),
	};
}

/** A daemon of the distribution that systemd starts with no_new_privs needs a rule that most others have. */
export function gapOfTransition(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	if (of === 'process' && permissions.includes('transition'))
		return [
			...ofLogin(subject, object),
			...loginOfDaemon(record),
			...unitAsLogin(record),
			...ofDomains(subject, object),
		];
	const isOfDomains = of === 'process2' && !OF_NO_SERVICE.test(subject.type);
	if (!isOfDomains || !permissions.some((each) => /^(?:nnp|nosuid)_transition$/.test(each)))
		return [];
	if (!object.type.endsWith('_t') || isContainer(object.type)) return [];
	if (BY_SET_ID.test(object.type)) return [withoutSetId(subject.type)];
	// A service without a domain of its own goes by its unit.
	if (/^unconfined_service_t$/.test(subject.type) && permissions.includes('nnp_transition'))
		return [
			{ kind: 'note', why: withoutNoNewPrivs('Start it without no_new_privs.', subject.type) },
		];
	const whose =
		packageOf(record) !== undefined
			? ''
			: `, if ${subject.type === 'init_t' ? `${object.type} is a domain` : 'both are domains'} of the distribution's`;
	return [
		{
			kind: 'note',
			why: `${GAP}${whose}: update ${packagesOf(record)} first, and where the newest lacks it, too, report it there.`,
		},
	];
}
