import { setTimeout as sleep } from 'node:timers/promises';
import { findKeeper } from '../keeper.ts';
import type { Policy } from '../policies.ts';
import { say } from '../report.ts';

/** Ends the guest that is up. */
export async function down(policy: Policy): Promise<void> {
	const keeper = await findKeeper(policy);
	if (!keeper) return say(`no guest with the ${policy} policy is up`);
	process.kill(keeper.pid, 'SIGTERM');
	while (await findKeeper(policy)) await sleep(20);
	say('the guest is down');
}
