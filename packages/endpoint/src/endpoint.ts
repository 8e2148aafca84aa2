import type { AbstractAddress, SocketAddress, UnixAddress } from '@peercon/native';

/** Where a server listens: a port, a UNIX socket's path, or its abstract name. */
export type Endpoint = { port: number } | { path: string } | { abstract: string };

/** The address of a server's socket. */
export type ServedAddress = SocketAddress | AbstractAddress;

/**
 * Reads the argument `<port|path>`, the form that Paul Moore's getpeercon_server has. What begins
 * with a digit is a port and nothing else, so that `80abc` is a mistake and not a path; write
 * `./80abc` for a path.
 *
 * @param text - the argument
 * @returns the port (0 to 65535; for 0 the kernel chooses), or what {@link parseUnixPlace} reads
 * @throws RangeError that says what is wrong
 */
export function parseEndpoint(text: string): Endpoint {
	if (/^[0-9]/.test(text)) return { port: parsePort(text) };
	const { family, ...place } = parseUnixPlace(text);
	return place;
}

/**
 * Whether an argument `<host|path>` or `<port|path>` is a UNIX socket: a host has no slash in it.
 *
 * @param text - the argument
 */
export function isUnixPlace(text: string): boolean {
	return text.startsWith('@') || text.includes('/');
}

/** Linux: sun_path is 108 bytes, the first of an abstract name's is NUL. */
const LONGEST_ABSTRACT = 107;

/**
 * Reads where a UNIX socket is. A word without a slash is no path, for it is more often a mistake: a
 * command that there is not, a port by its name, a host. Nobody listens on a file then that is named
 * after a mistake.
 *
 * @param text - a path with a slash in it; or `@` and a name that no file has, as ss(8) writes it
 * (unix(7): abstract)
 * @throws RangeError that says what is wrong
 */
export function parseUnixPlace(text: string): UnixAddress | AbstractAddress {
	if (text.startsWith('@')) return { family: 'abstract', abstract: parseAbstract(text.slice(1)) };
	const path = parsePath(text);
	if (isUnixPlace(text)) return { family: 'unix', path };
	throw new RangeError(`'${text}' is no path without a slash: write ./${text} for a UNIX socket`);
}

function parseAbstract(name: string): string {
	const length = Buffer.byteLength(name);
	if (length >= 1 && length <= LONGEST_ABSTRACT) return name;
	throw new RangeError(`the abstract name has ${length} bytes: it takes 1 to ${LONGEST_ABSTRACT}`);
}

/**
 * Reads a port number.
 *
 * @param text - decimal digits
 * @returns 0 to 65535
 * @throws RangeError for anything else
 */
export function parsePort(text: string): number {
	if (!/^[0-9]+$/.test(text)) throw new RangeError(`'${text}' is not a port number`);
	const port = Number(text);
	if (port > 65535) throw new RangeError(`port ${text} is out of range: ports end at 65535`);
	return port;
}

/** The most that fits sockaddr_un's sun_path beside its terminating NUL: see unix(7). */
const LONGEST_PATH = 107;

/**
 * Reads the path of a UNIX socket.
 *
 * @param text - the path
 * @throws RangeError for an empty one, and for one that does not fit a socket's address
 */
export function parsePath(text: string): string {
	if (text === '') throw new RangeError('the path of the UNIX socket is empty');
	const length = Buffer.byteLength(text);
	if (length > LONGEST_PATH) {
		throw new RangeError(
			`the path is ${length} bytes long: a UNIX socket's ends at ${LONGEST_PATH}`,
		);
	}
	return text;
}

/**
 * Where a server listens, in the words of Paul Moore's tool.
 *
 * @param endpoint - the port or path
 * @param protocols - what the port is served with
 */
export function placeText(endpoint: Endpoint, protocols: string[]): string {
	if ('path' in endpoint) return `UNIX socket ${endpoint.path}`;
	if ('abstract' in endpoint) return `UNIX socket @${endpoint.abstract}`;
	return `${protocols.join(' and ').toUpperCase()} port ${endpoint.port}`;
}
