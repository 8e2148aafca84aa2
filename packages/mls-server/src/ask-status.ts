import { connect } from 'node:net';
import { constants } from 'node:os';
import { systemError } from '@peercon/native';
import type { WorkerStatus } from './super-server/status.ts';

/** A server has so long to answer, in milliseconds. */
const PATIENCE = 10_000;

/** A longer answer is none: a worker takes some 300 bytes of it. */
const LONGEST_ANSWER = 2 ** 20;

/**
 * Asks a running super-server for its workers.
 *
 * @param path - the path that it answers on
 * @throws a system error of connect(2); ETIMEDOUT if it does not answer for ten seconds;
 * ERR_NO_STATUS if what it answers is no list of workers
 */
export async function askStatus(path: string): Promise<WorkerStatus[]> {
	const socket = connect({ path });
	const limit = setTimeout(() => {
		socket.destroy(systemError(constants.errno.ETIMEDOUT, 'read', `'${path}'`));
	}, PATIENCE);
	let answer = '';
	try {
		for await (const part of socket.setEncoding('utf8')) {
			answer += part;
			if (answer.length > LONGEST_ANSWER) throw noStatus(path);
		}
	} finally {
		clearTimeout(limit);
		socket.destroy();
	}
	return parse(answer, path);
}

function parse(answer: string, path: string): WorkerStatus[] {
	try {
		const workers: unknown = JSON.parse(answer);
		if (Array.isArray(workers) && workers.every(isStatus)) return workers;
	} catch {
		// Said below.
	}
	throw noStatus(path);
}

/** Whoever listens on a path decides what is there. */
function isStatus(value: unknown): value is WorkerStatus {
	if (typeof value !== 'object' || value === null) return false;
	const { pid, context, connections, memory, since, draining } = value as Record<string, unknown>;
	const isNumberOrNull = (field: unknown) => field === null || typeof field === 'number';
	return (
		isNumberOrNull(pid) &&
		(context === null || typeof context === 'string') &&
		typeof connections === 'number' &&
		isNumberOrNull(memory) &&
		typeof since === 'string' &&
		typeof draining === 'boolean'
	);
}

function noStatus(path: string): Error {
	const message = `ERR_NO_STATUS: what listens on '${path}' gives no list of workers: is it an mls-server?`;
	return Object.assign(new Error(message), { code: 'ERR_NO_STATUS', path });
}
