import { existsSync } from 'node:fs';
import { useCache } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { findKeeper } from '../keeper.ts';
import { CACHE } from '../paths.ts';
import { POLICIES } from '../policies.ts';
import { say } from '../progress.ts';
import { down, downHosts } from './down.ts';

/** Ends the guests that are up, and removes all that the lab keeps. */
export async function clean(): Promise<void> {
	for (const policy of POLICIES) if (await findKeeper(policy)) await down({ policy });
	await downHosts();
	if (!existsSync(CACHE)) return say('there is nothing to remove');
	const unlock = await useCache();
	await hostAsRoot(['rm', '-rf', '--', CACHE]);
	unlock();
	say(`removed ${CACHE}`);
}
