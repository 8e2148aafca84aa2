// Copies of a policy that differ from it, each of which a guest can load: what cannot be switched off,
// and what another module would add.
import { join } from 'node:path';
import { hostAsRoot } from '../host.ts';
import { LAB } from '../paths.ts';
import { padPayload } from '../payload.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { unpackForPolicy } from './base.ts';
import { folderOf, stage } from './stage.ts';
import { BASE, policyStage } from './stages.ts';
import { inWorkshop } from './workshop.ts';

/** How copies are made. */
export interface Recipe {
	/** Which policy. */
	variant: Variant;
	/** What differs, for people: `that lack something of mls_server`. */
	what: string;
	/** About how long it takes. */
	seconds: number;
	/** The file of lab/image that makes them, and what it is given. */
	script: string;
	args: string[];
	/** Sources that count besides: paths relative to the checkout's top folder. */
	files?: string[];
}

/**
 * Makes copies of a policy, for a guest that has started `lab-install` to load with
 * `systemctl start lab-policy@NAME`. `whole` is the policy as it is.
 *
 * @returns the path of the payload: see startMachine
 */
export async function policyCopies(recipe: Recipe): Promise<string> {
	const { variant, what, seconds, script, args, files = [] } = recipe;
	const image = ['copy-policies.sh', script, 'lab-policy@.service'];
	const copies = stage({
		name: `copies-${variant}`,
		inputs: { base: BASE, policy: policyStage(variant) },
		files: () => [...image.map((name) => `lab/image/${name}`), ...files],
		others: args,
		kept: 3,
		told: [`building copies of the ${variant} policy ${what}`, seconds],
		make: (folder, { base, policy }) =>
			inWorkshop(async (root) => {
				await unpackForPolicy(base, root);
				const tree = join(folder, 'tree');
				const payload = join(folder, 'payload');
				const where = [root, tree, join(policy, 'policy.tar'), payload, debianPolicy(variant)];
				const make = ['sh', join(LAB, 'image/copy-policies.sh'), script];
				await hostAsRoot([...make, ...where, ...args]);
				padPayload(payload);
				await hostAsRoot(['rm', '-rf', tree]);
			}),
	});
	return join(await folderOf(copies), 'payload');
}
