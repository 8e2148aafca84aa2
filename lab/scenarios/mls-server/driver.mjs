// A worker's module that runs the code it is sent, in the worker's domain, and answers with what comes of it.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';

const AsyncFunction = (async () => {}).constructor;

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function request(request, response) {
	let code = '';
	for await (const part of request) code += part;
	const act = AsyncFunction('fs', 'net', 'execFileSync', code);
	const answer = await act(fs, net, execFileSync).catch(codeOf);
	response.end(`${answer}\n`);
}

/** @param {any} error */
function codeOf(error) {
	return error.code ?? error.message;
}
