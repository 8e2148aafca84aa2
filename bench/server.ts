import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contenders.ts';
import { descendants, ownProcessorTime, processorTime } from './proc.ts';
import { start, stop } from './processes.ts';

/** A contender gets so long to start, and as long to get rid of the processes of closed connections. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** A contender that runs. */
export interface Server {
	contender: Contender;
	port: number;
	pid: number;
	/** How many processes it uses now, all that it has started included. */
	processes(): number;
	/** The processor time it has taken so far with all that it has started, in seconds; complete after `settle()`. */
	processorTime(): number;
	/** That of its first process alone. */
	ownProcessorTime(): number;
	/** Waits until the processes of closed connections are gone, so that the next contender is alone. */
	settle(): Promise<void>;
	stop(): Promise<void>;
}

/** For the files of all contenders; goes when the bench does. */
const folder = mkdtempSync(join(tmpdir(), 'peercon-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/**
 * Starts a contender and waits until it answers.
 *
 * @param contender - which
 * @throws if it ends instead, or is not installed; the message is its own
 */
export async function startServer(contender: Contender): Promise<Server> {
	const port = await freePort();
	const complaints = join(folder, `${port}.stderr`);
	const stderr = contender.reports ? 'ignore' : openSync(complaints, 'w');
	const child = start(contender.command(port, folder), 'ignore', stderr);
	if (stderr !== 'ignore') closeSync(stderr);
	try {
		await Promise.race([answers(port, contender), failure(child, complaints)]);
	} catch (error) {
		await stop(child);
		throw error;
	}
	const pid = child.pid as number;
	return {
		contender,
		port,
		pid,
		processes: () => 1 + descendants(pid).length,
		processorTime: () => processorTime(pid),
		ownProcessorTime: () => ownProcessorTime(pid),
		settle: () =>
			until(
				async () => descendants(pid).length <= (contender.workers ?? 0),
				'its processes do not end',
			),
		stop: () => stop(child),
	};
}

/** Servers by their contenders' names; in place of one that did not start, the reason. */
export async function startAll(contenders: Contender[]): Promise<Map<string, Server | Error>> {
	const servers = new Map<string, Server | Error>();
	for (const contender of contenders) {
		servers.set(contender.name, await startServer(contender).catch((error: Error) => error));
	}
	return servers;
}

export async function stopAll(servers: Map<string, Server | Error>): Promise<void> {
	for (const server of servers.values()) if (!(server instanceof Error)) await server.stop();
}

/** Rejects when a server cannot be started or ends by itself. */
async function failure(child: ChildProcess, complaints: string): Promise<never> {
	const [status, signal] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'ENOENT' ? new Error(`${error.path} is not installed`) : error;
	});
	throw new Error(readFileSync(complaints, 'utf8').trim() || `ended with ${signal ?? status}`);
}

/** Resolves when a contender answers. */
async function answers(port: number, { greeting }: Contender): Promise<void> {
	await until(async () => {
		const socket = connect({ port, host: '127.0.0.1' });
		try {
			socket.write(greeting ?? '?');
			await once(socket, 'data', { signal: AbortSignal.timeout(1000) });
			return true;
		} catch {
			return false; // not listening yet
		} finally {
			socket.destroy();
		}
	}, 'it does not answer');
}

async function until(condition: () => Promise<boolean>, otherwise: string): Promise<void> {
	const end = Date.now() + PATIENCE_MS;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`${otherwise}: waited ${PATIENCE_MS / 1000} s`);
		await sleep(LOOK_EVERY_MS);
	}
}

/** A port that nothing listens on, chosen by the kernel. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0);
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, 'close');
	return port;
}
