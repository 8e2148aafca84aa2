import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../..');

/** Programs whose package has another name. */
const FILES: Record<string, string> = {
	'channel-client': 'channels/bin/channel-client.js',
	'channel-server': 'channels/bin/channel-server.js',
	explain: 'explain/bin/peercon.js',
};

/** A limit for what hangs; nothing depends on how long anything takes. */
const HANG_SECONDS = 60;

/**
 * A limit on descriptors that a test soon reaches. Node needs more than half of it to begin with: the
 * files of all modules that one imports are opened at once.
 */
export const FEW_DESCRIPTORS = 120;

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
 * @param name - the program, such as `echo-server`
 * @param args - its arguments
 * @param options - text for its stdin, how many descriptors it may have, its working directory, and the
 * folder that the packages are in (default: this checkout's)
 */
export function startProgram(
	name: string,
	args: string[],
	options: { input?: string | Buffer; descriptors?: number; cwd?: string; packages?: string } = {},
): Program {
	const bin = join(options.packages ?? PACKAGES, FILES[name] ?? `${name}/bin/${name}.js`);
	// The hard limit, too: Node raises the soft one to it.
	const limit = options.descriptors === undefined ? '' : `ulimit -n ${options.descriptors}; `;
	const script = ['-c', `${limit}exec "$@"`, 'sh', process.execPath, bin, ...args];
	const child = spawn('sh', script, { cwd: options.cwd });
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
