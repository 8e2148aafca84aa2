// Types that the reference policy exempts from constraints on levels, by the interfaces mls_* that their
// modules call for them at all times: mls_file_read_all_levels(auditctl_t) in logging.te, and so on, as of
// 24 July 2026 (65b9b1f0b0c5). Fedora's are mostly the same. Left out is what a boolean or another module
// brings, and of objects what Fedora's policy does not exempt, too.

/** Domains, as subjects, by the attribute that policy/modules/kernel/mls.if gives. */
const DOMAINS: Record<string, string> = {
	mlsfileread:
		'NetworkManager auditctl auditd bootloader consoletype crond cupsd devicekit_disk dmidecode dpkg dpkg_script fsadm fsdaemon getty init initrc iptables kernel klogd load_policy logrotate lvm mcelog mdadm mount newrole pam_console quota rpm rpm_script semanage setfiles setrans system_dbusd tmpreaper udev vbetool',
	mlsfilereadtoclr: 'ksmtuned logwatch sssd system_cronjob virtd',
	mlsfilewrite:
		'audisp auditd bootloader consoletype crond cupsd dpkg dpkg_script fsadm getty init initrc kernel kmod logrotate mdadm mount newrole pam_console passwd rpm rpm_script secadm semanage setfiles setrans syslogd tmpreaper udev vbetool vlock',
	mlsfilewritetoclr: 'devicekit_disk lvm shutdown virtd',
	mlsprocread: 'initrc kernel setrans sysadm',
	mlsprocreadtoclr: 'virtd',
	mlsprocwrite: 'init initrc kernel udev',
	mlsprocwritetoclr: 'logrotate virtd',
	mlsnetread: 'setrans',
	mlsnetreadtoclr: 'inetd sssd system_dbusd virtd',
	mlsnetwrite: 'cupsd setrans system_dbusd',
	mlsnetwritetoclr: 'inetd initrc sssd virtd',
	mlsfduse: 'cupsd init system_dbusd systemd_cgroups',
};

/** Types of objects, likewise. */
const OBJECTS: Record<string, string> = {
	mlstrustedobject:
		'crond cupsd cupsd_runtime cupsd_var_run devlog devtty initctl null_device ptmx security setrans_runtime setrans_var_run sssd_var_lib virt_log zero_device',
	mlsfdshare: 'crond inetd initrc newrole virtd',
	mlsdbusrecv: 'setroubleshootd system_dbusd',
};

/** The types, by their attribute. */
export const EXEMPT: ReadonlyMap<string, ReadonlySet<string>> = new Map(
	Object.entries({ ...DOMAINS, ...OBJECTS }).map(([attribute, names]) => [
		attribute,
		new Set(names.split(' ').map((name) => `${name}_t`)),
	]),
);

/**
 * Whether the reference policy gives a type an attribute that exempts it from a constraint.
 *
 * @param attribute - as in policy/mls, such as `mlsfileread`, or `mlstrustedobject`
 */
export function hasExemption(attribute: string, type: string): boolean {
	return EXEMPT.get(attribute)?.has(type) ?? false;
}
