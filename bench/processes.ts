import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { descendants } from './proc.ts';

// Every program that the bench starts is started here, and none outlives it: not when it is done,
// nor after an error or a signal.

const started = new Set<ChildProcess>();

process.on('exit', () => {
	for (const child of started) killTree(child);
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('SIGHUP', () => process.exit(129));

/**
 * Starts a program.
 *
 * @param command - the program and its arguments
 * @param stdout - where its output goes; a descriptor, or what spawn() takes
 * @param stderr - where its complaints go
 */
export function start(
	[program, ...args]: [string, ...string[]],
	stdout: number | 'pipe' | 'ignore',
	stderr: number | 'pipe' | 'ignore',
): ChildProcess {
	const child = spawn(program, args, { stdio: ['ignore', stdout, stderr] });
	started.add(child);
	child.on('close', () => started.delete(child));
	return child;
}

/**
 * Runs a program to its end.
 *
 * @param command - the program and its arguments
 * @param seconds - how long it may take
 * @returns what it wrote to stdout
 * @throws what it wrote to stderr, if its status is not 0
 */
export async function run(command: [string, ...string[]], seconds: number): Promise<string> {
	const child = start(command, 'pipe', 'pipe');
	const limit = setTimeout(() => killTree(child), seconds * 1000);
	const ended = new Promise<number | null>((resolve, reject) => {
		child.on('error', reject).on('close', resolve);
	});
	const [output, complaint, status] = await Promise.all([
		text(child.stdout as NodeJS.ReadableStream),
		text(child.stderr as NodeJS.ReadableStream),
		ended,
	]);
	clearTimeout(limit);
	if (status === 0) return output;
	throw new Error(complaint.trim() || `${command[0]} was ended after ${seconds} s`);
}

/** Ends a program and all processes that it has started. */
export async function stop(child: ChildProcess): Promise<void> {
	if (!started.has(child) || child.pid === undefined) return;
	const closed = new Promise((resolve) => child.on('close', resolve));
	killTree(child);
	await closed;
}

function killTree({ pid }: ChildProcess): void {
	if (pid === undefined) return;
	// The children are looked up first: once their parent is gone, nothing leads to them.
	for (const process_ of [pid, ...descendants(pid)]) {
		try {
			process.kill(process_, 'SIGKILL');
		} catch {
			// It has ended by itself.
		}
	}
}
