import { closeSync, constants, lstatSync, openSync, unlinkSync } from 'node:fs';
import os from 'node:os';
import { EPOLLIN, EPOLLOUT, sys, systemError } from '@peercon/native';
import { claim } from '../claim.ts';
import { DescriptorLink } from '../descriptor-link.ts';
import type { Kind } from '../kind.ts';
import { type Link, LONGEST_MESSAGE } from '../link.ts';
import { Made } from '../made.ts';
import { OURS_ALONE } from '../mode.ts';
import { usualPath } from '../paths.ts';
import { Poller } from '../poller.ts';
import { tried } from '../tries.ts';
import { FileTurn, TakingTurns } from '../turns.ts';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const { EAGAIN, EEXIST, ENXIO, EPIPE } = os.constants.errno;

/** Pipes with a name: PATH for requests, PATH.echo for echoes. */
export const fifo: Kind = {
	name: 'fifo',
	object: 'two FIFOs, pipes that have a name',
	named: { what: 'PATH', usual: usualPath('fifo') },
	control: {
		classes: 'fifo_file',
		server:
			'on the FIFOs: fifo_file { create getattr lock open read unlink write }; on their folder: dir { add_name remove_name search write }',
		client: 'on the FIFOs: fifo_file { lock open read write }; on their folder: dir { search }',
		peer: 'no: a pipe has as many writers as opened it',
		label: "its folder's, or by transition",
	},
	serve(path, { begin }) {
		const made = new Made();
		for (const each of [path, `${path}.echo`]) {
			removeStale(each);
			made.add(
				() => sys.mkfifo(each, OURS_ALONE),
				() => unlinkSync(each),
			);
		}
		// Never read from: its lock tells others that the server lives.
		const claimed = made.add(() => openSync(path, O_RDONLY | O_NONBLOCK), closeSync);
		claim(claimed, path);
		const link = new ServerLink(path, `${path}.echo`);
		begin(link);
		return made.service(path, link);
	},
	open(path) {
		// First the end to read: the server opens the other one when it answers.
		const input = openSync(`${path}.echo`, O_RDONLY | O_NONBLOCK);
		const output = openSync(path, O_WRONLY | O_NONBLOCK);
		const link = new DescriptorLink({ input, output, read: untilServerComes() });
		return new TakingTurns(link, new FileTurn(input, () => drain(input)));
	},
};

/** Reads a FIFO that says 'end' until its server has opened the other one, which it does to answer. */
function untilServerComes(): (fd: number, buffer: Uint8Array) => number {
	let hasCome = false;
	return (fd, buffer) => {
		const length = sys.read(fd, buffer);
		hasCome ||= length > 0;
		return length === 0 && !hasCome ? -EAGAIN : length;
	};
}

/** The server's end. Clients come and go: with the last of them the pipe itself has ended. */
class ServerLink implements Link {
	readonly peer = null;
	readonly limit = LONGEST_MESSAGE;
	readonly #requests: string;
	readonly #echoes: string;
	#input: number;
	#output: number | null = null;
	readonly #poller = new Poller();
	readonly #buffer = Buffer.allocUnsafeSlow(LONGEST_MESSAGE);
	#isOpen = true;

	constructor(requests: string, echoes: string) {
		this.#requests = requests;
		this.#echoes = echoes;
		this.#input = openSync(requests, O_RDONLY | O_NONBLOCK);
	}

	async receive(): Promise<Buffer | null> {
		while (this.#isOpen) {
			const length = tried(() => sys.read(this.#input, this.#buffer));
			if (length > 0) return this.#buffer.subarray(0, length);
			if (length < 0 && length !== -EAGAIN) throw systemError(length, 'read', this.#requests);
			if (length === 0) this.#beginAnew();
			await this.#poller.ready(this.#input, EPOLLIN);
		}
		return null;
	}

	async send(message: Uint8Array): Promise<void> {
		let rest = message;
		while (rest.length > 0 && this.#isOpen) {
			this.#output ??= openToWrite(this.#echoes);
			// Nobody reads it: whom it was for has died.
			if (this.#output === null) return;
			const sent = sys.write(this.#output, rest);
			if (sent >= 0) rest = rest.subarray(sent);
			else if (sent === -EAGAIN) await this.#poller.ready(this.#output, EPOLLOUT);
			else if (sent === -EPIPE) this.#closeOutput();
			else throw systemError(sent, 'write', this.#echoes);
		}
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#poller.close();
		this.#closeOutput();
		sys.close(this.#input);
	}

	/** A FIFO that had a writer says 'end' until it is opened again: Linux, fs/pipe.c, fifo_open. */
	#beginAnew(): void {
		this.#poller.forget(this.#input);
		sys.close(this.#input);
		this.#input = openSync(this.#requests, O_RDONLY | O_NONBLOCK);
		// What is in it and was not fetched goes with it.
		this.#closeOutput();
	}

	#closeOutput(): void {
		if (this.#output === null) return;
		this.#poller.forget(this.#output);
		sys.close(this.#output);
		this.#output = null;
	}
}

/** @returns null if nobody has it open to read */
function openToWrite(path: string): number | null {
	try {
		return openSync(path, O_WRONLY | O_NONBLOCK);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).errno === -ENXIO) return null;
		throw error;
	}
}

/** Throws away what nobody came for. */
function drain(input: number): void {
	const buffer = Buffer.allocUnsafe(LONGEST_MESSAGE);
	while (sys.read(input, buffer) > 0);
}

/** Removes a FIFO that a killed server has left. @throws EEXIST if it is in use, or no FIFO */
function removeStale(path: string): void {
	const found = lstatSync(path, { throwIfNoEntry: false });
	if (found === undefined) return;
	if (!found.isFIFO()) throw systemError(EEXIST, 'mkfifo', `'${path}', which is no FIFO`);
	const fd = openSync(path, O_RDONLY | O_NONBLOCK);
	try {
		claim(fd, path);
		unlinkSync(path);
	} finally {
		closeSync(fd);
	}
}
