import { setTimeout as sleep } from 'node:timers/promises';

const HANG_SECONDS = 60;

/**
 * Waits until something holds. The limit catches only what never comes.
 *
 * @param holds - asked again and again
 * @param what - what is waited for, for the message
 */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
	const limit = Date.now() + HANG_SECONDS * 1000;
	while (!holds()) {
		if (Date.now() > limit) throw new Error(`${what}: still not so after ${HANG_SECONDS} s`);
		await sleep(5);
	}
}
