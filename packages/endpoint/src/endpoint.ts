/** Where a server listens: a port, or a UNIX socket's path. */
export type Endpoint = { port: number } | { path: string };

/**
 * Reads the argument `<port|path>`, the form that Paul Moore's getpeercon_server has. What begins
 * with a digit is a port and nothing else, so that `80abc` is a mistake and not a path; write
 * `./80abc` for a path.
 *
 * @param text - the argument
 * @returns the port (0 to 65535; for 0 the kernel chooses) or the path
 * @throws RangeError that says what is wrong
 */
export function parseEndpoint(text: string): Endpoint {
	return /^[0-9]/.test(text) ? { port: parsePort(text) } : { path: parsePath(text) };
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
	return 'path' in endpoint
		? `UNIX socket ${endpoint.path}`
		: `${protocols.join(' and ').toUpperCase()} port ${endpoint.port}`;
}
