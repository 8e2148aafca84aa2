import type { Socket } from 'node:net';
import { connectStream, type StreamProtocol, systemError } from '@peercon/native';
import { difference, EchoTimeoutError, type Exchange, WrongEchoError } from './exchange.ts';

/**
 * Exchanges messages over one connection, one after the other.
 *
 * @param protocol - the connection's protocol
 * @param exchange - what to send, and where to
 * @throws as `echo` does
 */
export async function exchangeOnStream(
	protocol: StreamProtocol,
	exchange: Exchange,
): Promise<void> {
	const { message, count, timeout } = exchange;
	const socket = await connectToFirst(protocol, exchange);
	try {
		for (let i = 0; i < count; i++) {
			exchange.onSend(message);
			await exchangeOne(socket, message, timeout);
			exchange.onReceive(message);
		}
	} finally {
		socket.destroy();
	}
}

/** Connects to the first address that answers: `localhost` is `::1` and 127.0.0.1. */
async function connectToFirst(protocol: StreamProtocol, exchange: Exchange): Promise<Socket> {
	let failure: unknown;
	for (const address of exchange.addresses) {
		const signal = AbortSignal.timeout(exchange.timeout); // for each: one may be silent
		try {
			return await connectStream({ protocol, address, signal });
		} catch (error) {
			const late = new EchoTimeoutError(`no connection within ${exchange.timeout} ms`);
			failure = signal.aborted ? late : error;
		}
	}
	throw failure;
}

/**
 * Sends a message and receives its echo, both at once: a server that holds only a little back stops
 * reading a long message that nobody takes from it.
 */
function exchangeOne(socket: Socket, message: Buffer, timeout: number): Promise<void> {
	return new Promise((resolve, reject) => {
		let received = 0;
		const progress = () => `${received} of ${message.length} bytes came back`;

		const onData = (chunk: Buffer) => {
			const wrong = difference(message, received, chunk);
			if (wrong) return finish(new WrongEchoError(wrong));
			received += chunk.length;
			if (received === message.length) finish();
		};
		const onEnd = () => finish(new WrongEchoError(`the server closed: ${progress()}`));
		const onError = ({ errno = 0, syscall = 'read' }: NodeJS.ErrnoException) =>
			finish(systemError(errno, syscall, progress()));
		const onLate = () => finish(new EchoTimeoutError(`within ${timeout} ms, ${progress()}`));

		const timer = setTimeout(onLate, timeout);
		const finish = (error?: Error) => {
			clearTimeout(timer);
			socket.off('data', onData).off('end', onEnd).off('error', onError);
			if (error) reject(error);
			else resolve();
		};
		socket.on('data', onData).on('end', onEnd).on('error', onError);
		socket.write(message);
	});
}
