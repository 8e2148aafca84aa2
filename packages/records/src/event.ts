// What the kernel recorded beside a refusal, in the same event: the system call, and the files it named.
//
// An AVC record of a capability names no file. The records SYSCALL and PATH of the same event do, where
// audit rules are loaded (auditctl(8)); whoever pastes `ausearch -m avc` has them in it.

import { readFields } from './fields.ts';

/** The records beside one of a refusal. */
export interface RecordedEvent {
	/** Whether the system call went through all the same; undefined without a record SYSCALL. */
	success?: boolean;
	/** The name of the system call, where the record has it. */
	syscall?: string;
	/** What class process2 was asked for, where the record is of the bounds that were looked at after it. */
	transitions?: string[];
	/** Whether the program was refused the old domain, too: execute_no_trans, in a record of the same event. */
	staysRefused?: true;
	/** The comm= of who asked for mac_admin, where the record is of a label that the policy does not know. */
	program?: string;
	/** Whose files the process makes and is judged by: a number, or with `ausearch -i` a name. */
	fsuid?: string;
	/** The program's own command line, or its first 128 bytes: words with spaces are one only where it was recorded in hexadecimal. */
	argv?: string[];
	/** The files that the system call named, in its order. */
	paths: RecordedPath[];
}

/** A file as a record PATH tells of it. */
export interface RecordedPath {
	/** The whole path, or what the program gave where the event does not tell the folder it was in. */
	name: string;
	/** The twelve bits of the mode; undefined for a file that was not there. */
	mode?: number;
	/** Whether the system call has made it. */
	isMade?: true;
	/** The owner: a number, or with `ausearch -i` a name. */
	owner?: string;
	/** The number of its inode; undefined for a file that was not there. */
	ino?: string;
}

/** The records of an event, each up to the next one; less than 4096 characters, as auditd's are. */
const RECORD =
	/\b(?:type=(SYSCALL|CWD|PATH|PROCTITLE)\s+msg=|type=(1300|1307|1302|1327)\s+)audit\(([^()]{0,64})\)\s*:((?:.|\n){0,4096}?)(?=\btype=[A-Z]|\bavc:|\baudit\(|\n\s*\n|$)/g;

/** As the kernel's own log names those records (include/uapi/linux/audit.h). */
const NUMBERED: Record<string, string> = {
	1300: 'SYSCALL',
	1302: 'PATH',
	1307: 'CWD',
	1327: 'PROCTITLE',
};

/**
 * Finds the events of a log that have more than the refusal.
 *
 * @param log - what records were read from
 * @returns the events by what stands in `audit(...)`
 * @see audit_log_exit in kernel/auditsc.c
 */
export function eventsIn(log: string): Map<string, RecordedEvent> {
	const events = new Map<string, RecordedEvent>();
	const folders = new Map<string, string>();
	for (const [, named, number = '', id = '', text = ''] of log.matchAll(RECORD)) {
		const type = named ?? NUMBERED[number];
		const fields = readFields(oneLine(text), !/^\d+\./.test(id));
		const event = events.get(id) ?? { paths: [] };
		events.set(id, event);
		if (type === 'SYSCALL') Object.assign(event, ofSyscall(fields));
		else if (type === 'PROCTITLE') Object.assign(event, ofTitle(text, /^\d+\./.test(id)));
		else if (type === 'CWD' && fields.cwd) folders.set(id, fields.cwd);
		else if (type === 'PATH') event.paths.push(...ofPath(fields));
	}
	for (const [id, folder] of folders) {
		const event = events.get(id);
		for (const path of event?.paths ?? []) path.name = below(folder, path.name);
	}
	return events;
}

/** A separator stands before the names that log_format = ENRICHED adds, auditd.conf(5). */
function oneLine(text: string): string {
	return text.replaceAll('\u001d', ' ').replace(/\s*\n[\s>|+]*/g, ' ');
}

/** What stands in `audit(...)` of a record's text. */
export function eventId(text: string): string | undefined {
	return /\baudit\(([^()]{0,64})\)/.exec(text)?.[1];
}

/** Numbers of x86-64, aarch64 and of what counts as i386 did: asm/unistd.h. */
const CALLS: Record<string, string> = {
	'c000003e 59': 'execve',
	'c000003e 322': 'execveat',
	'c000003e 1': 'write',
	'c000003e 21': 'access',
	'c000003e 269': 'faccessat',
	'c000003e 439': 'faccessat2',
	'c00000b7 221': 'execve',
	'c00000b7 281': 'execveat',
	'c00000b7 64': 'write',
	'c00000b7 48': 'faccessat',
	'c00000b7 439': 'faccessat2',
	'c0000015 11': 'execve',
	'80000016 11': 'execve',
	'40000003 11': 'execve',
	'40000003 33': 'access',
	'40000003 307': 'faccessat',
	'40000003 439': 'faccessat2',
};

function ofSyscall({ success, syscall = '', SYSCALL, arch = '', fsuid }: Record<string, string>) {
	// `ausearch -i` has the name in place of the number, and ENRICHED behind the record.
	const name = SYSCALL ?? (/^\d/.test(syscall) ? CALLS[`${arch} ${syscall}`] : syscall);
	return {
		...(success && { success: success === 'yes' }),
		...(name && { syscall: name }),
		...(fsuid && { fsuid }),
	};
}

/** Words with a zero byte between them, thus mostly in hexadecimal; `ausearch -i` has spaces there. */
function ofTitle(text: string, isRaw: boolean): { argv?: string[] } {
	const [, quoted, bare = ''] = /proctitle=(?:"([^"\n]*)"|([^\n]*))/.exec(text) ?? [];
	const [word = ''] = bare.split(/\s/);
	const isHex = quoted === undefined && isRaw && /^(?:[0-9A-F]{2})+$/.test(word);
	const argv = isHex
		? Buffer.from(word, 'hex').toString().split('\0')
		: (quoted ?? bare).trim().split(/\s+/);
	return argv[0] ? { argv } : {};
}

function ofPath({ name, mode, ouid, nametype, inode }: Record<string, string>): RecordedPath[] {
	if (!name || name === '(null)') return [];
	// 0100600, or with `ausearch -i` file,600.
	const bits = Number.parseInt(mode?.split(',').at(-1) ?? '', 8) & 0o7777;
	return [
		{
			name,
			...(mode && { mode: bits }),
			...(ouid && { owner: ouid }),
			...(inode && { ino: inode }),
			...(nametype?.startsWith('CREATE') && { isMade: true as const }),
		},
	];
}

function below(folder: string, name: string): string {
	return name.startsWith('/')
		? name
		: `${folder.replace(/\/$/, '')}/${name.replace(/^(?:\.(?:\/|$))+/, '')}`;
}
