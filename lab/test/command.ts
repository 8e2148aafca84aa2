// The `lab` command as a person starts it, with sockets of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CACHE } from '../src/paths.ts';

const LAB = join(import.meta.dirname, '../bin/lab.js');

export interface Outcome {
	status: number | null;
	signal: NodeJS.Signals | null;
	stdout: Buffer;
	stderr: string;
}

/** A lab that was started. */
export interface Lab {
	child: ChildProcess;
	pid: number;
	/** Waits until it has written something to stdout. */
	speaks(): Promise<void>;
	ended: Promise<Outcome>;
}

/** Guests that are up in a test are not those of the person at this machine. */
export function ownRuntime(): string {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-lab-'));
	process.env.XDG_RUNTIME_DIR = folder;
	return folder;
}

/**
 * Starts the lab.
 *
 * @param args - its arguments
 * @param options - what its environment has besides, and what its stdin is: null for /dev/null
 */
export function startLab(
	args: string[],
	{ env = {}, stdin = null }: { env?: Record<string, string>; stdin?: 'pipe' | null } = {},
): Lab {
	const child = spawn(process.execPath, [LAB, ...args], {
		env: { ...process.env, ...env },
		stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
	});
	const chunks: Buffer[] = [];
	let stderr = '';
	child.stdin?.on('error', () => {}); // it may end without reading
	child.stdout?.on('data', (data) => chunks.push(data));
	child.stderr?.on('data', (text) => {
		stderr += text;
	});
	const ended = once(child, 'close').then(([status, signal]) => {
		return { status, signal, stdout: Buffer.concat(chunks), stderr };
	});
	return {
		child,
		pid: child.pid as number,
		async speaks() {
			if (chunks.length === 0) await once(child.stdout as NodeJS.ReadableStream, 'data');
		},
		ended,
	};
}

/** Runs the lab to its end; what it writes is text. */
export async function lab(...args: string[]) {
	const { stdout, ...others } = await startLab(args).ended;
	return { ...others, stdout: stdout.toString() };
}

/**
 * What a process has started and what that has, living ones: proc_pid_stat(5).
 *
 * @param pid - the process
 */
export function descendantsOf(pid: number): number[] {
	const parents = new Map(readdirSync('/proc').flatMap(parentOf));
	const all = [pid];
	for (const each of all)
		for (const [child, parent] of parents) if (parent === each) all.push(child);
	return all.slice(1);
}

function parentOf(name: string): [number, number][] {
	try {
		const stat = readFileSync(`/proc/${Number(name)}/stat`, 'utf8');
		const [, state, parent] = /^.*\) (\S) (\d+)/s.exec(stat) ?? [];
		return state === 'Z' ? [] : [[Number(name), Number(parent)]];
	} catch {
		return []; // no process, or it has ended meanwhile
	}
}

/** Whether a process lives; one that has ended may wait for its parent to ask for its status. */
export function lives(pid: number): boolean {
	return parentOf(String(pid)).length > 0;
}

/**
 * Makes a cache of a test's own from the person's: the same files by other names, not copies.
 *
 * @param isWanted - whether what has this name is to be in it
 * @returns what XDG_CACHE_HOME is to be; who asked for it removes it
 */
export function ownCache(isWanted: (name: string) => boolean): string {
	mkdirSync(CACHE, { recursive: true });
	const home = mkdtempSync(join(dirname(dirname(CACHE)), 'peercon-test-'));
	const folder = join(home, 'peercon/lab');
	mkdirSync(folder, { recursive: true });
	const kinds = /^(base|uml|system|policy|programs|ready|proofs)/;
	for (const name of readdirSync(CACHE).filter((each) => kinds.test(each) && isWanted(each))) {
		spawnSync('cp', ['-al', join(CACHE, name), folder]);
	}
	return home;
}
