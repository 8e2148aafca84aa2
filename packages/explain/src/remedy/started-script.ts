// A script that a server started, and that runs in the server's own domain: by what stands in the record
// PROCTITLE it is known which.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { literally } from './path.ts';
import type { Remedy } from './remedy.ts';
import { isScriptInPlace } from './script-of-agent.ts';
import { besideLabel, scriptsOf } from './scripts-of-server.ts';
import { serverScript } from './server-script.ts';

const INTERPRETER =
	/^(?:(?:platform-)?python[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|bash|sh|dash|ksh|lua|node)$/;
/** What lies there is the server itself, written in such a language, or a program of the system. */
const OF_SYSTEM = /^(?:\/usr)?\/s?bin\//;

/**
 * What label such a script is to have, by which it runs in another domain.
 *
 * @returns none for what is no script, and for servers without types for them
 */
export function startedScript(record: AccessRecord): Remedy[] {
	const { subject, details } = record;
	const scripts = scriptsOf(subject.type);
	// With its label it enters its domain where the boolean for that is on.
	if (record.object.type === scripts?.type && record.permissions.includes('execute'))
		return scripts.boolean === undefined ? [] : besideLabel(scripts);
	// A web server runs applications in itself, too: what is to be a CGI script is not known.
	if (scripts === undefined || subject.type === 'httpd_t') return [];
	if (serverScript(record).length > 0) return [];
	const { by, script } = startOf(record) ?? {};
	if (script === undefined && !isScriptInPlace(record)) return [];
	const { what, type } = scripts;
	const free = /_unconfined_/.test(type) ? ', which nothing confines' : '';
	// Of what execve(2) starts by its #! line, the kernel has the script's own name in comm=.
	const isByInterpreter = INTERPRETER.test(details.comm ?? '');
	const [literal, operands] =
		script === undefined ? ['SCRIPT', ['SCRIPT']] : [literally(script), operand(script)];
	return [
		{
			kind: 'command',
			why: `It is probably ${what}, which has stayed in ${subject.type}: a rule would be for all that this runs, and mostly the first of many. The policy has a type for such programs, by which they run in a domain of their own${free}, ${type}. Give the script that:`,
			text: `${command('semanage', 'fcontext', '-a', '-t', type, literal)} && ${command('restorecon', '-v', ...operands)}`,
		},
		...(isByInterpreter && by !== undefined ? [startDirectly(by)] : []),
		...besideLabel(scripts),
	];
}

/** The script that a record PROCTITLE names, and the program that reads it. */
function startOf(record: AccessRecord): { by: string; script: string } | undefined {
	const [first = '', script = ''] = record.event?.argv ?? [];
	const by = first.split('/').pop() ?? '';
	const isScript = INTERPRETER.test(by) && /^\/\P{C}+$/u.test(script) && !OF_SYSTEM.test(script);
	return isScript ? { by, script } : undefined;
}

function startDirectly(interpreter: string): Remedy {
	return {
		kind: 'note',
		why: `And have it started by its own path (a #! line, chmod +x), not as '${interpreter} SCRIPT': then the label of ${interpreter} counts, and not the script's.`,
	};
}
