// A line of a log: who has written it, and what it says. What a peer has sent may stand in it, too, so each is read
// from its beginning.

import { recentRecords } from '../names.ts';
import type { Remedy } from '../remedy/remedy.ts';

/** A message, and who has written it. */
export interface Message {
	/** The program's name; undefined where the line does not tell it. */
	program?: string;
	/** Whether it is of a web server's own log, which names no program. */
	isOfWeb: boolean;
	/** Whether an engine shows it as a container's: `docker compose` writes the service before each line. */
	isOfContainer: boolean;
	text: string;
}

/** A line of the journal or of syslogd: time and host, the program with its number, the message. */
const OF_JOURNAL = /^(?:\S{1,64} {1,2}){0,6}?(\(?[A-Za-z][\w.@/-]{0,63}\)?)\[\d{1,10}\]: (.*)$/;
/** A line on a terminal, which begins with the program: `cp: `, `-bash: `. */
const OF_TERMINAL = /^(?:-|\/(?:[\w.-]{1,64}\/){1,6})?([a-z][\w+-]{0,63}): (.*)$/;
/** What MySQL and MariaDB write before a message in their own log. */
const OF_DATABASE =
	/^\d{4}-\d\d-\d\d[T ]{1,2}[\d:.]{7,15}Z? \d{1,10} \[\w{1,8}\] (?:\[MY-\d{1,6}\] \[\w{1,16}\] )?(?:\S{0,64}mysqld: )?(.*)$/;
/** What nginx and Apache write before a message in their own logs, which do not name them; and PHP. */
const OF_WEB =
	/^(?:\S{1,64} \S{1,64} \[\w+\] \d+#\d+: (?:\*\d+ )?|(?:\[[^\]]{0,128}\] )*(?:\(13\)[^:]{0,64}: )(?:\[client [^\]]{0,128}\] )?AH\d{5}: |(?:\[[^\]]{0,128}\] )?(?:NOTICE: PHP message: )?PHP (?=Fatal|Warning))(.*)$/;
const OF_COMPOSE = /^[a-z\d][\w.-]{0,63}\s{1,32}\| (.*)$/;
/** libvirt quotes what qemu has written on its last line. */
const OF_MACHINE = /\b(qemu-(?:kvm|system-\w{1,16})): ([^:].*)$/;
const LEVEL = /^(?:\[\w+\] |(?:error|fatal|panic|warning|debug\d): )/i;
/** The words with which Go and others begin, where no program stands. */
const NO_PROGRAM = /^(?:error|bind|listen|dial|connect|fatal|warning|failed|panic|client)$/i;

/** Reads a line, without blanks around it. */
export function messageIn(line: string): Message {
	const [, inner] = OF_COMPOSE.exec(line) ?? [];
	if (inner !== undefined) return { ...messageIn(inner), isOfContainer: true };
	const message = { isOfWeb: false, isOfContainer: false };
	const [, web] = OF_WEB.exec(line) ?? [];
	if (web !== undefined)
		return { ...message, isOfWeb: true, text: web.replace(/^\w+: (?=attempt )/, '') };
	const [, database] = OF_DATABASE.exec(line) ?? [];
	if (database !== undefined) return { ...message, program: 'mysqld', text: database };
	const found = OF_MACHINE.exec(line) ?? OF_JOURNAL.exec(line) ?? OF_TERMINAL.exec(line);
	const [, program = '', text = ''] = found ?? [];
	if (program === '' || NO_PROGRAM.test(program))
		return { ...message, text: line.replace(LEVEL, '') };
	// The program's name may stand a second time, as of what it writes on a terminal: `nginx[7]: nginx: [emerg] `.
	const said = text.startsWith(`${program}: `) ? text.slice(program.length + 2) : text;
	return { ...message, program, text: said.replace(LEVEL, '') };
}

/** The first that one of the patterns finds in a text. */
export function firstOf(patterns: RegExp[], text: string): string | undefined {
	for (const pattern of patterns) {
		const found = pattern.exec(text)?.[1];
		if (found !== undefined) return found;
	}
	return undefined;
}

/** What shows the record, where there is one. */
export function record(program?: string): Remedy {
	return {
		kind: 'command',
		why: 'If it was SELinux, its record says so, and explains it (recent is of the last ten minutes):',
		text: `${recentRecords(program)} | peercon explain`,
	};
}
