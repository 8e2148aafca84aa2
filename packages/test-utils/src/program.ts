import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../..');

/** A limit for what hangs; nothing depends on how long anything takes. */
const HANG_SECONDS = 60;

/** How a program ended. */
export interface Outcome {
	status: number | null;
	stdout: string;
	stderr: string;
}

/** A program that was started. */
export interface Program {
	readonly pid: number;
	/** What it has written so far. */
	readonly output: { stdout: string; stderr: string };
	/** Waits until it has written something that matches; fails if it ends before that. */
	waitFor(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
	/** Sends SIGTERM (or another signal) and waits for the end. */
	stop(signal?: NodeJS.Signals): Promise<Outcome>;
	readonly ended: Promise<Outcome>;
}

/**
 * Starts one of the suite's programs by its bin file, as a user does.
 *
 * @param name - the package, such as `echo-server`
 * @param args - its arguments
 * @param options - text for its stdin, how many descriptors it may have, and the folder that the
 * packages are in (default: this checkout's)
 */
export function startProgram(
	name: string,
	args: string[],
	options: { input?: string | Buffer; descriptors?: number; packages?: string } = {},
): Program {
	const file = name === 'explain' ? 'peercon.js' : `${name}.js`;
	const bin = join(options.packages ?? PACKAGES, name, 'bin', file);
	// The hard limit, too: Node raises the soft one to it.
	const limit = options.descriptors === undefined ? '' : `ulimit -n ${options.descriptors}; `;
	const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, bin, ...args]);
	child.stdin.on('error', () => {}); // a program that ends without reading its input
	child.stdin.end(options.input ?? '');
	return watch(child, name);
}

/** Starts a program and waits for its end. */
export function runProgram(
	name: string,
	args: string[],
	options: Parameters<typeof startProgram>[2] = {},
): Promise<Outcome> {
	return startProgram(name, args, options).ended;
}

function watch(child: ChildProcess, name: string): Program {
	const output = { stdout: '', stderr: '' };
	let onOutput = () => {};
	for (const stream of ['stdout', 'stderr'] as const) {
		child[stream]?.setEncoding('latin1').on('data', (text: string) => {
			output[stream] += text;
			onOutput();
		});
	}
	const timer = setTimeout(() => child.kill('SIGKILL'), HANG_SECONDS * 1000);
	const ended = new Promise<Outcome>((resolve) => {
		child.on('close', (status) => {
			clearTimeout(timer);
			resolve({ status, ...output });
		});
	});

	return {
		pid: child.pid as number,
		output,
		ended,
		waitFor(pattern, stream = 'stderr') {
			return new Promise((resolve, reject) => {
				onOutput = () => {
					const match = pattern.exec(output[stream]);
					if (match) resolve(match);
				};
				onOutput();
				ended.then(() =>
					reject(new Error(`${name} ended without ${pattern}: ${JSON.stringify(output)}`)),
				);
			});
		},
		stop(signal = 'SIGTERM') {
			child.kill(signal);
			return ended;
		},
	};
}
