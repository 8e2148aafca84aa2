// Lines of programs that ask the policy themselves, or set labels: what each says, and what to do.

import { shellWord } from '@peercon/context/foreign-text';
import { type KernelMessage, splitContext } from '@peercon/records';
import type { Said } from './explain-error.ts';
import type { Layer, LayerName } from './layer/layer.ts';
import { command, operand } from './names.ts';

type Details = KernelMessage['details'];

/** Labels of cron's tables: contrib/cron.fc of Fedora's policy. */
const CRON_TYPES: [path: RegExp, type: string][] = [
	[/^\/etc\/(?:cron\.|crontab|anacrontab)/, 'system_cron_spool_t'],
	[/^\/var\/spool\/cron/, 'user_cron_spool_t'],
];

/**
 * Explains a refusal of crond's own: it asks the policy whether jobs of the context may come from a file
 * of that label.
 *
 * @see cron_authorize_context in security.c of cronie: class file, permission entrypoint
 */
export function jobsOfCron({ path = '', label, context }: Details): Said {
	const table = path.startsWith('/') ? path : `/var/spool/cron/${path}`;
	const type = label === undefined ? undefined : splitContext(label).type;
	const has = type === undefined ? 'has a label that is' : `has the label ${type}, which is`;
	const [, wanted] = CRON_TYPES.find(([place]) => place.test(table)) ?? [];
	const by = wanted === undefined ? '' : `, ${wanted}`;
	const jobs = context === undefined ? 'its jobs' : splitContext(context).type;
	return {
		sentence: `crond has not taken the jobs in ${shellWord(path)}.`,
		certain: false,
		layer: layerOf(
			'type enforcement',
			`crond asks the policy itself, and leaves no record: the file ${has} none that jobs of cron (${jobs}) come from (file entrypoint). Mostly it was moved there (mv), made in /tmp, or written by a program that does not label.`,
		),
		remedies: [
			{
				kind: 'command',
				why: `Give it the label that the policy has for its path${by}, and crond reads it again when it has changed (touch it, or restart crond):`,
				text: command('restorecon', '-Fv', ...operand(table)),
			},
			{
				kind: 'note',
				why: 'Programs that put it there are to copy it (cp, install -Z), or use crontab(1).',
			},
		],
	};
}

/** crond has found no context at all: get_security_context in security.c of cronie. */
export function contextForCron({ path = '' }: Details): Said {
	return {
		sentence: `crond has found no security context for the jobs in ${shellWord(path)}.`,
		certain: false,
		layer: layerOf(
			'invalid context',
			'It looks for the default context of the user whose jobs they are (default_contexts(5), seusers) and for the label of the file. The policy lacks one of them, or libselinux could not read it.',
		),
		remedies: [
			...(path.startsWith('/')
				? [
						{
							kind: 'command' as const,
							why: 'See that the file has its label:',
							text: command('restorecon', '-Fv', ...operand(path)),
						},
					]
				: []),
			{
				kind: 'command',
				why: 'See that the user is mapped to one of SELinux that may have jobs; then update selinux-policy and libselinux, and restart crond:',
				text: 'semanage login -l && semanage user -l',
			},
		],
	};
}

/** pam_selinux(8) or sshd(8): get_default_context(3) has none for the user. */
export function contextOfLogin({ user = '' }: Details): Said {
	return {
		sentence: `There is no valid security context for a login of ${shellWord(user)}.`,
		certain: false,
		layer: layerOf(
			'invalid context',
			"No context of default_contexts(5) is allowed for the user of SELinux that this one is mapped to, from the domain of the program that logs in. Or that program is in the wrong domain: `ps -Z` of it should say sshd_t, local_login_t and the like, else its file, or systemd's, has lost its label.",
		),
		remedies: [
			{
				kind: 'command',
				why: 'See to whom the login is mapped, and which roles that one has:',
				text: 'semanage login -l && semanage user -l',
			},
			{
				kind: 'command',
				why: 'Where the program is in the wrong domain, label it anew and restart it:',
				// -i: not every host has each of them.
				text: 'restorecon -iv /usr/sbin/sshd /usr/bin/login /usr/lib/systemd/systemd',
			},
			{
				kind: 'command',
				why: 'If many files have lost theirs (SELinux was off for a while, or the disk is restored from a backup), label all of them at the next boot, and boot with enforcing=0 at the kernel command line, so that this is not refused:',
				text: 'fixfiles -F onboot',
			},
		],
	};
}

/** systemd could not set what SELinuxContext= names: exec_child in core/exec-invoke.c. */
export function contextOfUnit({ path, unit }: Details): Said {
	const what = path ?? unit ?? 'a unit';
	return {
		sentence: `systemd could not give ${shellWord(what)} its security context.`,
		certain: false,
		layer: layerOf(
			'invalid context',
			'SELinuxContext= of the unit names a context that the policy does not allow, or that systemd may not change to.',
		),
		remedies: [
			{
				kind: 'command',
				why: 'See what the unit asks for, and whether the policy has it (a record of process transition, or SELINUX_ERR, tells the rest):',
				text: command('systemctl', 'show', '-p', 'SELinuxContext', unit ?? 'UNIT'),
			},
			{
				kind: 'note',
				why: 'Mostly it is better without: a program whose file has the right label enters its domain by itself.',
			},
		],
	};
}

/** systemd could not label what it makes: mac_selinux_fix_full in shared/selinux-util.c. */
export function labelOfPath({ path = '', context }: Details): Said {
	const to = context === undefined ? '' : ` the label ${shellWord(context)}`;
	return {
		sentence: `A program could not give ${shellWord(path)}${to || ' its label'}.`,
		certain: false,
		layer: layerOf(
			'invalid context',
			'The policy does not know that label, the program may not set it (a record of relabelfrom, relabelto or mac_admin tells), or the file system keeps no labels (Operation not supported).',
		),
		remedies: [
			{
				kind: 'command',
				why: 'See what the policy has for the path, and whether it can be given:',
				text: command('restorecon', '-v', ...operand(path)),
			},
		],
	};
}

/** semodule(8): a module names what no other module declares, so that none of what was to be changed is. */
export function moduleOfPolicy({
	module = '',
	priority = '',
	statement = '',
	path = '',
	at = '',
}: Details): Said {
	return {
		sentence: `The policy could not be built: the module ${shellWord(module)} (priority ${priority}) does not fit the rest.`,
		layer: layerOf(
			'module of a policy',
			`Line ${at} of its CIL (${statement}) names a type, attribute, role or class that no other module declares. It is this module that fails, whichever was to be installed: the whole policy is built anew each time, and nothing is changed where that fails.`,
		),
		remedies: [
			{
				kind: 'command',
				why: 'See which modules there are, and of which priority (100 is mostly of the distribution, 200 of packages, 400 of administrators):',
				text: 'semodule -lfull',
			},
			{
				kind: 'command',
				why: `If ${shellWord(module)} is left over from what is no longer installed, or from an older release of it, take it out (else update what brings it; or what declares the type is missing: install that first):`,
				text: command('semodule', '-X', priority, '-r', module),
			},
			{
				kind: 'command',
				why: `If it is the one that is to be installed: see the line, which was written for another policy (a name that this one has not), and mend it. Of a .cil it is the file's own; of a package (.pp) it is shown by:`,
				text: `/usr/libexec/selinux/hll/pp ${command(`${module}.pp`)} | sed -n ${at}p`,
			},
		],
		notes: [
			`Where an installed one lies: ${path.replace('/tmp/', '/active/')}, line ${at} (bzcat(1) shows it).`,
		],
	};
}

function layerOf(name: LayerName, reason: string): Layer {
	return { name, reason, basis: 'record' };
}
