import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { ROOT } from './files.ts';

/** The groups that run, by the process that leads each. */
const running = new Set<number>();

/**
 * Runs Node in a process group of its own, so that nothing it starts need outlive it.
 *
 * @param args - Node's arguments
 * @param stdio - as spawn takes it
 * @param env - what is added to the environment
 */
export function startGroup(
	args: string[],
	stdio: SpawnOptions['stdio'],
	env: NodeJS.ProcessEnv = {},
): ChildProcess {
	const options = { cwd: ROOT, detached: true, stdio, env: { ...process.env, ...env } };
	const child = spawn(process.execPath, args, options);
	const { pid } = child;
	if (pid !== undefined) {
		running.add(pid);
		child.on('close', () => {
			endGroup(pid);
			running.delete(pid);
		});
	}
	return child;
}

export function endGroup(pid: number | undefined): void {
	try {
		if (pid !== undefined) process.kill(-pid, 'SIGKILL');
	} catch {
		// ESRCH: nothing of the group is left, as it should be.
	}
}

export function endEveryGroup(): void {
	for (const pid of running) endGroup(pid);
}
