import { difference, EchoTimeoutError, WrongEchoError } from '@peercon/echo-client';
import type { Kind } from './kind.ts';
import type { Link } from './link.ts';

export interface ChannelClientOptions {
	kind: Kind;
	/** The server's. */
	name: string;
	/** What to send, at least one byte. Where the other side is asked something, that is sent. */
	message: Buffer;
	/** How many times to send it, each after the echo of the one before (default 1). */
	count?: number;
	/** How long to wait for the channel, and for each echo, in milliseconds (default 10,000). */
	timeout?: number;
	/** Called with the raw context of who is at the other end, where the kernel tells it. */
	onOpen?: (peer: string | null) => void;
	onSend?: (message: Buffer) => void;
	/** Called with what came back. */
	onReceive?: (echo: Buffer) => void;
}

/**
 * Sends a message over a channel and checks that it comes back as it was sent.
 *
 * @throws WrongEchoError; EchoTimeoutError; RangeError for a name that is none of this kind; a system
 * error
 */
export async function echoOver(options: ChannelClientOptions): Promise<void> {
	const { kind, name, count = 1, timeout = 10_000 } = options;
	const message = kind.question?.message ?? options.message;
	const link = await within(timeout, async () => kind.open(name));
	try {
		options.onOpen?.(link.peer);
		for (let i = 0; i < count; i++) {
			options.onSend?.(message);
			const answer = await within(timeout, () =>
				kind.question ? ask(link, message) : exchange(link, message),
			);
			options.onReceive?.(answer);
		}
	} finally {
		link.close();
	}
}

/** Sends a message, in parts if it is longer than the channel takes at once. */
async function exchange(link: Link, message: Buffer): Promise<Buffer> {
	for (let from = 0; from < message.length; from += link.limit) {
		const part = message.subarray(from, from + link.limit);
		await link.send(part);
		for (let received = 0; received < part.length; ) {
			const came = await receive(link);
			const wrong = difference(part, received, came);
			if (wrong) throw new WrongEchoError(wrong);
			received += came.length;
		}
	}
	return message;
}

/** Sends a question, of which the answer is another message. */
async function ask(link: Link, question: Buffer): Promise<Buffer> {
	await link.send(question);
	return receive(link);
}

async function receive(link: Link): Promise<Buffer> {
	const came = await link.receive();
	if (came === null) throw new WrongEchoError('the server closed');
	return came;
}

/** Runs something that may take so long, in milliseconds. What it waits for ends with its link. */
async function within<T>(timeout: number, act: () => Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		const error = new EchoTimeoutError(`no echo within ${timeout} ms`);
		timer = setTimeout(() => reject(error), timeout);
	});
	try {
		return await Promise.race([act(), late]);
	} finally {
		clearTimeout(timer);
	}
}
