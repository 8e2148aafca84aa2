// What programs say themselves that they were refused, where no record of SELinux stands beside it: it may have been
// SELinux, and its record would tell. What a peer has sent may stand in such a line, too: so each is read from its
// beginning, by the words of the program that writes it.

import { printable, shellWord } from '@peercon/context/foreign-text';
import { typesOfPort } from './layer/port-types.ts';
import { command, operand, recentRecords } from './names.ts';
import { literally } from './remedy/path.ts';
import { isUnknownPlace } from './remedy/place.ts';
import { mayBind, portTypeOfDomain } from './remedy/ports.ts';
import type { Remedy } from './remedy/remedy.ts';
import { domainOfProgram } from './summary/domain.ts';
import { labelPort } from './summary/of-port.ts';

/** What a line of a program's says, and what to look at. */
export interface Told {
	/** The line's number, from 1. */
	line: number;
	advice: Remedy[];
}

/** A longer line is no program's message. */
const LONGEST = 2000;
/** What is the same for many workers or addresses is told once, and no more than so many things. */
const MOST_TOLD = 3;
const REFUSED = /[Pp]ermission denied|\bEACCES\b/;

/** A line of the journal or of syslogd: time and host, the program with its number, the message. */
const OF_JOURNAL = /^(?:\S{1,64} {1,2}){0,6}?(\(?[A-Za-z][\w.@-]{0,63}\)?)\[\d{1,10}\]: (.*)$/;
/** A line on a terminal, which begins with the program: `cp: `, `-bash: `. */
const OF_TERMINAL = /^-?([a-z][\w+-]{0,63}): (.*)$/;
/** What nginx and Apache write before a message in their own logs, which do not name them, and words of a level. */
const OF_WEB =
	/^(?:\S{1,64} \S{1,64} \[\w+\] \d+#\d+: (?:\*\d+ )?|(?:\[[^\]]{0,128}\] )*(?:\(13\)[^:]{0,64}: )(?:\[client [^\]]{0,128}\] )?AH\d{5}: )(.*)$/;
const LEVEL = /^(?:\[\w+\] |(?:error|fatal|panic|warning): )/i;
/** The words with which Go and others begin, where no program stands. */
const NO_PROGRAM = /^(?:error|bind|listen|dial|connect|fatal|warning|failed|panic|client)$/i;

/** A message, and who has written it. */
interface Message {
	program?: string;
	/** Whether it is of a web server's own log. */
	isOfWeb: boolean;
	text: string;
}

function messageIn(line: string): Message {
	const [, web] = OF_WEB.exec(line) ?? [];
	if (web !== undefined) return { isOfWeb: true, text: web.replace(/^\w+: (?=attempt )/, '') };
	const [, program, text] = OF_JOURNAL.exec(line) ?? OF_TERMINAL.exec(line) ?? [];
	const isProgram = program !== undefined && !NO_PROGRAM.test(program);
	const message = { isOfWeb: false, text: (isProgram ? (text ?? '') : line).replace(LEVEL, '') };
	return isProgram ? { ...message, program } : message;
}

/** @see exec_spawn of systemd's src/core/execute.c (before 250 'Failed at step EXEC'), and exec-invoke.c */
const NOT_STARTED =
	/^(?:[\w@.\\:-]{1,255}: )?(?:Failed at step EXEC spawning|Failed to (?:execute(?: command)?|locate executable)|Unable to locate executable) '?(\/[^:']{1,4095}?)'?: Permission denied/;

/** What nginx, Apache, OpenSSH, Node.js and Go say of a port that they may not bind. */
const NOT_BOUND = [
	/^bind\(\) to [^\s/]{0,64}:(\d{1,5}) failed \(13: Permission denied\)/,
	/^(?:make_sock: )?could not bind to address [^\s/]{0,64}:(\d{1,5})$/,
	/^Bind to port (\d{1,5}) on \S{1,64} failed: Permission denied/,
	/^listen EACCES: permission denied [^\s/]{0,64}:(\d{1,5})$/,
	/^listen tcp[46]? [^\s/]{0,64}:(\d{1,5}): bind: permission denied/,
];

/** And of one that they may not connect to. */
const NOT_CONNECTED = [
	/^connect\(\) to [^\s/]{1,64}:(\d{1,5}) failed \(13: Permission denied\)/,
	/^attempt to connect to [^\s/]{1,64}:(\d{1,5}) /,
	/^connect EACCES [^\s/]{1,64}:(\d{1,5})$/,
	/^dial tcp[46]? [^\s/]{1,64}:(\d{1,5}): connect: permission denied/,
];

/** Apache names what was asked for before the file; a path in quotes; one that ends the message, or stands before the words. */
const PATHS = [
	/\(filesystem path '(\/[^']{1,4095})'\)/,
	/^connect\(\) to unix:(\/\S{1,4095}) failed/,
	/["'‘](\.{0,2}\/[^"'’]{1,4095})["'’]/,
	/(?:^|\s)(\.{0,2}\/\S{1,4095}?)(?:: Permission denied$| \(Permission denied\))/,
];

function firstOf(patterns: RegExp[], text: string): string | undefined {
	for (const pattern of patterns) {
		const found = pattern.exec(text)?.[1];
		if (found !== undefined) return found;
	}
	return undefined;
}

/**
 * Finds lines that tell of a refusal that may have been SELinux's.
 *
 * @param lines - of a log that has no record of SELinux
 * @returns at most three, each another thing; none where no line says 'Permission denied' of a port or a path
 */
export function toldByPrograms(lines: string[]): Told[] {
	const told = new Map<string, Told>();
	for (const [at, line] of lines.entries()) {
		if (told.size === MOST_TOLD) break;
		if (line.length > LONGEST || !REFUSED.test(line)) continue;
		const advice = adviceFor(line);
		const key = advice.map(({ why, text = '' }) => why + text).join();
		if (advice.length > 0 && !told.has(key)) told.set(key, { line: at + 1, advice });
	}
	return [...told.values()];
}

function adviceFor(line: string): Remedy[] {
	const { program, isOfWeb, text } = messageIn(line.trim());
	const started = NOT_STARTED.exec(text)?.[1];
	if (started !== undefined && (program === undefined || OF_SYSTEMD.test(program)))
		return notStarted(started);
	const port = portOf(firstOf(NOT_BOUND, text));
	if (port !== undefined) return notBound(port, program, isOfWeb);
	const peer = portOf(firstOf(NOT_CONNECTED, text));
	if (peer !== undefined) return notConnected(peer, program, isOfWeb);
	const path = firstOf(PATHS, text);
	return path === undefined ? [] : notOpened(path, program);
}

/** In brackets it is systemd before it starts a program. */
const OF_SYSTEMD = /^(?:systemd|\(.*\))$/;

function portOf(text?: string): number | undefined {
	const port = Number(text);
	return port > 0 && port < 65_536 ? port : undefined;
}

function record(program?: string): Remedy {
	return {
		kind: 'command',
		why: 'If it was SELinux, its record says so, and explains it (recent is of the last ten minutes):',
		text: `${recentRecords(program)} | peercon explain`,
	};
}

function notStarted(path: string): Remedy[] {
	return [
		{ kind: 'note', why: `By this line systemd was refused to start ${shellWord(path)}.` },
		record(),
		{
			kind: 'command',
			why: 'Mostly the label of the file is then none that programs have, as that of a home, of /tmp or of data (`ls -Z`). This gives it the one that the policy has for its path:',
			text: command('restorecon', '-v', ...operand(path)),
		},
		...(isOfOnesOwn(path) ? [labelAsProgram(path)] : []),
		{
			kind: 'note',
			why: 'Without a record: its mode (chmod +x), that of a folder on the way, or a mount with noexec.',
		},
	];
}

/** Whether it lies where people keep programs of their own; elsewhere the policy knows what is there. */
function isOfOnesOwn(path: string): boolean {
	const isPlace = /^\/(?:home|opt|root|srv|usr\/local|var\/(?:lib|local|opt|www))\/.+\/[^/]+$/.test(
		path,
	);
	return isPlace || /^\/(?:opt|root|usr\/local)\/[^/]+$/.test(path) || isUnknownPlace(path);
}

function labelAsProgram(path: string): Remedy {
	return {
		kind: 'command',
		why: 'If nothing changes, keep it where the policy has that of programs (cp(1) to /usr/local/bin), or tell it:',
		text: `${command('semanage', 'fcontext', '-a', '-t', 'bin_t', literally(path))} && ${command('restorecon', '-v', ...operand(path))}`,
	};
}

function notBound(port: number, program?: string, isOfWeb = false): Remedy[] {
	const domain = isOfWeb ? 'httpd' : domainOf(program);
	return [
		{ kind: 'note', why: `${named(program)} was refused port ${port}.` },
		record(program),
		portOfService(port, domain, portTypeOfDomain(domain)),
	];
}

/** Without `_t`; of a program that is not known here, as if it were named after it. */
function domainOf(program = ''): string {
	return domainOfProgram(program) ?? program.toLowerCase();
}

function portOfService(port: number, domain: string, type?: string): Remedy {
	const own = typesOfPort(port).find((each) => each === type || mayBind(domain, each));
	if (port < 1024 && (type === undefined || own !== undefined)) return BELOW_1024;
	return own === undefined ? ofService(port, type) : hasItsType(own);
}

function hasItsType(type: string): Remedy {
	return {
		kind: 'note',
		why: `Policies have ${type} for that port, which is that of such services: without a record it is probably not SELinux.`,
	};
}

function ofService(port: number, type?: string): Remedy {
	const others = typesOfPort(port);
	const taken =
		others.length === 0
			? ''
			: ` (policies have ${others.join(' or ')} for it, which it then has no longer; -a in place of -m where semanage says that the port is not defined)`;
	return {
		kind: 'command',
		why: `Mostly the port then has none of the types that the service may bind (\`semanage port -l | grep -w ${port}\`). This gives it ${type === undefined ? 'the TYPE of its own ports' : 'that of its own'}, by TCP${taken}:`,
		text: labelPort(type, 'tcp', `${port}`),
	};
}

/** @see net.ipv4.ip_unprivileged_port_start of ip(7) */
const BELOW_1024: Remedy = {
	kind: 'note',
	why: 'Without a record: ports below 1024 are for who has CAP_NET_BIND_SERVICE (AmbientCapabilities= of the unit).',
};

function notConnected(port: number, program?: string, isOfWeb = false): Remedy[] {
	return [
		{ kind: 'note', why: `${named(program)} was refused to connect to port ${port}.` },
		record(program),
		...(isOfWeb || domainOf(program) === 'httpd' ? [OF_PROXY] : []),
	];
}

/** Both policies have it, for httpd_t and name_connect of every port. */
const OF_PROXY: Remedy = {
	kind: 'command',
	why: 'A web server that hands requests on to an application is mostly refused that by SELinux, till this boolean is on, which is for every port of every host (for a database alone: httpd_can_network_connect_db):',
	text: command('setsebool', '-P', 'httpd_can_network_connect', 'on'),
};

function notOpened(path: string, program?: string): Remedy[] {
	return [
		{ kind: 'note', why: `${named(program)} was refused ${shellWord(path)}.` },
		record(program),
		{
			kind: 'command',
			why: 'Without a record it is mostly the owner or the mode of the file, or of a folder on the way:',
			text: command('namei', '-l', ...operand(path)),
		},
	];
}

function named(program = 'A program'): string {
	return printable(program);
}
