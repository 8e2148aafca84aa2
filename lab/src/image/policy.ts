import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { LAB } from '../paths.ts';
import { debianPolicy, type Policy, type Variant } from '../policies.ts';
import { step } from '../report.ts';
import { unpackBase } from './base.ts';
import { installProject, projectKey } from './project.ts';

/** What the guest needs beyond Debian's policy. */
const MODULES = join(LAB, 'policy');

/** The modules that a guest boots with, and those that come after. */
export function bootModules(policy: Policy): string[] {
	return [`boot-${policy}.cil`];
}

function allModules(policy: Policy): string[] {
	return [...bootModules(policy), `${policy}.cil`];
}

/** What decides what the modules do. */
export function modulesKey(modules: string[], ...others: string[]): string {
	return keyOf(MODULES, modules, INSTALL, ...others);
}

/**
 * Gives the folder with a guest's whole policy in policy.tar. A guest that has booted can load it: a
 * change of the policy takes neither a new disk nor another boot.
 *
 * @param base - the folder of the base image
 * @param booted - the folder of the booted guest that it is for
 * @param variant - which policy
 */
export function builtPolicy(base: string, booted: string, variant: Variant): Promise<string> {
	const policy = debianPolicy(variant);
	const modules = allModules(policy);
	const key = modulesKey(modules, variant, projectKey());
	return cached(booted, `policy-${variant}`, key, 2, (folder) =>
		step(`building the ${variant} policy`, 15, async () => {
			const root = join(folder, 'root');
			await unpackBase(base, root);
			await installModules(root, policy, modules);
			const switches = await installProject(root, variant);
			writeFileSync(join(folder, 'switches.json'), JSON.stringify(switches));
			const parts = [`etc/selinux/${policy}`, `var/lib/selinux/${policy}`];
			await hostAsRoot(['tar', '-C', root, '-cf', join(folder, 'policy.tar'), ...parts]);
			await hostAsRoot(['rm', '-rf', root]);
		}),
	);
}

/**
 * Installs modules in a guest's unpacked root folder, by its own tools: another release's may not
 * read its policy. The guest needs no kernel for it.
 */
export async function installModules(root: string, policy: Policy, modules: string[]) {
	const paths = modules.map((name) => join(MODULES, name));
	await hostAsRoot(['sh', '-ec', INSTALL, 'sh', root, policy, ...paths]);
}

const INSTALL = `
root=$1 policy=$2
shift 2
# V8 writes machine code and runs it. Debian's policy leaves that to whoever administers the host.
echo allow_execmem=1 > "$root/var/lib/selinux/$policy/active/booleans.local"
mkdir "$root/tmp/modules"
cp "$@" "$root/tmp/modules"
chroot "$root" sh -c 'semodule -n -s "$1" -i /tmp/modules/*' sh "$policy"
rm -r "$root/tmp/modules"
`;
