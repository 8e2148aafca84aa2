import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { eventually } from '@peercon/test-utils';
import { is_selinux_enabled, systemError } from '../lib/index.ts';

/** Why tests that need SELinux cannot run here; undefined if they can. */
export const noSelinux = is_selinux_enabled() ? undefined : 'SELinux is disabled on this host';

/** Why tests of a host without SELinux cannot run here. */
export const withSelinux = is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined;

/** Runs something that must throw, and gives what it threw. */
export function thrownBy(act: () => unknown): NodeJS.ErrnoException {
	try {
		act();
	} catch (error) {
		return error as NodeJS.ErrnoException;
	}
	throw new Error('nothing was thrown');
}

/** As {@link thrownBy}, for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<NodeJS.ErrnoException> {
	try {
		await promise;
	} catch (error) {
		return error as NodeJS.ErrnoException;
	}
	throw new Error('nothing was rejected');
}

/** Why what AddressSanitizer changes cannot be tested on an addon that has it: scripts/asan.sh. */
export const withSanitizer = process.env['@PEERCON/NATIVE_PREBUILD']?.includes('asan')
	? 'AddressSanitizer does this in its own way'
	: undefined;

/** Why it cannot be tested which addon is loaded: scripts/asan.sh names one that every copy loads. */
export const withNamedAddon =
	process.env['@PEERCON/NATIVE_PREBUILD'] === undefined
		? undefined
		: 'an addon is named that is loaded in any case';

/** The built package, for another process or thread to import. */
export const INDEX = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** What a call returned, with the name of an errno: 'EAGAIN' for -11. */
export function errnoOf(result: number): string | number {
	return result < 0 ? (systemError(result, '', '').code as string) : result;
}

/**
 * Runs JavaScript in another process, where `native` is this package, and gives what it printed as
 * JSON.
 *
 * @param code - the body of an async function
 * @param args - `args` of the code
 */
export function inAnotherProcess(code: string, ...args: unknown[]): unknown {
	const run = spawnSync(process.execPath, ['-e', program(code, args)], { encoding: 'utf8' });
	if (run.status !== 0) throw new Error(`${run.status ?? run.signal}: ${run.stderr}`);
	return run.stdout === '' ? undefined : JSON.parse(run.stdout);
}

/** Starts such a process; its standard output is read with {@link nextLine}. */
export function startProcess(
	code: string,
	...args: unknown[]
): ChildProcessByStdio<null, Readable, null> {
	const child = spawn(process.execPath, ['-e', program(code, args)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	return child;
}

/** What a process prints next, as JSON. */
export async function nextLine(child: ChildProcessByStdio<null, Readable, null>): Promise<unknown> {
	const [chunk] = await once(child.stdout, 'data');
	return JSON.parse(`${chunk}`);
}

function program(code: string, args: unknown[]): string {
	return `import(${JSON.stringify(INDEX)}).then(async (native) => {
		const args = ${JSON.stringify(args)};
		const print = (value) => process.stdout.write(JSON.stringify(value));
		${code}
	});`;
}

/** How many threads and descriptors this process has. */
export function inUse(): { threads: number; fds: number } {
	return {
		threads: readdirSync('/proc/self/task').length,
		fds: readdirSync('/proc/self/fd').length,
	};
}

/** The numbers of the system calls that the threads of a process are in: proc(5), syscall. */
function systemCalls(pid: number | 'self'): string[] {
	return readdirSync(`/proc/${pid}/task`).flatMap((tid) => {
		try {
			return readFileSync(`/proc/${pid}/task/${tid}/syscall`, 'utf8').split(' ', 1);
		} catch {
			return []; // it has ended
		}
	});
}

/** Those that the threads of Node are in when nobody waits for anything. */
const IDLE = new Set(systemCalls('self'));

/**
 * Until a thread blocks in a system call that Node's own threads do not block in: a Waiter's.
 *
 * @param pid - of another process that runs Node, or this one
 */
export async function untilItWaits(pid: number | 'self' = 'self'): Promise<void> {
	const isWaiting = () =>
		systemCalls(pid).some((call) => !IDLE.has(call) && !call.startsWith('running'));
	await eventually(isWaiting, `process ${pid} waits`);
}

/** The state of a process, one letter: proc(5), stat. */
export function stateOf(pid: number): string {
	return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
}

/** Stops a process and lets it go on, as Ctrl-Z and fg do. */
export async function stopAndContinue(pid: number): Promise<void> {
	process.kill(pid, 'SIGSTOP');
	await eventually(() => stateOf(pid) === 'T', `process ${pid} is stopped`);
	process.kill(pid, 'SIGCONT');
	await eventually(() => stateOf(pid) !== 'T', `process ${pid} goes on`);
}
