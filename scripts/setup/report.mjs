import { styleText } from 'node:util';

/** A failure that set-up foresaw: its message is all that a person needs. */
export class SetupError extends Error {}

const began = performance.now();
let stepsDone = 0;

/**
 * Says what is being done, does it, and says how long it took, on one line.
 *
 * @template T
 * @param {string} text - what is being done: 'installing pnpm 10.34.9'
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what the work returned
 */
export async function step(text, work) {
	const start = performance.now();
	say(`${text} ... `);
	try {
		const result = await work();
		process.stdout.write(`${secondsSince(start)}\n`);
		stepsDone++;
		return result;
	} catch (error) {
		process.stdout.write(`${styleText('red', 'failed')}\n`);
		throw error;
	}
}

/**
 * Says what was done, for work that is known to have been needed only afterwards.
 *
 * @param {string} text - what was done: 'compiled TypeScript'
 * @param {number} start - when it began, by performance.now()
 */
export function stepDone(text, start) {
	say(`${text} ... ${secondsSince(start)}\n`);
	stepsDone++;
}

/** @param {string} text - printed as it is after set-up's name */
export function say(text) {
	process.stdout.write(`${styleText('cyan', 'setup:')} ${text}`);
}

/** Ends a set-up that worked. */
export function finish() {
	say(`${stepsDone === 0 ? 'nothing was missing' : 'done'} (${secondsSince(began)})\n`);
}

/**
 * Ends a set-up that did not work, with exit status 1.
 *
 * @param {unknown} error
 */
export function fail(error) {
	process.exitCode = 1;
	console.error(`${styleText('red', 'setup:', { stream: process.stderr })} ${explain(error)}`);
}

/** @param {unknown} error */
function explain(error) {
	if (error instanceof SetupError) return error.message;
	if (!(error instanceof Error)) return String(error);
	const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
	if (code === 'EACCES' || code === 'EPERM') {
		return `${error.message}\nThis checkout is not yours to write, or set-up ran here as another user before.`;
	}
	// An argument that parseArgs refuses is the person's mistake: no stack.
	return code.startsWith('ERR_PARSE_ARGS') ? `${error.message}; see --help` : error.stack;
}

/** @param {number} start */
function secondsSince(start) {
	return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
