import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { ROOT } from './paths.mjs';
import { say } from './report.mjs';

/** @type {number | undefined} */
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

/**
 * What a command of set-up inherits to keep the lock while it runs: should this process be killed,
 * the next set-up still waits for the command.
 *
 * @returns {number | 'ignore'} an entry of spawn's stdio
 */
export function lockToInherit() {
	return lock ?? 'ignore';
}

/** @param {string[]} options */
function flock(...options) {
	const stdio = /** @type {const} */ (['ignore', 'ignore', 'inherit']);
	const { status } = spawnSync('flock', [...options, '3'], { stdio: [...stdio, lockToInherit()] });
	// Where there is no flock(1), and so no status, set-up goes on without the lock.
	return status === 1 ? 'busy' : 'held';
}
