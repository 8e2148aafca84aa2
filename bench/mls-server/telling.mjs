// What runs in both workers that tell each other something: for each slot the code that it is sent.
import fs from 'node:fs';
import { createSocketPair, sys } from '@peercon/native';

const cell = new Int32Array(new SharedArrayBuffer(4));

/** @param {number} ms */
function sleep(ms) {
	if (ms > 0) Atomics.wait(cell, 0, 0, ms);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function request(request, response) {
	let text = '';
	for await (const part of request) text += part;
	const { begin, slot, count, bits, code } = JSON.parse(text);
	const act = new Function('bit', 'begin', 'end', 'sleep', 'createSocketPair', 'sys', 'fs', code);
	const seen = [];
	for (let i = 0; i < count; i++) {
		const from = begin + i * slot;
		sleep(from - Date.now());
		seen.push(act(bits[i], from, from + slot, sleep, createSocketPair, sys, fs));
	}
	response.end(JSON.stringify(seen));
}
