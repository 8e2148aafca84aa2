// A file in /run that another program made first, as a lock that several use: it has the label that the maker's
// policy gives, and not the one for its path.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { command, operand } from '../names.ts';
import { isContainer } from './container-domain.ts';
import { howToFind, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Files there of many programs, and whose type they are to have: iptables.fc of Fedora's policy. */
const KNOWN: Record<string, RegExp> = {
	'xtables.lock': /^iptables_/,
};

const OF_RUN = /^(?<module>\w+?)_(?:var_run|runtime|run)_t$/;
/** Modules of no program of its own: var_run_t, etc_runtime_t, and those of logins. */
const OF_NO_PROGRAM = /^(?:var|etc|user|unlabeled)$/;
/**
 * What to ask first of such a file: known by its name, or named after the domain and labeled for another.
 *
 * @returns none for other records, and for what the name says is the other one's
 */
export function madeByOther(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions, details } = record;
	const { module = '' } = OF_RUN.exec(object.type)?.groups ?? {};
	if (of !== 'file' || object.role !== 'object_r' || permissions.includes('create')) return [];
	if (module === '' || OF_NO_PROGRAM.test(module)) return [];
	if (isContainer(subject.type) || PEOPLE.test(subject.type)) return [];
	const path = pathOf(record);
	// In a folder it lies with the files of whose that is: /run/NetworkManager/dnsmasq.pid.
	if (path !== undefined && !/^(?:\/var)?\/run\/[^/]+$/.test(path)) return [];
	if (module === 'cron') return madeByCron(record, path);
	const name = (path ?? details.name ?? '').split('/').pop() ?? '';
	const right = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
	if (right?.test(object.type)) return [];
	if (right === undefined && !isNamedAfter(name, subject.type, module)) return [];
	const where = path ?? (right === undefined ? undefined : `/run/${name}`);
	const how = right === undefined ? 'Perhaps' : 'Probably';
	return [
		{
			kind: 'command',
			why: `${how} another program made it first, one that makes ${object.type}, and so it has that label in place of its own. This gives it the one that the policy has for its path${where === undefined ? howToFind(record) : ''}; if it says nothing, the label is right:`,
			text: command('restorecon', '-v', ...operand(where ?? 'PATH')),
		},
		{
			kind: 'note',
			why:
				module === 'initrc'
					? `If it is so again after a boot, an init script makes it (${object.type} is what those make in /run): have the service make it itself, by a unit of systemd (PIDFile=, RuntimeDirectory=).`
					: `If it is so again after a boot, ${object.type} is given by the policy of who makes it: update that (selinux-policy, or the package that brings the policy for ${module}), or start this service before it.`,
		},
	];
}

/** @see files_pid_filetrans(system_cronjob_t, cron_var_run_t, file) in cron.te of Fedora's policy */
function madeByCron(record: AccessRecord, path: string | undefined): Remedy[] {
	if (/^(?:crond|system_cronjob|\w*crontab)_t$/.test(record.subject.type)) return [];
	return [
		{
			kind: 'command',
			why: `Whatever a job of cron makes in /run itself is cron_var_run_t: probably a script of this service's is run by cron and has made it. This gives it the label that the policy has for its path${path === undefined ? howToFind(record) : ''}, until the job makes it anew; for good, run the script by a unit of systemd (a timer), in the service's domain:`,
			text: command('restorecon', '-v', ...operand(path ?? 'PATH')),
		},
	];
}

/** Whether a file's name tells of the domain, which is not the module's that its type is of. */
function isNamedAfter(name: string, domain: string, module: string): boolean {
	const [stem = ''] = domain.replace(/_t$/, '').split('_');
	const [first = ''] = name.split(/[\W_]/);
	const isAlike = (one: string, other: string) =>
		one.length > 2 && other.length > 2 && (one.startsWith(other) || other.startsWith(one));
	return isAlike(first, stem) && !isAlike(module, stem) && !isAlike(first, module);
}
