// A line of a log: who has written it, and what it says. What a peer has sent may stand in it, too, so each is read
// from its beginning, by the words of the program that writes it.

/** A message, and who has written it. */
export interface ProgramLine {
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
/** What they write behind it: who asked, and for what. */
const OF_CLIENT = /, (?:client|server|request|referer|referrer|upstream|host): .*$/;
const OF_COMPOSE = /^[a-z\d][\w.-]{0,63}\s{1,32}\| (.*)$/;
/** libvirt quotes what qemu has written on its last line. */
const OF_MACHINE =
	/^(?:Unable to complete install: '|[Ee]rror[\w ]{0,32}: |internal error: |process exited while connecting to monitor: |[\d:.TZ-]{20,32} ){1,5}(qemu-(?:kvm|system-\w{1,16})): ([^:].*)$/;
const LEVEL = /^(?:\[\w+\] |(?:error|fatal|panic|warning|debug\d): )/i;
/** The words with which Go and others begin, where no program stands. */
const NO_PROGRAM = /^(?:error|bind|listen|dial|connect|fatal|warning|failed|panic|client)$/i;
/** A longer line is no program's message. */
const LONGEST = 2000;

/**
 * Reads a line.
 *
 * @param line - without blanks around it
 * @returns with an empty text for what is no program's message
 */
export function programLine(line: string): ProgramLine {
	const message = { isOfWeb: false, isOfContainer: false };
	if (line.length > LONGEST) return { ...message, text: '' };
	const [, inner] = OF_COMPOSE.exec(line) ?? [];
	if (inner !== undefined) return { ...programLine(inner), isOfContainer: true };
	const [, web] = OF_WEB.exec(line) ?? [];
	if (web !== undefined) {
		const text = web.replace(OF_CLIENT, '').replace(/^\w+: (?=attempt )/, '');
		return { ...message, isOfWeb: true, text };
	}
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

const QUOTED = `["'‘“\`](\\.{0,2}/[^"'’”\`]{1,4095})["'’”\`]`;
/** errno(3) and its words by strerror(3), behind a path. */
const BEHIND = '[^"\'/]{0,120}?"?(?:[Pp]ermission denied|[Oo]peration not permitted)';

/** What systemd writes of a program that it may not start, and the path: exec-invoke.c; before 250 'Failed at step EXEC'. */
export const NOT_STARTED =
	"(?:Failed at step EXEC spawning|Failed to (?:execute(?: command)?|locate executable)|Unable to locate executable) '?(/[^:']{1,4095}?)'?: Permission denied";

/** What programs write before a path that they were refused, and the path. */
const REFUSED = [
	// Apache; what was asked for stands before it.
	/^.*\(filesystem path '(\/[^']{1,4095})'\)/,
	/^connect\(\) to unix:(\/\S{1,4095}) failed \(13:/,
	// Dovecot, by its calls.
	/^[\w-]{1,32}(?:\([^()]{0,255}\))?(?:<[^<>]{0,64}>){0,2}: (?:Error|Fatal|Warning): (?:Mailbox [^:(]{1,255}: )?\w{2,32}\((\/[^(),]{1,4095})[),].{0,64}? failed: Permission denied/,
	new RegExp(`^(?:[\\w@.\\\\:-]{1,255}\\.service: )?${NOT_STARTED}`),
	// PHP, by the function.
	/^(?:Fatal error|Warning): {1,2}\w{1,64}\((\/[^()]{1,4095})\): [Ff]ailed to open stream: Permission denied/,
	// Shells and cp(1), named(8), Go.
	/^(?:open |line \d{1,6}: )?(\.{0,2}\/\S{1,4095}?): (?:\w{1,16}: )?[Pp]ermission denied\.?$/,
	/^(?:.{0,64}\()(\/\S{1,4095})\): [Pp]ermission denied$/,
	new RegExp(
		`^(?:could not open error log file: )?(?:open(?:\\(\\))?|cannot load certificate(?: key)?) ${QUOTED}${BEHIND}`,
	),
	new RegExp(`^Failed to set \\w{1,16} to ${QUOTED}${BEHIND}`),
	new RegExp(
		`^(?:(?:Fatal error|Warning): {1,2}(?:Uncaught [\\w\\\\]{1,128}: )?)?The stream or file ${QUOTED}${BEHIND}`,
	),
	new RegExp(
		`^(?:[Ee]rror[\\w ]{0,32}: |libvirt\\.libvirtError: |-blockdev \\{[^{}]{0,1024}\\}: |-drive \\S{1,1024}: ){0,3}(?:[Cc]ould not|[Cc]annot|[Cc]an't|[Uu]nable to) [\\w ]{1,48} ${QUOTED}${BEHIND}`,
	),
	new RegExp(`^(?:[Cc]annot|[Cc]ould not) open file \\((/[^()\\s]{1,4095})\\)${BEHIND}`),
	new RegExp(`^Options error: --\\w{1,32} fails with ${QUOTED}${BEHIND}`),
	new RegExp(`^(?:PermissionError: )?\\[Errno 1?3?\\] Permission denied: ${QUOTED}$`),
	new RegExp(`^(?:Error: )?EACCES: permission denied, \\w{1,16} ${QUOTED}`),
	new RegExp(`^(?:WARNING - )?script ${QUOTED} is not executable`),
];

/** Words of which each of those has some: most lines of a log are of something else. */
export const SAYS_REFUSED =
	/ermission denied|peration not permitted|\(filesystem path '|failed \(13:|is not executable/;

/** The path that a program says, at the beginning of its message, it was refused. */
export function refusedPath({ text }: ProgramLine): string | undefined {
	for (const pattern of REFUSED) {
		const path = pattern.exec(text)?.[1];
		if (path !== undefined) return path;
	}
	return undefined;
}
