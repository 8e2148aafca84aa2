import { constants } from 'node:os';
import { formatRange, parseContext } from '@peercon/context';
import { printable } from '@peercon/context/foreign-text';
import { createSocket, type SocketAddress, socketAddress, sys } from '@peercon/native';

/** Where journald listens for what services print. Each `LogNamespace=` has a folder of its own. */
const STREAM = /^(\/run\/systemd\/journal(?:\.[\w.@-]+)?)\/stdout$/;

/** Priorities of syslog(3): what keeps somebody from being served, and everything else. */
const WARNING = 4;
const INFORMATION = 6;

/** The events, of whatever server, after which somebody is not served or not told of. */
const WARNINGS = new Set(
	'crowded dropped error hidden paused refused suppressed unchanged unheard unseparated untold withheld'.split(
		' ',
	),
);

/** The service ends no sooner than the journal, so it is tried again, but for these. */
const { EACCES, EPERM } = constants.errno;

/**
 * The journal, for events with fields: `journalctl PEERCON_LEVEL=s1`. Each event is one datagram, which
 * has the line that people read as its MESSAGE.
 *
 * @see sd_journal_send(3), systemd.journal-fields(7); https://systemd.io/JOURNAL_NATIVE_PROTOCOL/
 */
export class Journal {
	readonly #identifier: string;
	readonly #to: SocketAddress;
	readonly #fd = createSocket('unix-dgram', 'unix');
	#isDenied = false;

	/**
	 * Gives the journal that a descriptor leads to. The kernel tells that, by the address of the socket's
	 * other end, where JOURNAL_STREAM of systemd.exec(5) would be the caller's word for it.
	 *
	 * @param fd - stderr's, usually
	 * @param identifier - the program's name
	 * @returns null if it leads elsewhere: to a file, a terminal, a pipe
	 */
	static behind(fd: number, identifier: string): Journal | null {
		const folder = STREAM.exec(peerPath(fd))?.[1];
		return folder === undefined ? null : new Journal(`${folder}/socket`, identifier);
	}

	/**
	 * @param path - where journald takes datagrams
	 * @param identifier - the program's name
	 */
	constructor(path: string, identifier: string) {
		this.#to = { family: 'unix', path };
		this.#identifier = identifier;
	}

	/**
	 * Sends an event.
	 *
	 * @param line - the line that people read
	 * @param record - the same as `--json` tells it
	 * @returns false if the journal has not taken it: it does not run, it is busy, or SELinux denies it.
	 * The line is to be written to the stream then, which takes it later.
	 */
	send(line: string, record: Readonly<Record<string, unknown>>): boolean {
		if (this.#isDenied) return false;
		const sent = sys.sendto(this.#fd, journalEntry(this.#identifier, line, record), this.#to);
		// Each further try would be one record more for whoever looks at denials.
		this.#isDenied = sent === -EACCES || sent === -EPERM;
		return sent >= 0;
	}
}

/**
 * An event as journald takes it. The fields' names are those of `--json`: PEERCON_RAW_CONTEXT for
 * `rawContext`, PEERCON_PEER_PORT for the `port` of `peer`. PEERCON_LEVEL is in none of them: the peer's
 * level or range alone.
 *
 * Names come from this program, and so does each field's length: no value can begin another field.
 *
 * @param identifier - the program's name
 * @param line - the line that people read
 * @param record - the same as `--json` tells it
 */
export function journalEntry(
	identifier: string,
	line: string,
	record: Readonly<Record<string, unknown>>,
): Buffer {
	const level = levelOf(record.rawContext ?? record.workerContext);
	return Buffer.concat([
		field('MESSAGE', line.trimEnd()),
		field('PRIORITY', String(WARNINGS.has(String(record.event)) ? WARNING : INFORMATION)),
		field('SYSLOG_IDENTIFIER', identifier),
		...flat('PEERCON', { ...record, ...(level !== undefined && { level }) }).map(([name, value]) =>
			field(name, printable(value)),
		),
	]);
}

/** `{ peer: { port: 7 } }` is PEERCON_PEER_PORT; what is null has no field. */
function flat(prefix: string, record: object): [name: string, value: string][] {
	return Object.entries(record).flatMap(([key, value]) => {
		const name = `${prefix}_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
		if (value === null || value === undefined) return [];
		return typeof value === 'object' ? flat(name, value) : [[name, String(value)]];
	});
}

/** The binary form: the name, a line feed, the value's length in 64 bits, the value, a line feed. */
function field(name: string, value: string): Buffer {
	const bytes = Buffer.from(value);
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(bytes.length));
	return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
}

/** The level or range in a raw context. */
function levelOf(context: unknown): string | undefined {
	try {
		const range = typeof context === 'string' ? parseContext(context).range : undefined;
		return range && formatRange(range);
	} catch {
		return undefined; // Of a policy whose contexts have another form: there is PEERCON_RAW_CONTEXT.
	}
}

/** The path of a UNIX socket's other end, or ''. */
function peerPath(fd: number): string {
	try {
		const address = socketAddress(sys.getpeername(fd));
		return address?.family === 'unix' ? address.path : '';
	} catch {
		return ''; // No socket, or none that this domain may ask.
	}
}
