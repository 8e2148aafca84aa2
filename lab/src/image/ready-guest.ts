import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk, Engine } from '../engines/engine.ts';
import type { Variant } from '../policies.ts';
import { folderOf } from './stage.ts';
import { PROGRAMS, policyStage, readyStage, SYSTEM } from './stages.ts';
import type { Switch } from './switches.ts';

/** The disk of a guest with a policy and the project's programs, labeled; every engine starts it. */
export interface ReadyGuest extends Disk {
	/** What a test can switch off, with the variant `switched`. */
	switches: Switch[];
}

/**
 * Gives a guest with the project's programs installed, and makes it if it is not there.
 *
 * @param variant - which policy
 * @param engine - what makes it
 */
export async function readyGuest(variant: Variant, engine: Engine): Promise<ReadyGuest> {
	folderOf(PROGRAMS).catch(() => {}); // meanwhile, for npm waits for the network; told below
	const folder = await folderOf(readyStage(variant, engine));
	const policy = await folderOf(policyStage(variant));
	const switches = JSON.parse(readFileSync(join(policy, 'switches.json'), 'utf8'));
	return { folder, image: join(folder, 'disk.raw'), boot: await folderOf(SYSTEM), switches };
}
