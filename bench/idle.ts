import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { contenders, OURS, OURS_REPORTING } from './contenders.ts';
import { shown, table } from './numbers.ts';
import { memory } from './proc.ts';
import { startServer } from './server.ts';

const CONNECTIONS = 10_000;
/** Connections opened at a time. */
const AT_ONCE = 100;
/** Beside the connections, a process has other files open. */
const SPARE_FILES = 100;
const LOOPBACK_ADDRESSES = 200;
/** What a connection may cost: 10 KB. */
const TARGET = 10_000;

/** What idle connections cost one server. */
export interface IdleRun {
	contender: string;
	connections: number;
	/** The server's resident memory before the connections and with them, in bytes. */
	before: number;
	after: number;
	bytesPerConnection: number;
}

/**
 * Measures what echo-server's memory grows by for each connection that has echoed one byte and then
 * does nothing. What the kernel needs for the sockets themselves is not the process's, and not in it.
 */
export async function benchIdle(): Promise<IdleRun[]> {
	const runs: IdleRun[] = [];
	for (const name of [OURS, OURS_REPORTING]) {
		process.stderr.write(`idle: ${name}\n`);
		runs.push(await idle(name, Math.min(CONNECTIONS, openFilesLimit() - SPARE_FILES)));
	}
	process.stdout.write(report(runs));
	return runs;
}

async function idle(name: string, connections: number): Promise<IdleRun> {
	const contender = contenders.find((one) => one.name === name);
	if (!contender) throw new Error(`no contender ${name}`);
	const server = await startServer(contender);
	const before = memory(server.pid).resident;
	const sockets: Socket[] = [];
	while (sockets.length < connections) {
		const count = Math.min(AT_ONCE, connections - sockets.length);
		const opened = Array.from({ length: count }, (_, i) => echoedOnce(server.port, i));
		sockets.push(...(await Promise.all(opened)));
	}
	await sleep(1000);
	const after = memory(server.pid).resident;
	for (const socket of sockets) socket.destroy();
	await server.stop();
	const bytesPerConnection = (after - before) / connections;
	return { contender: name, connections, before, after, bytesPerConnection };
}

async function echoedOnce(port: number, i: number): Promise<Socket> {
	const socket = connect(port, `127.0.0.${1 + (i % LOOPBACK_ADDRESSES)}`);
	socket.write('?');
	await once(socket, 'data');
	return socket;
}

/** Node raises the soft limit to the hard one, and the servers inherit it. */
function openFilesLimit(): number {
	const limits = readFileSync('/proc/self/limits', 'utf8');
	return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
}

function report(runs: IdleRun[]): string {
	const rows = runs.map(({ contender, connections, before, after, bytesPerConnection }) => [
		contender,
		shown(connections),
		shown(before / 1e6, 1),
		shown(after / 1e6, 1),
		shown(bytesPerConnection),
		`target below ${shown(TARGET)}: ${bytesPerConnection < TARGET ? 'reached' : 'MISSED'}`,
	]);
	const head = ['', 'connections', 'MB before', 'MB with them', 'bytes each', ''];
	return `\nidle connections: resident memory of the server\n${table([head, ...rows])}`;
}
