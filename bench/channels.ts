// A message there and back over each kind of channel: channel-server beside the same in C, both loaded by
// the same client in C.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compile } from './build.ts';
import { rotated } from './load.ts';
import { run, start, stop } from './processes.ts';
import { type Run, report, verdict } from './report.ts';

const REFERENCE = 'C';
const OURS = 'channel-server --quiet';

/** The share of C's rate that is to be reached. */
const TARGET = 0.7;

/** Bytes of a message. */
const SIZES = [64, 65_536];

/** How long a server may take to be there, in seconds. */
const PATIENCE = 30;

/** The kinds, and what the server's name is for each: another one for each server. */
const KINDS: Record<string, (folder: string, number: number) => string> = {
	shm: (_folder, number) => `${0x70651000 + 2 * number}`,
	msgq: (_folder, number) => `${0x70652000 + 2 * number}`,
	'posix-shm': (_folder, number) => `/bench-${process.pid}-${number}`,
	mqueue: (_folder, number) => `/bench-${process.pid}-${number}`,
	fifo: (folder, number) => join(folder, `fifo-${number}`),
	'unix-stream': (folder, number) => join(folder, `stream-${number}`),
	'unix-dgram': (folder, number) => join(folder, `dgram-${number}`),
	'unix-seqpacket': (folder, number) => join(folder, `seqpacket-${number}`),
	'netlink-usersock': (_folder, number) => `${1_000_000_000 + process.pid + number}`,
};

/** What one server did in one case in one round: echoes a second, absent if it failed. */
type ChannelRun = Run;

/**
 * Measures both servers, one after the other for each kind and size in each round.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchChannels(rounds: number, seconds: number): Promise<ChannelRun[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bench-channels-'));
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	const runs: ChannelRun[] = [];
	let servers = 0;
	for (let round = 1; round <= rounds; round++) {
		for (const [kind, nameOf] of Object.entries(KINDS)) {
			process.stderr.write(`channels: ${kind}, round ${round} of ${rounds}\n`);
			for (const contender of rotated([REFERENCE, OURS], round)) {
				const name = nameOf(folder, servers++);
				const server = start(commandOf(contender, kind, name), 'ignore', 'ignore');
				await answers(kind, name);
				for (const bytes of SIZES) {
					const what = { round, case: caseOf(kind, bytes), contender };
					runs.push({ ...what, ...(await load(kind, name, bytes, seconds)) });
				}
				await leave(server);
			}
		}
	}
	for (const kind of Object.keys(KINDS)) {
		for (const bytes of SIZES) process.stdout.write(text(caseOf(kind, bytes), runs));
	}
	return runs;
}

function commandOf(contender: string, kind: string, name: string): [string, ...string[]] {
	if (contender === REFERENCE) return [compile('channels'), 'serve', kind, name];
	const dist = dirname(createRequire(import.meta.url).resolve('@peercon/channels'));
	return [process.execPath, join(dist, '../bin/channel-server.js'), '--quiet', kind, name];
}

function caseOf(kind: string, bytes: number): string {
	return `${kind}, ${bytes} bytes`;
}

/** Waits until a server is there: until it has echoed once, for a netlink socket is sent to blindly. */
async function answers(kind: string, name: string): Promise<void> {
	for (const end = Date.now() + PATIENCE * 1000; Date.now() < end; await sleep(20)) {
		if ((await load(kind, name, 1, 0, 1)).error === undefined) return;
	}
}

async function load(
	kind: string,
	name: string,
	bytes: number,
	seconds: number,
	patience = PATIENCE,
) {
	try {
		const args = ['load', kind, name, `${bytes}`, `${seconds}`];
		return { value: Number(await run([compile('channels'), ...args], seconds + patience)) };
	} catch (error) {
		return { error: (error as Error).message };
	}
}

/** Ends a server by SIGTERM: both remove then what they have made, which would outlive them. */
async function leave(server: ChildProcess): Promise<void> {
	const closed = once(server, 'close');
	server.kill('SIGTERM');
	const late = sleep(PATIENCE * 1000, undefined, { ref: false });
	await Promise.race([closed, late]);
	await stop(server);
}

/** What the runs of one case come to. */
function text(name: string, runs: ChannelRun[]): string {
	return report(runs, {
		name,
		unit: 'echoes/s',
		contenders: [REFERENCE, OURS],
		reference: REFERENCE,
		sentences: (ofCase) => [verdict(ofCase, OURS, REFERENCE, TARGET)],
	});
}
