import { spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from './errors.ts';
import { say } from './progress.ts';

/** How often somebody else's lock is tried again, in milliseconds. */
const RETRY = 200;

/**
 * Locks a file: Node has no flock(2); flock(1) locks what it inherits.
 *
 * @param fd - what to lock
 * @param options - flock(1)'s
 * @returns whether it is locked now
 */
export function flock(fd: number, ...options: string[]): boolean {
	const { error, status } = spawnSync('flock', [...options, '3'], {
		stdio: ['ignore', 'ignore', 'inherit', fd],
	});
	if (error) throw new LabError(`flock(1) of util-linux is needed: ${error.message}`);
	return status === 0;
}

/**
 * Waits for a lock that another process may have. The kernel drops the lock of one that has died.
 *
 * @param fd - what to lock
 * @param text - says so to a person who waits
 * @param options - flock(1)'s
 * @returns gives it back, and closes the descriptor
 */
export async function locked(fd: number, text: string, ...options: string[]): Promise<() => void> {
	for (let told = false; !flock(fd, '--nonblock', ...options); told = true) {
		if (!told) say(text);
		await sleep(RETRY);
	}
	return () => closeSync(fd);
}
