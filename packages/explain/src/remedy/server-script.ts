// Programs that a server runs for others: CGI scripts, plugins, hooks. Its policy has types of their own for
// them, by which they run in a domain of their own or unconfined; bin_t would let all of them be the server.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { howToFind, labelLastingly, pathOf, restorecon } from './path.ts';
import { movedProgram } from './program-file.ts';
import type { Remedy } from './remedy.ts';
import { besideLabel, scriptsOf } from './scripts-of-server.ts';

/** Where the policy labels by path what such a server runs. */
const AT_THEIR_PLACE: [domain: RegExp, place: string][] = [
	[/^NetworkManager(?:_dispatcher)?(?:_\w+)?_t$/, '/etc/NetworkManager/dispatcher.d'],
	[/^udev_t$/, '/usr/lib/udev'],
	[/^git(?:d|_system|_session)_t$/, '/usr/libexec/git-core'],
];

/** What programs of the system have: a server that may not run those lacks a rule, not a label. */
const OF_PROGRAMS =
	/^(?:bin|lib|textrel_shlib|ld_so|unlabeled|nfs|cifs|fusefs|\w+_exec|httpd_modules)_t$/;

function isRun({ class: of, subject, object, permissions, details }: AccessRecord): boolean {
	if (of !== 'file') return false;
	// keepalived(8) looks at a script, and changes its attributes, before it runs it.
	const isLookedAt = subject.type === 'keepalived_t' && /\.(?:sh|py|pl)$/.test(nameOf({ details }));
	const isRunnable = /^(?:etc|default|usr|var|var_lib|\w+_home)_t$/.test(object.type);
	return (
		(isLookedAt && isRunnable) || permissions.some((each) => /^execute(?:_no_trans)?$/.test(each))
	);
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
	const { what, type } = scripts;
	if (object.type === type) return [];
	const all = pathOf(record) === undefined ? howToFind(record) : '';
	return [
		...(WRITTEN.test(object.type) ? [notToBeRun(record)] : []),
		{
			kind: 'command',
			why: `If it is ${what}: those have a type of their own, ${type}. Give it that${all}, or all of a folder ('FOLDER(/.*)?', and restorecon -Rv FOLDER):`,
			text: labelLastingly(record, type),
		},
		...besideLabel(scripts),
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
