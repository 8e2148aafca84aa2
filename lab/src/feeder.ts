import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Terminals } from './terminals.ts';

/** Bytes that make one line of base64, which a terminal takes: N_TTY_BUF_SIZE, termios(3). */
const LINE_BYTES = 2880;

/** Input for a command in the guest. */
export interface Input {
	/** What stands behind the command's `<`. */
	stdin: string;
	/** Gives the console back, after the command has ended. */
	end(): Promise<void>;
}

/**
 * Brings a stream to a command's stdin, through a console of its own. What arrives there becomes a
 * pipe's other end, as in a shell; the stream's end is the pipe's.
 *
 * @param terminals - the guest's
 * @param from - read only as fast as the command reads
 */
export async function feed(terminals: Terminals, from: Readable): Promise<Input> {
	const console = await terminals.take();
	const fifo = `/tmp/stdin-${randomBytes(8).toString('hex')}`;
	await console.run(`mkfifo -m 600 ${fifo}`);
	let acknowledge = () => {};
	console.onOutput = () => acknowledge();
	const ended = console.enter(`perl /usr/lib/peercon/stdin > ${fifo}`).then(() => true);
	const typing = type();
	typing.catch(() => {}); // the guest is lost, which whoever runs the command is told

	async function type(): Promise<void> {
		for await (const chunk of from) {
			const data: Buffer = chunk;
			for (let at = 0; at < data.length; at += LINE_BYTES) {
				const taken = new Promise<boolean>((resolve) => {
					acknowledge = () => resolve(false);
				});
				console.type(`${data.subarray(at, at + LINE_BYTES).toString('base64')}\n`);
				const isGone = await Promise.race([taken, ended]);
				if (isGone) return;
			}
		}
		console.type('\n');
	}

	return {
		stdin: `<(exec cat ${fifo})`,
		async end() {
			from.destroy(); // the command has ended, and reads no more
			await typing.catch(() => {});
			console.type('\n');
			await ended;
			await console.run(`rm -f ${fifo}`);
			terminals.give(console);
		},
	};
}
