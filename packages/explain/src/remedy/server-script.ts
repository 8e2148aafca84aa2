// Programs that a server runs for others: CGI scripts, plugins, hooks. Its policy has types of their own for
// them, by which they run in a domain of their own or unconfined; bin_t would let all of them be the server.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { howToFind, labelLastingly, pathOf, restorecon } from './path.ts';
import { movedProgram } from './program-file.ts';
import type { Remedy } from './remedy.ts';

/** Such programs of one server. */
interface Scripts {
	domain: RegExp;
	/** What they are called. */
	what: string;
	type: string;
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
		also: 'There are narrower ones: nagios_system_plugin_exec_t, nagios_services_plugin_exec_t, nagios_checkdisk_plugin_exec_t. For sudo: the boolean nagios_run_sudo.',
	},
	{
		domain: /^zabbix(?:_agent)?_t$/,
		what: 'a script of Zabbix',
		type: 'zabbix_script_exec_t',
		also: 'For sudo: the boolean zabbix_run_sudo.',
	},
	{ domain: /^munin_t$/, what: 'a plugin of Munin', type: 'munin_unconfined_plugin_exec_t' },
	{
		domain: /^openvpn_t$/,
		what: 'a script of the VPN (up, down, auth-user-pass-verify)',
		type: 'openvpn_unconfined_script_exec_t',
		also: 'The boolean openvpn_run_unconfined has to be on.',
	},
	{
		domain: /^keepalived_t$/,
		what: 'a script of keepalived (vrrp_script, notify)',
		type: 'keepalived_unconfined_script_exec_t',
	},
	{
		domain: /^(?:smbd|winbind)_t$/,
		what: 'a script of Samba (add user script, preexec)',
		type: 'samba_unconfined_script_exec_t',
		also: 'The boolean samba_run_unconfined has to be on.',
	},
	{ domain: /^certmonger_t$/, what: 'a hook of certmonger', type: 'certmonger_unconfined_exec_t' },
	{ domain: /^watchdog_t$/, what: 'a script of the watchdog', type: 'watchdog_unconfined_exec_t' },
	{ domain: /^bacula_t$/, what: 'a script of a job', type: 'bacula_unconfined_script_exec_t' },
	{
		domain: /^virtnetworkd_t$/,
		what: 'a hook of a network of libvirt',
		type: 'virt_hook_t',
		also: 'The boolean virt_hooks_unconfined has to be on.',
	},
	{
		domain: /^syslogd_t$/,
		what: 'a program that rsyslogd(8) starts (omprog)',
		type: 'syslogd_unconfined_script_exec_t',
		also: 'The boolean logging_syslogd_run_unconfined has to be on (newer policies of Fedora and RHEL; the policy labels /usr/libexec/rsyslog so).',
	},
	{
		domain: /^virt_qemu_ga_t$/,
		what: 'a hook of the guest agent (fsfreeze-hook)',
		type: 'virt_qemu_ga_unconfined_exec_t',
		also: 'The boolean virt_qemu_ga_run_unconfined has to be on. The policy labels /etc/qemu-ga/fsfreeze-hook.d so: what was moved there wants restorecon alone.',
	},
	{ domain: /^collectd_t$/, what: 'a script of collectd', type: 'collectd_script_exec_t' },
];

/** Where the policy labels by path what such a server runs. */
const AT_THEIR_PLACE: [domain: RegExp, place: string][] = [
	[/^NetworkManager(?:_dispatcher)?(?:_\w+)?_t$/, '/etc/NetworkManager/dispatcher.d'],
	[/^udev_t$/, '/usr/lib/udev'],
	[/^git(?:d|_system|_session)_t$/, '/usr/libexec/git-core'],
];

/** What programs of the system have: a server that may not run those lacks a rule, not a label. */
const OF_PROGRAMS =
	/^(?:bin|lib|textrel_shlib|ld_so|unlabeled|nfs|cifs|fusefs|\w+_exec|httpd_modules)_t$/;

/** What a server runs for others, where policies have a type for it. */
export function scriptsOf(domain: string): Scripts | undefined {
	return SCRIPTS.find((each) => each.domain.test(domain));
}

function isRun({ class: of, permissions }: AccessRecord): boolean {
	return of === 'file' && permissions.some((each) => /^execute(?:_no_trans)?$/.test(each));
}

/**
 * What label is wanted where a server runs a script that lies where its content does.
 *
 * @returns none for servers without such types, for libraries, and for what has a type of programs
 */
export function serverScript(record: AccessRecord): Remedy[] {
	const { subject, object, details } = record;
	const name = nameOf({ details });
	const moved = movedProgram(record);
	if (moved.length > 0) return [...moved, ...script(record)];
	if (isRun(record) && isPlugin(record)) return [pluginAtItsPlace(record), ...script(record)];
	if (!isRun(record) || OF_PROGRAMS.test(object.type) || /\.so(?:\.[\d.]+)?$/.test(name)) return [];
	const [, place] = AT_THEIR_PLACE.find(([domain]) => domain.test(subject.type)) ?? [];
	const path = pathOf(record);
	if (place !== undefined)
		return path === undefined || path.startsWith(`${place}/`) ? [ofPlace(record, place)] : [];
	const ways = script(record);
	return ways.length > 0 ? [...fromHome(record), ...ways] : [];
}

/** What to do where the server has a type for what it runs. */
function script(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const scripts = scriptsOf(subject.type);
	if (scripts === undefined) return [];
	const { what, type, also } = scripts;
	const all = pathOf(record) === undefined ? howToFind(record) : '';
	return [
		...(WRITTEN.test(object.type) ? [notToBeRun(record)] : []),
		{
			kind: 'command',
			why: `If it is ${what}: those have a type of their own, ${type}. Give it that${all}, or all of a folder ('FOLDER(/.*)?', and restorecon -Rv FOLDER):`,
			text: labelLastingly(record, type),
		},
		...(also === undefined ? [] : [{ kind: 'note' as const, why: also }]),
	];
}

/** Whether a plugin lies where the policy labels them by their paths, and has what all below /usr/lib has. */
function isPlugin({ subject, object, details: { path = '' } }: AccessRecord): boolean {
	return (
		scriptsOf(subject.type)?.type === 'nagios_unconfined_plugin_exec_t' &&
		object.type === 'lib_t' &&
		/^\/usr\/lib\w*\/(?:nagios|monitoring-plugins)\//.test(path)
	);
}

function pluginAtItsPlace(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'lib_t is what all below /usr/lib has that has no other label, and policies have others for plugins there: probably mv(1) or an archive has brought it. This gives it the one that the policy has for its path:',
		text: restorecon(record),
	};
}

const WRITTEN = /_rw_content_t$|^(?!user_).*_(?:tmp|cache|log)_t$/;

function notToBeRun({ object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${object.type} is for what the server writes. That it may not be executed is meant, and no gap in the policy: what somebody has uploaded could then be run. What is to be run belongs in a place that the server does not write; what is itself a server better runs as a service or a container of its own.`,
	};
}

/** A home's type on what is probably in no home: a script that was moved from there. */
function fromHome(record: AccessRecord): Remedy[] {
	const { type } = record.object;
	const isInHome = /^\/(?:(?:var\/)?home|root)\//.test(pathOf(record) ?? '');
	if (!/^(?:admin|user)_home_t$/.test(type) || isInHome) return [];
	return [
		{
			kind: 'command',
			why: `${type} is the type of ${type === 'admin_home_t' ? "root's home" : 'a home'}: probably it was moved here from there, and mv(1) keeps the label. If it lies where such programs do, the policy has a label for its path${howToFind(record)}; give it that:`,
			text: restorecon(record),
		},
	];
}

function ofPlace({ object }: AccessRecord, place: string): Remedy {
	return {
		kind: 'command',
		why: `What it runs mostly lies in ${place}, and is labeled by that place; ${object.type} is then what a file keeps that mv(1) has brought there (a script below /usr/share or /opt has usr_t by the policy: that one is to be told bin_t, or a newer policy may know it). Give it the label of that place:`,
		text: `restorecon -Rv ${place}`,
	};
}
