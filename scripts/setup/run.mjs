import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

/** The checkout's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the commands that set-up runs find programs: npx and node at least beside this Node. */
export const SEARCH_PATH = [process.env.PATH, dirname(process.execPath)]
	.filter((folders) => folders)
	.join(delimiter);

/** What set-up keeps for itself. Git ignores it. */
const OWN_FOLDER = '.setup';
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
					mayStartDaemons ? 'ignore' : (lock ?? 'ignore'),
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

/**
 * The lock, once it is taken. A command of set-up inherits it to keep it while it runs: should this
 * process be killed, the next set-up still waits for the command.
 *
 * @type {number | undefined}
 */
let lock;

/**
 * Waits until no other set-up runs in this checkout: two at once would write the same files, as
 * when somebody runs `npm start` in two terminals.
 *
 * The lock is a flock(2) of the checkout's folder, so it leaves no file behind and cannot go stale:
 * it is gone when the last process that has the folder open in this way has ended. Node has no
 * flock, so flock(1) locks what it inherits from here, as in a shell script.
 *
 * @param {string} folder - what to lock
 */
export function lockCheckout(folder = ROOT) {
	lock = openSync(folder, 'r');
	if (flock('--nonblock') === 'busy') {
		say('waiting for another set-up of this checkout to end\n');
		flock();
	}
}

/** @param {string[]} options */
function flock(...options) {
	const stdio = /** @type {const} */ (['ignore', 'ignore', 'inherit']);
	const { status } = spawnSync('flock', [...options, '3'], { stdio: [...stdio, lock ?? 'ignore'] });
	// Where there is no flock(1), and so no status, set-up goes on without the lock.
	return status === 1 ? 'busy' : 'held';
}

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
