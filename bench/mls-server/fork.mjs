// The obvious way to pass connections to a worker in Node, as a baseline: child_process.fork() and
// send() with a handle.
//
// usage: node fork.mjs PORT MODULE
import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { serving } from './serving.mjs';

const [first = '', module = ''] = process.argv.slice(2);
if (first === 'worker') await work(module);
else pass(Number(first), module);

/**
 * @param {number} port
 * @param {string} path
 */
function pass(port, path) {
	const worker = fork(fileURLToPath(import.meta.url), ['worker', path]);
	createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
		worker.send('c', socket);
	}).listen({ port, backlog: 4096 });
}

/** @param {string} path */
async function work(path) {
	const serve = await serving(path);
	process.on('message', (_message, /** @type {import('node:net').Socket | undefined} */ socket) => {
		// Its peer may have closed it meanwhile.
		if (!socket) return;
		socket.on('error', () => {});
		serve(socket);
		socket.resume();
	});
}
