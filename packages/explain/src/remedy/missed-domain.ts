// Programs that have a domain of their own, met in the domain of who started them.

import type { AccessRecord } from '@peercon/records';
import { isSubjectProcess } from '../check/check.ts';
import { isContainer } from './container-domain.ts';
import { isNamespace } from './namespace.ts';
import { policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/**
 * By comm=, which has 15 characters at most: the type of the program's file, and its domain. Of the file
 * contexts of the reference policy (admin/usermanage.fc, system/modutils.fc, system/iptables.fc and so on).
 */
const DOMAINS: [program: RegExp, file: string, domain: string][] = [
	[/^(?:passwd|chpasswd|chage)$/, 'passwd_exec_t', 'passwd_t'],
	[/^(?:user(?:add|del|mod)|newusers)$/, 'useradd_exec_t', 'useradd_t'],
	[/^(?:group(?:add|del|mod)|gpasswd)$/, 'groupadd_exec_t', 'groupadd_t'],
	[/^ch(?:fn|sh)$/, 'chfn_exec_t', 'chfn_t'],
	[/^unix_chkpwd$/, 'chkpwd_exec_t', 'chkpwd_t'],
	[/^udevadm$/, 'udevadm_exec_t', 'udevadm_t'],
	[/^(?:modprobe|depmod|insmod|rmmod|kmod)$/, 'kmod_exec_t', 'kmod_t'],
	[/^ldconfig$/, 'ldconfig_exec_t', 'ldconfig_t'],
	[/^u?mount(?:\.\w+)?$/, 'mount_exec_t', 'mount_t'],
	[/^(?:fsck|mkfs|e2fsck|mke2fs|tune2fs|blkid|losetup)(?:\.\w+)?$/, 'fsadm_exec_t', 'fsadm_t'],
	[/^(?:lvm|vgs|lvs|pvs|vgchange|dmsetup|cryptsetup)$/, 'lvm_exec_t', 'lvm_t'],
	[
		/^(?:ip6?tables(?:-\w+)*|ebtables(?:-\w+)*|nft|ipset|xtables-\w+)$/,
		'iptables_exec_t',
		'iptables_t',
	],
	[/^(?:ip|ifconfig|ethtool|tc|iw|iwconfig)$/, 'ifconfig_exec_t', 'ifconfig_t'],
	[/^(?:dhclient|dhcpcd)$/, 'dhcpc_exec_t', 'dhcpc_t'],
	[/^(?:restorecon|setfiles)$/, 'setfiles_exec_t', 'setfiles_t'],
	[/^(?:semodule|semanage)$/, 'semanage_exec_t', 'semanage_t'],
	[/^load_policy$/, 'load_policy_exec_t', 'load_policy_t'],
	[/^logrotate$/, 'logrotate_exec_t', 'logrotate_t'],
	[/^crontab$/, 'crontab_exec_t', 'crontab_t'],
	[/^ssh-keygen$/, 'ssh_keygen_exec_t', 'ssh_keygen_t'],
	[/^sendmail(?:\.\w+)?$/, 'sendmail_exec_t', 'system_mail_t'],
	[/^postdrop$/, 'postfix_postdrop_exec_t', 'postfix_postdrop_t'],
	[/^gpg2?$/, 'gpg_exec_t', 'gpg_t'],
	[/^gpg-agent$/, 'gpg_agent_exec_t', 'gpg_agent_t'],
	[/^(?:ping6?|arping)$/, 'ping_exec_t', 'ping_t'],
	[/^dmidecode$/, 'dmidecode_exec_t', 'dmidecode_t'],
	[/^systemd-tmpfile/, 'systemd_tmpfiles_exec_t', 'systemd_tmpfiles_t'],
	[/^systemd-sysctl$/, 'systemd_sysctl_exec_t', 'systemd_sysctl_t'],
];

/** The type of the programs that lead to a domain: by the names that nearly all modules follow, where it is not known here. */
export function programOf(domain: string): string {
	const known = DOMAINS.find(([, , each]) => each === domain);
	return known?.[1] ?? domain.replace(/_t$/, '_exec_t');
}

/** The domain that a type of programs leads to. */
export function domainOf(program: string): string {
	const known = DOMAINS.find(([, each]) => each === program);
	return known?.[2] ?? program.replace(/_exec_t$/, '_t');
}

/**
 * Booleans of Fedora's policy that let a domain enter one of these: without, the program stays where it was started.
 *
 * @see the lines with process transition in tunable_policy() of apache.te, redis.te, nagios.te, samba.te and so on
 */
const BY_BOOLEAN: [from: RegExp, domain: string, boolean: string][] = [
	[/^httpd(?:_sys_script|_suexec)?_t$/, 'system_mail_t', 'httpd_can_sendmail'],
	[/^httpd(?:_sys_script|_suexec)?_t$/, 'postfix_postdrop_t', 'httpd_can_sendmail'],
	[/^redis_t$/, 'system_mail_t', 'redis_enable_notify'],
	[/^gitosis_t$/, 'system_mail_t', 'gitosis_can_sendmail'],
	[/^httpd_t$/, 'chkpwd_t', 'httpd_mod_auth_pam'],
	[/^(?:nagios|nrpe)_t$/, 'chkpwd_t', 'nagios_run_sudo'],
	[/^smbd_t$/, 'useradd_t', 'samba_domain_controller'],
	[/^smbd_t$/, 'groupadd_t', 'samba_domain_controller'],
	[/^smbd_t$/, 'passwd_t', 'samba_domain_controller'],
	[/^dhcpc_t$/, 'iptables_t', 'dhcpc_exec_iptables'],
	[/^pppd_t$/, 'kmod_t', 'pppd_can_insmod'],
	[/^user_t$/, 'ping_t', 'selinuxuser_ping'],
	[/^system_cronjob_t$/, 'setfiles_t', 'cron_can_relabel'],
];

function byBoolean({ subject }: AccessRecord, comm: string, domain: string): Remedy[] {
	const [, , boolean] =
		BY_BOOLEAN.find(([from, to]) => from.test(subject.type) && to === domain) ?? [];
	if (boolean === undefined) return [];
	return [
		{
			kind: 'command',
			why: `${comm} has a domain of its own, ${domain}, and a boolean lets ${subject.type} enter it, ${boolean}: probably that is off, and so it was not entered. Switch it on, if the service is to use ${comm}; no rule for this record then:`,
			text: `setsebool -P ${boolean} on`,
		},
	];
}

/** People and what installs packages: what they start is to stay in their domain, or not confined. */
const NOT_A_SERVICE =
	/^(?:unconfined(?:_service)?|staff|user|sysadm|guest|xguest|rpm(?:_script)?|dpkg(?:_script)?|anaconda|install|init|initrc|kernel)_t$/;

/** Types of policies that have none of those domains: Talos, Bottlerocket, Android. */
const OF_OTHER_POLICY =
	/^(?:pod_\w*|\w*_containerd|machined|(?:os|state|local|data|private|secret|cache|lease|measure|ephemeral|any|api_socket))_t$|^(?!.*_t$)(?!.*\.process$)/;

/** What to do before such a program's rights are given to another domain. */
export function missedDomain(record: AccessRecord): Remedy[] {
	const { subject, object, details, permissions } = record;
	const comm = details.comm ?? '';
	const [, file, domain] = DOMAINS.find(([program]) => program.test(comm)) ?? [];
	if (file === undefined || domain === undefined || isContainer(subject.type)) return [];
	if (isOwnDomain(subject.type, domain, comm) || NOT_A_SERVICE.test(subject.type)) return [];
	// A domain that is named after its loading of modules, as openvswitch_load_module_t, is the one for that.
	if (domain === 'kmod_t' && /_(?:load_module|modprobe|insmod|kmod)_t$/.test(subject.type))
		return [];
	// What sets up the firewall has the module of it loaded, whoever's program it does that by.
	if (subject.type === 'firewalld_t' && permissions.includes('module_request')) return [];
	// What a service keeps for such a program among its own files it is to use itself.
	const stem = subject.type.replace(/_t$/, '');
	if (/^gpg/.test(domain) && object.type.startsWith(`${stem}_`)) return [];
	// Only roles of logins have the domain: role system_r with it is no valid context.
	if (domain === 'crontab_t' && subject.role === 'system_r') return [];
	if (OF_OTHER_POLICY.test(subject.type) || OF_OTHER_POLICY.test(object.type)) return [];
	if (!isSubjectProcess(record) || subject.user === 'u' || record.class === 'process2') return [];
	// The object is the new domain already, where it is told what it does not take over.
	if (permissions.every((each) => /^(?:noatsecure|rlimitinh|siginh)$/.test(each))) return [];
	// Whoever is linked with libselinux asks the kernel that, and what runs others' tools is to be let.
	if (object.type === 'security_t') return [];
	// What goes through a namespace to start another is to be in that one's domain.
	if (permissions.includes('transition') || isNamespace(record)) return [];
	const switched = byBoolean(record, comm, domain);
	if (switched.length > 0) return [...switched, transition(record, comm, file, domain)];
	return [...meantThere(record), transition(record, comm, file, domain)];
}

/** What has started the program without a refusal may be meant to have it in its own domain (exec_..() of the policies). */
function meantThere(record: AccessRecord): Remedy[] {
	const isRefused = record.event?.staysRefused === true;
	return isRefused || record.permissive ? [] : policyGap(record).slice(-1);
}

function transition({ subject }: AccessRecord, comm: string, file: string, domain: string): Remedy {
	return {
		kind: 'rule',
		why: `Probably a domain transition is missing: in most policies ${comm} has a domain of its own, ${domain}, and here it runs in that of who started it (of ${subject.type}, or of what it starts and should not be ${subject.type} itself; update selinux-policy), or no_new_privs has kept it out. The rule for this record would give its rights to all of ${subject.type}. In a module of one's own (most policies have an interface with it that ends in _domtrans or _run; \`ls -Z\` shows whether the program's file has that type):`,
		text: `domtrans_pattern(${subject.type}, ${file}, ${domain})`,
	};
}

/** Where such programs run in a domain that is another's by name: udevadm in Fedora, each user's bus, and mail. */
const OWN_TOO = /^(?:udev|exim|postfix_\w+|\w*mail\w*|\w+_dbusd|lvm\w*|systemd_hwdb)_t$/;

/** sysadm_passwd_t of the reference policy is one, too, and a domain that is named after the program. */
function isOwnDomain(type: string, domain: string, comm: string): boolean {
	const [name = ''] = domain.split('_');
	return (
		type.endsWith(domain) ||
		type.startsWith(name) ||
		type === `${comm}_t` ||
		(OWN_TOO.test(type) && domain !== 'systemd_sysctl_t')
	);
}
