// The stage `policy`, for each variant: its modules, built by the guest's own tools.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostAsRoot } from '../host.ts';
import { LAB } from '../paths.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { unpackForPolicy } from './base.ts';
import { installProject } from './project.ts';
import type { Folders } from './stage.ts';
import { inWorkshop } from './workshop.ts';

/**
 * Puts a guest's whole policy into policy.tar, and what can be switched off in it into switches.json.
 *
 * @param variant - which policy
 */
export function makePolicy(
	variant: Variant,
	folder: string,
	{ base }: Folders<'base'>,
): Promise<void> {
	const policy = debianPolicy(variant);
	return inWorkshop(async (root) => {
		await unpackForPolicy(base, root);
		await hostAsRoot(['sh', join(LAB, 'image/configure-policy.sh'), root, policy]);
		const lacking = join(LAB, `policy/${policy}.cil`); // beyond Debian's policy
		const switches = await installProject(root, variant, [lacking]);
		writeFileSync(join(folder, 'switches.json'), JSON.stringify(switches));
		const parts = ['etc/selinux/config', `etc/selinux/${policy}`, `var/lib/selinux/${policy}`];
		await hostAsRoot(['tar', '-C', root, '-cf', join(folder, 'policy.tar'), ...parts]);
	});
}
