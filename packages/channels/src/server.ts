import { setImmediate } from 'node:timers/promises';
import type { Kind } from './kind.ts';
import type { Link, Service } from './link.ts';

export interface ChannelServerOptions {
	kind: Kind;
	/** Where it is to be found. */
	name: string;
	/** Limit on connections at once (default: none), for kinds that have them; others wait. */
	maxConnections?: number | undefined;
	/** Called for each message that was echoed: whose it was, if that is known, and its bytes. */
	onEcho?: (peer: string | null, bytes: number) => void;
	/** Called when a link has failed; others go on. */
	onError?: (error: NodeJS.ErrnoException) => void;
	/** Called when a link has ended, with the error if there was one. */
	onEnd?: (error?: NodeJS.ErrnoException) => void;
}

/**
 * Serves a channel: what arrives goes back.
 *
 * @throws a system error, or RangeError for a name that is none of this kind
 */
export async function createChannelServer(options: ChannelServerOptions): Promise<Service> {
	const { kind, name, maxConnections, onError } = options;
	if (!kind.serve) throw new RangeError(`'${kind.name}' has no server: ${kind.noServer}`);
	return kind.serve(name, {
		begin: (link) => void echo(link, options),
		fail: (error) => onError?.(error),
		maxConnections,
	});
}

/** After how many messages in a row a link lets the event loop go on: signals and others have their turn. */
const BURST = 64;

/** Echoes until the other side ends. */
async function echo(link: Link, { onEcho, onError, onEnd }: ChannelServerOptions): Promise<void> {
	let ended: NodeJS.ErrnoException | undefined;
	try {
		let echoes = 0;
		const next = () => receive(link, onError);
		for (let message = await next(); message; message = await next()) {
			const failed = await answer(link, message);
			if (failed) onError?.(failed);
			else onEcho?.(link.peer, message.length);
			if (++echoes % BURST === 0) await setImmediate();
		}
	} catch (error) {
		ended = error as NodeJS.ErrnoException;
		onError?.(ended);
	}
	link.close();
	onEnd?.(ended);
}

/** Receives the next message. What is none, in memory that anybody may write to, is told and passed over. */
async function receive(
	link: Link,
	onError: ChannelServerOptions['onError'],
): Promise<Buffer | null> {
	for (;;) {
		try {
			return await link.receive();
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (!link.isForMany || code !== 'EMSGSIZE') throw error;
			onError?.(error as NodeJS.ErrnoException);
			await setImmediate();
		}
	}
}

/** Sends an answer. @returns the error, if that is no reason to end the link; others are thrown */
async function answer(link: Link, message: Buffer): Promise<NodeJS.ErrnoException | undefined> {
	try {
		await link.send(message);
	} catch (error) {
		const failed = error as NodeJS.ErrnoException;
		// SELinux has refused this client's answer, for example. Memory that was cut is lost for all.
		if (link.isForMany && failed.code !== 'EFAULT') return failed;
		throw failed;
	}
}
