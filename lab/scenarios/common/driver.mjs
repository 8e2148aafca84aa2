#!/usr/bin/env node
// Runs in a program's place, in its domain: it is told what to do, a line at a time, and does it with the
// program's own functions. To start Node takes seconds in the guest, and a test of every rule many starts.
//
// driver.js MAIN: the module of the program's that its functions are in, server or client.

import { createInterface } from 'node:readline';

const program = await import(`../dist/${process.argv[2]}.js`);
const AsyncFunction = (async () => {}).constructor;
const kept = {};

for await (const line of createInterface({ input: process.stdin })) {
	const { id, code } = JSON.parse(line);
	const act = AsyncFunction('program', 'kept', code);
	const result = await act(program, kept).catch(codeOf);
	process.stdout.write(`${id}: ${result}\n`);
}

/** @param {any} error */
function codeOf(error) {
	return error.code ?? error;
}
