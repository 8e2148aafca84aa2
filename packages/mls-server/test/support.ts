import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createMlsServer, type MlsServer, type MlsServerEvent } from '@peercon/mls-server';
import type { InetAddress } from '@peercon/native';
import { eventually, type Program, startProgram } from '@peercon/test-utils';

/** The path of a worker module for tests. */
export const moduleAt = (name: string) => join(import.meta.dirname, 'modules', name);

type Options = Partial<Parameters<typeof createMlsServer>[0]>;
type Event<Name> = Extract<MlsServerEvent, { event: Name }>;

/** A super-server in this process. */
export interface Running {
	server: MlsServer;
	port: number;
	/** What it has reported so far of one kind. */
	events<Name extends MlsServerEvent['event']>(name: Name): Event<Name>[];
}

/** Calls back with a server on a port that the kernel chose, and closes it. */
export async function withServer(
	options: Options,
	act: (running: Running) => Promise<void>,
): Promise<void> {
	const reported: MlsServerEvent[] = [];
	const server = await createMlsServer({
		port: 0,
		host: '127.0.0.1',
		allowNoSelinux: true,
		module: moduleAt('tasks.mjs'),
		// What a failed test leaves unfinished is not waited for.
		drainTimeout: 5000,
		...options,
		onEvent: (event) => reported.push(event),
	});
	try {
		const events = <Name extends MlsServerEvent['event']>(name: Name) =>
			reported.filter((event): event is Event<Name> => event.event === name);
		await act({ server, port: (server.address as InetAddress).port, events });
	} finally {
		await server.close();
	}
}

/** Calls back with the real program on a port that the kernel chose, and sees to its end. */
export async function withProgram(
	args: string[],
	act: (program: Program, port: number) => Promise<void>,
	options: { descriptors?: number; module?: string } = {},
): Promise<void> {
	const { descriptors, module = moduleAt('tasks.mjs') } = options;
	const program = startProgram(
		'mls-server',
		['--allow-no-selinux', '--host', '127.0.0.1', ...args, '0', '--', module],
		descriptors === undefined ? {} : { descriptors },
	);
	try {
		const [, port] = await program.waitFor(/TCP port (\d+) \.\.\. ok/);
		await act(program, Number(port));
	} finally {
		await program.stop('SIGKILL');
	}
}

/** Sends one HTTP request on a connection of its own; gives the body of the answer. */
export async function ask(port: number, path = '/', body = ''): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${port}${path}`, {
		method: 'POST',
		body,
		headers: { connection: 'close' },
	});
	return response.text();
}

/** The process id of the worker that serves. */
export async function workerAt(port: number): Promise<number> {
	return Number.parseInt(await ask(port), 10);
}

/** A request that stays unfinished until the test finishes it. */
export interface SlowRequest {
	/** Sends the rest; gives the answer. */
	finish(): Promise<string>;
	/** True once nothing can come any more. */
	readonly isClosed: boolean;
	readonly socket: net.Socket;
}

/** Begins a request, and returns when a worker has it. */
export async function beginRequest(port: number): Promise<SlowRequest> {
	const socket = net.connect(port, '127.0.0.1');
	const answer = text(socket).catch(() => '');
	const head =
		'POST /slow HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n';
	socket.write(head);
	// The worker's '100 Continue' says that it has begun.
	await once(socket, 'data');
	return {
		socket,
		get isClosed() {
			return socket.closed;
		},
		finish() {
			socket.end('done');
			return answer;
		},
	};
}

/** A connection that is kept after its first request. */
export async function keepAlive(port: number): Promise<{ agent: http.Agent; socket: net.Socket }> {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const request = http.get({ port, host: '127.0.0.1', agent });
	const [response] = await once(request, 'response');
	await text(response);
	return { agent, socket: request.socket as net.Socket };
}

/** Whether a process runs; one that has ended and that nobody has asked about, does not. */
export function isRunning(pid: number): boolean {
	try {
		return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

/** Sends a signal, and for SIGSTOP waits until it has come into effect. */
export async function signal(pid: number, name: NodeJS.Signals): Promise<void> {
	process.kill(pid, name);
	if (name !== 'SIGSTOP') return;
	const isStopped = () => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	await eventually(isStopped, 'it has stopped');
}

/** Calls back with a folder that is removed afterwards. */
export async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-mls-'));
	try {
		await act(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** What decides how the worker of a module begins: gated.mjs looks at it. */
export interface Gate {
	/** The path of the module. */
	module: string;
	/** 'open' lets a worker begin, 'crash' ends it. */
	set(to: string): void;
	/** From now on a worker waits. */
	remove(): void;
}

/** Calls back with a gate that is open to begin with. */
export function withGate(act: (gate: Gate) => Promise<void>): Promise<void> {
	return withFolder(async (folder) => {
		// A worker is told nothing but its module's path: the gate is beside that.
		for (const name of ['gated.mjs', 'tasks.mjs']) copyFileSync(moduleAt(name), join(folder, name));
		const path = join(folder, 'gate');
		const gate = {
			module: join(folder, 'gated.mjs'),
			set: (to: string) => writeFileSync(path, to),
			remove: () => rmSync(path),
		};
		gate.set('open');
		await act(gate);
	});
}
