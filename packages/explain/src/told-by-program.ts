// What programs say themselves that they were refused, where no record of SELinux stands beside it: it may have been
// SELinux, and its record would tell.

import { printable } from '@peercon/context/foreign-text';
import { typesOfPort } from './layer/port-types.ts';
import { command, operand } from './names.ts';
import { literally } from './remedy/path.ts';
import { portTypeOfDomain } from './remedy/ports.ts';
import type { Remedy } from './remedy/remedy.ts';
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

/** Who says it, as syslogd and the journal have it (`sshd[1594]: `), or as first word of the line (`cp: `, `-bash: `). */
const PROGRAM = /(?:^|\s)([A-Za-z][\w.@-]{0,63})\[\d+\]: |^-?([a-z][\w+-]{0,63}): /;
/** The words with which Go and others begin, where no program stands. */
const NO_PROGRAM = /^(?:error|bind|listen|fatal|warning|failed|panic|client)$/i;
/** nginx's and Apache's own logs, which do not name them. */
const IS_OF_WEB = /^\S+ \S+ \[\w+\] \d+#\d+: |\bAH\d{5}: /;

/** @see exec_spawn of systemd's src/core/execute.c (before 250 'Failed at step EXEC'), and exec-invoke.c */
const NOT_STARTED =
	/(?:step EXEC spawning|Failed to (?:execute(?: command)?|locate executable)|Unable to locate executable '?) ?'?(\/[^\s:']+)'?: Permission denied/;

/** An address and its port, as OpenSSH, nginx, Apache, Node.js, Go and most others write them. */
const NOT_BOUND =
	/\bBind to port (\d{1,5})\b|\b(?:bind(?:ing)?|listen(?:ing)?|make_sock)\b[^\n]{0,200}?(?:\]|\d(?:\.\d{1,3}){3}|[*\s:]):(\d{1,5})\b/i;
const NOT_CONNECTED = /\b(?:connect|dial)\b[^\n]{0,200}?(?:\]|\d(?:\.\d{1,3}){3}):(\d{1,5})\b/i;

/** Apache names what was asked for before the file. */
const FILE_OF_APACHE = /\(filesystem path '([^']+)'\)/;
const PATH = /(?:(?<=\bunix:)|(?<![\w.:/-]))(\.{0,2}\/[^\s'"`<>|:,;]*[^\s'"`<>|:,;.)])/;

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
	const started = NOT_STARTED.exec(line)?.[1];
	if (started !== undefined) return notStarted(started);
	const who = programOf(line);
	const bound = NOT_BOUND.exec(line);
	const port = portOf(bound?.[1] ?? bound?.[2]);
	if (port !== undefined) return notBound(port, who, IS_OF_WEB.test(line));
	const peer = portOf(NOT_CONNECTED.exec(line)?.[1]);
	if (peer !== undefined) return notConnected(peer, who, IS_OF_WEB.test(line));
	const path = FILE_OF_APACHE.exec(line)?.[1] ?? PATH.exec(line)?.[1];
	return path === undefined ? [] : notOpened(path, who);
}

function portOf(text?: string): number | undefined {
	const port = Number(text);
	return port > 0 && port < 65_536 ? port : undefined;
}

function programOf(line: string): string | undefined {
	const [, logged, first] = PROGRAM.exec(line) ?? [];
	const program = logged ?? first;
	return program === undefined || NO_PROGRAM.test(program) ? undefined : program;
}

/** By -c ausearch(8) takes the first 15 characters of a program's name, as comm= has them. */
function record(program?: string): Remedy {
	const who = program === undefined ? [] : ['-c', program.slice(0, 15)];
	return {
		kind: 'command',
		why: 'If it was SELinux, its record says so, and explains it (recent is of the last ten minutes):',
		text: `${command('ausearch', '-m', 'avc,user_avc', '-ts', 'recent', ...who)} | peercon explain`,
	};
}

function notStarted(path: string): Remedy[] {
	return [
		{ kind: 'note', why: `systemd was refused to start ${printable(path)}.` },
		record(),
		{
			kind: 'command',
			why: 'Mostly the label of the file is then none that programs have, as that of a home, of /tmp or of data (`ls -Z`). This gives it the one that the policy has for its path:',
			text: command('restorecon', '-v', ...operand(path)),
		},
		{
			kind: 'command',
			why: 'If nothing changes, keep it where the policy has that of programs (cp(1) to /usr/local/bin), or tell it:',
			text: `${command('semanage', 'fcontext', '-a', '-t', 'bin_t', literally(path))} && ${command('restorecon', '-v', ...operand(path))}`,
		},
		{
			kind: 'note',
			why: 'Without a record: its mode (chmod +x), that of a folder on the way, or a mount with noexec.',
		},
	];
}

function notBound(port: number, program?: string, isOfWeb = false): Remedy[] {
	const type =
		isOfWeb || OF_WEB.test(program ?? '')
			? 'http_port_t'
			: portTypeOfDomain(program?.toLowerCase() ?? '');
	return [
		{ kind: 'note', why: `${named(program)} was refused port ${port}.` },
		record(program),
		portOfService(port, type),
	];
}

function portOfService(port: number, type?: string): Remedy {
	const isItsOwn = type !== undefined && typesOfPort(port).includes(type);
	if (port < 1024 && (type === undefined || isItsOwn)) return BELOW_1024;
	return isItsOwn ? hasItsType(type) : ofService(port, type);
}

function hasItsType(type: string): Remedy {
	return {
		kind: 'note',
		why: `Policies have ${type} for that port, which is that of such services: without a record it is probably not SELinux.`,
	};
}

function ofService(port: number, type?: string): Remedy {
	const others = typesOfPort(port).filter((each) => each !== type);
	const taken =
		others.length === 0
			? ''
			: ` (policies have ${others.join(' or ')} for it, which it then has no longer)`;
	return {
		kind: 'command',
		why: `Mostly the port then has none of the types that the service may bind (\`semanage port -l | grep -w ${port}\`). This gives it ${type === undefined ? 'the TYPE of its own ports' : 'that of its own'}, by TCP${taken}:`,
		text: labelPort(type, 'tcp', `${port}`),
	};
}

const OF_WEB = /^(?:nginx|httpd|apache2?|lighttpd|caddy)$/i;

/** @see net.ipv4.ip_unprivileged_port_start of ip(7) */
const BELOW_1024: Remedy = {
	kind: 'note',
	why: 'Without a record: ports below 1024 are for who has CAP_NET_BIND_SERVICE (AmbientCapabilities= of the unit).',
};

function notConnected(port: number, program?: string, isOfWeb = false): Remedy[] {
	return [
		{ kind: 'note', why: `${named(program)} was refused to connect to port ${port}.` },
		record(program),
		...(isOfWeb || OF_WEB.test(program ?? '') ? [OF_PROXY] : []),
	];
}

/** Both policies have it, for httpd_t and name_connect of every port. */
const OF_PROXY: Remedy = {
	kind: 'command',
	why: 'A web server that hands requests on to an application is mostly refused that by SELinux, till this boolean is on:',
	text: command('setsebool', '-P', 'httpd_can_network_connect', 'on'),
};

function notOpened(path: string, program?: string): Remedy[] {
	return [
		{ kind: 'note', why: `${named(program)} was refused ${printable(path)}.` },
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
