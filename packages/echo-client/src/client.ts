import { addressesOf, isUnixPlace, parseUnixPlace, type ServedAddress } from '@peercon/endpoint';
import { exchangeDatagrams } from './datagram-exchange.ts';
import { exchangeOnStream } from './stream-exchange.ts';

export { difference, EchoTimeoutError, WrongEchoError } from './exchange.ts';

/** RFC 862: "Echo Protocol". */
export const ECHO_PORT = 7;

/** The message that James Morris's echo client sends. */
export const DEFAULT_MESSAGE = 'Hello, cliche';

export interface EchoClientOptions {
	/**
	 * A name or an address; or a UNIX stream socket: its path, with a slash in it, or `@` and its
	 * abstract name.
	 */
	target: string;
	/** The port of a host (default 7). */
	port?: number;
	/** How to reach a host (default TCP). */
	protocol?: 'tcp' | 'udp' | 'sctp';
	/** What to send, at least one byte (default `Hello, cliche`). */
	message?: Uint8Array | string;
	/** How many times to send it, each after the echo of the one before (default 1). */
	count?: number;
	/** How long to wait for a connection, and for each echo, in milliseconds (default 10,000). */
	timeout?: number;
	/** Called as each message is sent. */
	onSend?: (message: Buffer) => void;
	/** Called with what came back for it. */
	onReceive?: (echo: Buffer) => void;
}

/**
 * Sends a message to an echo server (RFC 862) and checks that it comes back as it was sent.
 *
 * @param options - to whom, what, and how often
 * @throws WrongEchoError; EchoTimeoutError; RangeError for an empty message or target; or a system error:
 * ECONNREFUSED, EACCES or EPERM if it is denied, ENOTFOUND (`syscall` `getaddrinfo`) and others
 */
export async function echo(options: EchoClientOptions): Promise<void> {
	const message = Buffer.from(options.message ?? DEFAULT_MESSAGE);
	if (options.target === '') throw new RangeError('the host is empty');
	// A stream carries no empty message, so nothing would show that the server echoes.
	if (message.length === 0) throw new RangeError('the message is empty');
	const exchange = {
		addresses: await placesOf(options.target, options.port ?? ECHO_PORT),
		message,
		count: options.count ?? 1,
		timeout: options.timeout ?? 10_000,
		onSend: options.onSend ?? (() => {}),
		onReceive: options.onReceive ?? (() => {}),
	};
	const protocol = isUnixPlace(options.target) ? 'unix-stream' : (options.protocol ?? 'tcp');
	if (protocol === 'udp') await exchangeDatagrams(exchange);
	else await exchangeOnStream(protocol, exchange);
}

async function placesOf(target: string, port: number): Promise<ServedAddress[]> {
	return isUnixPlace(target) ? [parseUnixPlace(target)] : addressesOf(target, port);
}
