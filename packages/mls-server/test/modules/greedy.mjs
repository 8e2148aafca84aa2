// A worker that over HTTP is told to take what others need. It answers with what came of it.
import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createSocketPair, sys } from '@peercon/native';

/** As many as go into one message. */
const MOST_PASSED = 253;

/** @type {Buffer[]} */
const kept = [];

/** @type {Record<string, () => unknown>} */
const tasks = {
	/** Puts descriptors into sockets of its own, for nobody to receive, until it may no more. */
	'/in-flight': () => {
		for (let passed = 0; ; passed += MOST_PASSED) {
			const [end] = createSocketPair('seqpacket');
			const fds = Array.from({ length: MOST_PASSED }, () => end);
			const sent = sys.sendfds(end, Buffer.from('x'), fds);
			if (sent < 0) return `${passed} ${sent}`;
		}
	},
	'/open': () => {
		for (let opened = 0; ; opened++) {
			try {
				openSync('/dev/null', 'r');
			} catch (error) {
				return `${opened} ${/** @type {NodeJS.ErrnoException} */ (error).code}`;
			}
		}
	},
	'/start': () =>
		new Promise((resolve, reject) => {
			const child = spawn('sleep', ['600'], { stdio: 'ignore' });
			child.on('error', reject).on('spawn', () => resolve(child.pid));
		}),
	'/thread': () =>
		new Promise((resolve, reject) => {
			const thread = new Worker('0', { eval: true });
			thread.on('error', reject).on('exit', () => resolve('it ran'));
		}),
	'/memory': () => {
		for (let i = 0; i < 64; i++) kept.push(Buffer.alloc(2 ** 24, 1));
		return 'a gigabyte';
	},
	'/environment': () => Object.keys(process.env).sort().join(),
	'/descriptors': () => {
		const fds = readdirSync('/proc/self/fd').map((fd) => `/proc/self/fd/${fd}`);
		// The folder's own is closed by now.
		return fds.flatMap((path) => (existsSync(path) ? readlinkSync(path) : [])).join();
	},
	'/pid': () => process.pid,
};

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function request({ url = '' }, response) {
	try {
		response.end(`${await tasks[url]?.()}`);
	} catch (error) {
		const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
		response.end(code ?? message);
	}
}
