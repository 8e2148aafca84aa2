import { endKeeper, findKeeper } from '../keeper.ts';
import type { Policy } from '../policies.ts';
import { say } from '../progress.ts';

/** Ends the guest that is up. */
export async function down(policy: Policy): Promise<void> {
	if (!(await findKeeper(policy))) return say(`no guest with the ${policy} policy is up`);
	await endKeeper(policy);
	say('the guest is down');
}
