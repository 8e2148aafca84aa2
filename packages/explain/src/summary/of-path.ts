// What may be said of a file by its path and its program.

import { command, operand } from '../names.ts';
import { LOGS_ELSEWHERE, logFolder } from '../remedy/log-folder.ts';
import { labelFolder } from '../remedy/path.ts';
import type { Remedy } from '../remedy/remedy.ts';

/** Domains by their programs, for what lies where no policy expects it. */
const WEB = /^(?:php-fpm|httpd|apache2|nginx|lighttpd|uwsgi)$/;

/** Files that the kernel shows, whose labels nobody gives. */
const OF_KERNEL = /^\/(?:proc|sys|dev)\//;

/** What to do about the label of a path; none for a name alone. */
export function byPath(path: string, name: string): Remedy[] {
	if (!path.startsWith('/')) return [];
	if (OF_KERNEL.test(path)) {
		return [
			{
				kind: 'note',
				why: 'The kernel gives what is there its labels: no restorecon. If the program does without, it is harmless; otherwise the policy lacks the rule (update selinux-policy), or a module has what the record says and no more.',
			},
		];
	}
	const label: Remedy = {
		kind: 'command',
		why: 'Probably its label is not the one that the policy has for its path. This says so, and without -n gives it:',
		text: command('restorecon', '-nv', ...operand(path)),
	};
	return [label, ...(WEB.test(name) ? ofWebServer(path) : ofLogs(path))];
}

function ofWebServer(path: string): Remedy[] {
	if (/^\/(?:etc|usr|var\/www|var\/log|run|tmp|home|root)\//.test(path)) return [];
	const folder = path.replace(/\/[^/]*$/, '') || path;
	return [
		{
			kind: 'command',
			why: 'If that says nothing, and the folder is for a web application, tell the policy so (httpd_sys_content_t for what it only reads):',
			text: labelFolder(folder, 'httpd_sys_rw_content_t'),
		},
	];
}

function ofLogs(path: string): Remedy[] {
	const folder = logFolder(path);
	if (folder === undefined) return [];
	const why = `If that says nothing: p${LOGS_ELSEWHERE.slice(1)}`;
	return [{ kind: 'command', why, text: labelFolder(folder, 'var_log_t') }];
}
