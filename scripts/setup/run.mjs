import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lockToInherit } from './lock.mjs';
import { OWN_FOLDER, ROOT, SEARCH_PATH } from './paths.mjs';
import { SetupError } from './report.mjs';

const LOG = join(OWN_FOLDER, 'log');
const LINES_SHOWN = 30;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a command with its output in the log, and waits for its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {boolean} [options.terminal] - leave it on the terminal, where sudo asks for a password
 * @param {boolean} [options.mayStartDaemons] - it may leave processes behind that are to go on
 * @returns {Promise<void>}
 * @throws SetupError with the last lines of the output when it fails
 */
export async function run(
	command,
	args,
	{ cwd = ROOT, terminal = false, mayStartDaemons = false } = {},
) {
	// As short as a person would write it.
	const words = [command === process.execPath ? 'node' : command, ...args]
		.map((word) => word.replace(ROOT, ''))
		.join(' ');
	const log = openLog();
	writeSync(log, `$ ${words}\n`);
	const before = fstatSync(log).size;
	try {
		const start = () =>
			spawn(command, args, {
				cwd,
				env: { ...process.env, PATH: SEARCH_PATH },
				stdio: [
					terminal ? 'inherit' : 'ignore',
					log,
					log,
					// A daemon would never let go of it.
					mayStartDaemons ? 'ignore' : lockToInherit(),
				],
				// Its own process group, so that a signal can reach what it started in turn.
				detached: !terminal,
			});
		const failure = await finished(start, terminal);
		if (failure === undefined) return;
		const output = readFileSync(join(ROOT, LOG)).subarray(before).toString();
		throw new SetupError(`${words}\n${failure}:\n${lastLines(output)}\nAll of it is in ${LOG}.`);
	} finally {
		closeSync(log);
	}
}

let logIsOurs = false;

/** Opens the log, which begins anew with the first command of this process. */
function openLog() {
	mkdirSync(join(ROOT, OWN_FOLDER), { recursive: true });
	const log = openSync(join(ROOT, LOG), logIsOurs ? 'a' : 'w');
	logIsOurs = true;
	return log;
}

/**
 * Starts a child and waits for its end. A signal that this process gets meanwhile goes to the child's group (a
 * second one ends it at once), and then ends this process.
 *
 * @param {() => import('node:child_process').ChildProcess} start
 * @param {boolean} sameGroup - the terminal sends its signals to the child itself
 * @returns {Promise<string | undefined>} why it failed
 */
async function finished(start, sameGroup) {
	/** @type {NodeJS.Signals | undefined} */
	let received;
	/** @param {NodeJS.Signals} signal */
	const pass = (signal) => {
		const sent = received === undefined ? signal : 'SIGKILL';
		received = signal;
		if (child?.pid === undefined) return;
		try {
			process.kill(sameGroup ? child.pid : -child.pid, sent);
		} catch {
			// It has ended already, or it is sudo's and not ours to end.
		}
	};
	// Before the child is there: a signal in between would end this process alone.
	for (const signal of SIGNALS) process.on(signal, pass);
	/** @type {import('node:child_process').ChildProcess | undefined} */
	let child;
	try {
		child = start();
		const [status, signal] = await once(child, 'exit');
		if (status === 0) return undefined;
		return signal ? `was ended by ${signal}` : `failed with status ${status}`;
	} catch (error) {
		return `did not start: ${/** @type {Error} */ (error).message}`;
	} finally {
		for (const signal of SIGNALS) process.off(signal, pass);
		if (received !== undefined) {
			process.stdout.write('interrupted\n');
			// Without a handler the signal does what it does to any program.
			process.kill(process.pid, received);
		}
	}
}

/** @param {string} text */
function lastLines(text) {
	const lines = text.trimEnd().split('\n').slice(-LINES_SHOWN);
	return lines.map((line) => `  ${line}`).join('\n');
}
