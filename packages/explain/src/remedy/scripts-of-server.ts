// The types that policies have for what a server runs for others: scripts, plugins, hooks.

import type { Remedy } from './remedy.ts';

/** Such programs of one server. */
interface Scripts {
	domain: RegExp;
	/** What they are called. */
	what: string;
	type: string;
	/** Where Fedora's policy labels them so by their path. */
	place?: string;
	/** What lets them enter their domain. */
	boolean?: string;
	/** What else there is to know. */
	also?: string;
}

/** Of Fedora's policy, and where it has them the reference policy: apache.fc, nagios.fc, openvpn.fc and so on. */
const SCRIPTS: Scripts[] = [
	{
		domain: /^httpd_(?:t|(?:sys|user)_script_t)$/,
		what: 'a CGI script, or what else the web server starts for an application',
		type: 'httpd_sys_script_exec_t',
		also: 'It then runs as httpd_sys_script_t, and the boolean httpd_enable_cgi has to be on (Fedora and RHEL have it on, Debian off); what it writes is httpd_sys_rw_content_t. In a home: httpd_user_script_exec_t. Programs of the system that an application calls are mostly bin_t; leave those with a type of their own.',
	},
	{
		domain: /^(?:nagios|nrpe|icinga2?)_t$/,
		what: 'a plugin of the monitoring',
		type: 'nagios_unconfined_plugin_exec_t',
		place: '/usr/lib64/nagios/plugins',
		also: 'There are narrower ones: nagios_system_plugin_exec_t, nagios_services_plugin_exec_t, nagios_checkdisk_plugin_exec_t. For sudo: the boolean nagios_run_sudo.',
	},
	{
		domain: /^zabbix(?:_agent)?_t$/,
		what: 'a script of Zabbix',
		type: 'zabbix_script_exec_t',
		place: '/var/lib/zabbix/externalscripts',
		also: 'For sudo: the boolean zabbix_run_sudo.',
	},
	{ domain: /^munin_t$/, what: 'a plugin of Munin', type: 'munin_unconfined_plugin_exec_t' },
	{
		domain: /^openvpn_t$/,
		what: 'a script of the VPN (up, down, auth-user-pass-verify)',
		type: 'openvpn_unconfined_script_exec_t',
		place: '/etc/openvpn/scripts',
		boolean: 'openvpn_run_unconfined',
	},
	{
		domain: /^keepalived_t$/,
		what: 'a script of keepalived (vrrp_script, notify)',
		type: 'keepalived_unconfined_script_exec_t',
		place: '/usr/libexec/keepalived',
	},
	{
		domain: /^(?:smbd|winbind)_t$/,
		what: 'a script of Samba (add user script, preexec)',
		type: 'samba_unconfined_script_exec_t',
		place: '/var/lib/samba/scripts',
		boolean: 'samba_run_unconfined',
	},
	{ domain: /^certmonger_t$/, what: 'a hook of certmonger', type: 'certmonger_unconfined_exec_t' },
	{
		domain: /^watchdog_t$/,
		what: 'a script of the watchdog',
		type: 'watchdog_unconfined_exec_t',
		place: '/usr/libexec/watchdog/scripts',
	},
	{ domain: /^bacula_t$/, what: 'a script of a job', type: 'bacula_unconfined_script_exec_t' },
	{
		domain: /^virtnetworkd_t$/,
		what: 'a hook of a network of libvirt',
		type: 'virt_hook_t',
		place: '/etc/libvirt/hooks',
		boolean: 'virt_hooks_unconfined',
	},
	{
		domain: /^syslogd_t$/,
		what: 'a program that rsyslogd(8) starts (omprog)',
		type: 'syslogd_unconfined_script_exec_t',
		place: '/usr/libexec/rsyslog',
		boolean: 'logging_syslogd_run_unconfined',
		also: 'The boolean is one of newer policies of Fedora and RHEL.',
	},
	{
		domain: /^virt_qemu_ga_t$/,
		what: 'a hook of the guest agent (fsfreeze-hook)',
		type: 'virt_qemu_ga_unconfined_exec_t',
		place: '/etc/qemu-ga/fsfreeze-hook.d',
		boolean: 'virt_qemu_ga_run_unconfined',
	},
	{ domain: /^collectd_t$/, what: 'a script of collectd', type: 'collectd_script_exec_t' },
];

/** What a server runs for others, where policies have a type for it. */
export function scriptsOf(domain: string): Scripts | undefined {
	return SCRIPTS.find((each) => each.domain.test(domain));
}

/** What it takes beside the label. */
export function besideLabel({ place, boolean, also }: Scripts): Remedy[] {
	return [
		...(place === undefined
			? []
			: [
					{
						kind: 'note' as const,
						why: `Policies of Fedora and RHEL label what lies in ${place} so: there it takes restorecon alone.`,
					},
				]),
		...(boolean === undefined
			? []
			: [
					{
						kind: 'command' as const,
						why: 'And the boolean that lets it enter that domain, which is off otherwise:',
						text: `setsebool -P ${boolean} on`,
					},
				]),
		...(also === undefined ? [] : [{ kind: 'note' as const, why: also }]),
	];
}
