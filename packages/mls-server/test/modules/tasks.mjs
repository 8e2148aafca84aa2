// A worker that does over HTTP what it is told to, the bad things included. Whatever it answers
// begins with its process id.
import { closeSync, writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** The channel to the super-server. */
const CHANNEL_FD = 3;

/** @type {Record<string, (body: string) => void>} */
const tasks = {
	'/print': (body) => process.stdout.write(body),
	'/complain': (body) => process.stderr.write(body),
	'/flood': (body) => {
		for (let i = 0; i < Number(body); i++) console.log(`flood ${i}`);
	},
	'/say': (body) => {
		for (const message of body.split('\n')) writeSync(CHANNEL_FD, message);
	},
	'/hang-up': () => closeSync(CHANNEL_FD),
	'/crash': () => process.exit(3),
	'/throw': () => {
		throw new Error('thrown by the module');
	},
	'/block': () => {
		// For ever, but not beyond the test.
		const parent = process.ppid;
		while (process.ppid === parent);
	},
};

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function request(request, response) {
	const body = await text(request);
	tasks[request.url ?? '']?.(body);
	response.end(`${process.pid} ${request.method} ${request.url} ${body}`);
}
