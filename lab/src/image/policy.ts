import { join } from 'node:path';
import { cached, filesBelow, keyOf } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { LAB, ROOT } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { step } from '../report.ts';
import { unpackBase } from './base.ts';

/** What the guest needs beyond Debian's policy, and the project's own policy modules. */
const MODULES = join(LAB, 'policy');
const PROJECT = join(ROOT, 'policy');

/** What the guest's site maps to the modules' types. */
const SITE = join(MODULES, 'mappings');

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
 */
export function builtPolicy(base: string, booted: string, policy: Policy): Promise<string> {
	const modules = allModules(policy);
	const key = modulesKey(
		modules,
		PROJECT_MODULES,
		keyOf(PROJECT, filesBelow(PROJECT)),
		keyOf(MODULES, ['mappings']),
	);
	return cached(booted, 'policy', key, 2, (folder) =>
		step(`building the ${policy} policy`, 12, async () => {
			const root = join(folder, 'root');
			await unpackBase(base, root);
			await installModules(root, policy, modules);
			await hostAsRoot(['sh', '-ec', PROJECT_MODULES, 'sh', root, policy, PROJECT, SITE]);
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

/** Writes what semanage(8) would, which takes ten seconds a call in the guest. */
const PROJECT_MODULES = `
root=$1 policy=$2 project=$3 site=$4
cp -R "$project" "$root/tmp/policy"
cat "$project/mappings" "$site" | awk -v levels="$(test "$policy" = mls && echo s0-s15:c0.c1023 || echo s0)" -v active="$root/var/lib/selinux/$policy/active" '
	{ context = "system_u:object_r:" $NF ":" }
	$1 == "port" { print "portcon", $2, $3, context "s0" > (active "/ports.local") }
	$1 == "node" { print "nodecon", $2, $3, $4, context levels > (active "/nodes.local") }
	$1 == "netif" { print "netifcon", $2, context levels, context levels > (active "/interfaces.local") }
'
chroot "$root" sh -ec '
	make -s -C /tmp/policy NAME="$1" clean all
	semodule -n -s "$1" -i /tmp/policy/*.pp
' sh "$policy"
`;
