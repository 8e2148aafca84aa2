// Starts workers as mls-server starts them, lets each of them answer one request, says so, and keeps
// them. Without SELinux there is only one context, so mls-server itself would start one.
//
// usage: node hundred.mjs COUNT WORKER-PROCESS-JS EXEC MODULE NATIVE
import { once } from 'node:events';
import { Socket } from 'node:net';

const [count, workerProcess, exec = '', module = '', native] = process.argv.slice(2);
const { WorkerProcess } = await import(String(workerProcess));
const { createSocketPair } = await import(String(native));

const ignore = () => {};

async function greetedWorker() {
	/** @type {(value?: unknown) => void} */
	let onReady = ignore;
	const ready = new Promise((resolve) => {
		onReady = resolve;
	});
	const worker = new WorkerProcess(
		null,
		{ exec, module, startTimeout: 60_000, hangTimeout: 60_000 },
		{ onReady, onTook: ignore, onWithheld: ignore, onOutput: ignore, onEnd: ignore },
	);
	worker.start();
	await ready;
	const [ours, its] = createSocketPair('stream');
	worker.give({ fd: its, peerContext: null, isRetried: false });
	const socket = new Socket({ fd: ours });
	socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
	await once(socket, 'data');
	socket.destroy();
}

await Promise.all(Array.from({ length: Number(count) }, greetedWorker));
process.stdout.write('ready\n');
