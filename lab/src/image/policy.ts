import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { CACHE, LAB } from '../paths.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { step } from '../report.ts';
import { baseImage, unpackForPolicy } from './base.ts';
import { installProject, projectKey } from './project.ts';
import { inWorkshop } from './workshop.ts';

/** What the guest needs beyond Debian's policy. */
const MODULES = join(LAB, 'policy');

/** What decides what the modules do. */
function modulesKey(modules: string[], ...others: string[]): string {
	return keyOf(MODULES, modules, LOCAL, ...others);
}

/**
 * Gives the folder with a guest's whole policy in policy.tar: a change of the policy does not take a
 * new system.
 *
 * @param variant - which policy
 */
export async function builtPolicy(variant: Variant): Promise<string> {
	const policy = debianPolicy(variant);
	const base = await baseImage();
	const modules = [`${policy}.cil`];
	const key = modulesKey(modules, base, variant, projectKey());
	return cached(CACHE, `policy-${variant}`, key, 2, (folder) =>
		step(`building the ${variant} policy`, 10, () =>
			inWorkshop(async (root) => {
				await unpackForPolicy(base, root);
				await hostAsRoot(['sh', '-ec', LOCAL, 'sh', root, policy]);
				const more = modules.map((name) => join(MODULES, name));
				const switches = await installProject(root, variant, more);
				writeFileSync(join(folder, 'switches.json'), JSON.stringify(switches));
				const parts = ['etc/selinux/config', `etc/selinux/${policy}`, `var/lib/selinux/${policy}`];
				await hostAsRoot(['tar', '-C', root, '-cf', join(folder, 'policy.tar'), ...parts]);
			}),
		),
	);
}

/** Run as root with the guest's root folder and the policy's name. */
const LOCAL = `
root=$1 policy=$2
printf 'SELINUX=enforcing\\nSELINUXTYPE=%s\\n' "$policy" > "$root/etc/selinux/config"
# V8 writes machine code and runs it. Debian's policy leaves that to whoever administers the host.
echo allow_execmem=1 > "$root/var/lib/selinux/$policy/active/booleans.local"
`;
