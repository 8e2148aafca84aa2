// What runs in a worker: it loads the module, takes the connections that the super-server hands
// over, and lets the module serve them. Started as `EXEC worker.js MODULE SETTINGS`, with the channel
// to the super-server as descriptor 3.

import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { getcon_raw, isSelinuxRunning } from '@peercon/native';
import { Channel } from '../channel/channel.ts';
import { type FromWorker, MOST_IDS, type ToWorker } from '../channel/messages.ts';
import type { WorkerSettings } from '../channel/settings.ts';
import { type Serving, throughHttp } from './http.ts';
import { restrictThisProcess } from './restrict.ts';

/** What a worker module exports: one of the two. */
interface WorkerModule {
	/** Serves a connection: any protocol. */
	connection?: (socket: Socket) => void;
	/** Answers HTTP requests. */
	request?: RequestListener;
}

const CHANNEL_FD = 3;

// SIGUSR1 is not to open Node's debugger, whatever has been executed in place of bin/mls-worker.js.
process.on('SIGUSR1', () => {});

const [, , modulePath = '', settingsText = ''] = process.argv;
const settings: WorkerSettings = JSON.parse(settingsText);
await restrictThisProcess(settings).catch(({ message }: Error) => {
	console.error(message);
	process.exit(1);
});
const serving = await load(modulePath);

let open = 0;
let closed: number[] = [];
let isDraining = false;
let isTelling = false;

const channel = new Channel<FromWorker, ToWorker>({
	fd: CHANNEL_FD,
	takesDescriptors: true,
	onMessage: obey,
	// The super-server has gone: those that are being served are served to the end.
	onEnd: drain,
});
channel.send({ type: 'ready', context: isSelinuxRunning() ? getcon_raw() : null });

// Some service managers send their signals to every process of a service.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, drain);

async function load(path: string): Promise<Serving> {
	const { href } = pathToFileURL(path);
	try {
		const loaded = await import(href);
		const { connection, request }: WorkerModule = { ...loaded.default, ...loaded };
		if (connection) return directly(connection);
		if (request) return throughHttp(request, settings.peerTimeout);
		console.error(`${path}: it exports no function 'connection' and no function 'request'`);
	} catch (error) {
		const { code, url } = error as { code?: string; url?: string };
		// Where the module itself is not found Node's trace is of Node alone.
		console.error(url === href ? `${path}: no module is there: ${code}` : error);
	}
	process.exit(1);
}

/** Lets a module serve connections itself: it may set another timeout on one. */
function directly(connection: (socket: Socket) => void): Serving {
	const serve = (socket: Socket) => {
		socket.setTimeout(settings.peerTimeout, () => socket.destroy());
		connection(socket);
	};
	return { serve, drain() {} };
}

function obey(message: ToWorker, fds: number[]): void {
	switch (message.type) {
		case 'hand':
			open += fds.length;
			// Before they are touched: what was not acknowledged may be given to another worker.
			channel.send({ type: 'took', count: fds.length });
			for (const [i, fd] of fds.entries()) take(fd, message.ids[i] as number);
			break;
		case 'report':
			channel.send({ type: 'report', memory: privateMemory() });
			break;
		case 'drain':
			drain();
	}
}

function take(fd: number, id: number): void {
	const socket = new Socket({ fd });
	socket.on('close', () => {
		open--;
		closed.push(id);
		tellClosed();
		if (isDraining) endIfDone();
	});
	// A peer that resets its connection must not end the worker; 'close' follows.
	socket.on('error', () => {});
	serving.serve(socket);
}

/** Tells which connections have ended: once for all that were closed in a turn of the loop. */
function tellClosed(): void {
	if (isTelling) return;
	isTelling = true;
	setImmediate(() => {
		isTelling = false;
		for (; closed.length > 0; closed = closed.slice(MOST_IDS)) {
			channel.send({ type: 'closed', ids: closed.slice(0, MOST_IDS) });
		}
	});
}

function drain(): void {
	isDraining = true;
	serving.drain();
	endIfDone();
}

function endIfDone(): void {
	if (open === 0) process.exit();
}

/** Memory that is this process's alone, in bytes: proc(5), smaps_rollup. */
function privateMemory(): number {
	const rollup = readFileSync('/proc/self/smaps_rollup', 'latin1');
	const kilobytes = [...rollup.matchAll(/^Private_\w+: +(\d+) kB$/gm)].map(([, kB]) => Number(kB));
	return kilobytes.reduce((sum, kB) => sum + kB, 0) * 1024;
}
