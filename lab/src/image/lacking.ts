// What cannot be switched off: a type's attributes, which the policies' constraints are about. Each is
// taken from a copy of the policy, which a guest then loads.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../cache.ts';
import { PAYLOAD_SIZE } from '../engines/engine.ts';
import { hostAsRoot } from '../host.ts';
import { CACHE } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { step } from '../report.ts';
import { baseImage, unpackForPolicy } from './base.ts';
import { builtPolicy } from './policy.ts';
import { inWorkshop } from './workshop.ts';

/** In the payload: a service that loads one of the copies. It is for systemd to do: see lab-install. */
const UNIT = `[Unit]
DefaultDependencies=no

[Service]
Type=oneshot
ExecStart=/usr/bin/cp /etc/selinux/POLICY/lacking/%i /etc/selinux/POLICY/policy/policy.NUMBER
ExecStart=/usr/sbin/load_policy
`;

/**
 * Makes copies of a policy, each without some statements of a module, for a guest that has started
 * `lab-install` to load with `systemctl start lab-lacking@NAME`. `whole` lacks nothing.
 *
 * @param policy - Debian's MCS policy (default), or its MLS policy
 * @param module - the module
 * @param lacking - for each copy's name, a pattern for grep(1) of lines of the module's CIL
 * @returns the path of the payload: see startMachine
 */
export async function policiesLacking(
	policy: Policy,
	module: string,
	lacking: Readonly<Record<string, string>>,
): Promise<string> {
	const base = await baseImage();
	const built = await builtPolicy(policy);
	const key = keyOf('', [], built, module, JSON.stringify(lacking), BUILD, UNIT);
	const seconds = 8 * Object.keys(lacking).length;
	const folder = await cached(CACHE, `lacking-${policy}`, key, 1, (unfinished) =>
		step(`building copies of the ${policy} policy that lack something of ${module}`, seconds, () =>
			inWorkshop(async (root) => {
				await unpackForPolicy(base, root);
				const modules = join(built, 'policy.tar');
				const payload = join(unfinished, 'payload');
				const copies = Object.entries(lacking).flat();
				mkdirSync(join(unfinished, 'tree/etc/systemd/system'), { recursive: true });
				writeFileSync(join(unfinished, 'tree/etc/systemd/system/lab-lacking@.service'), UNIT);
				const tree = join(unfinished, 'tree');
				const where = [root, tree, modules, payload, policy, module];
				await hostAsRoot(['sh', '-ec', BUILD, 'sh', ...where, ...copies]);
				truncateSync(payload, PAYLOAD_SIZE);
				await hostAsRoot(['rm', '-rf', tree]);
			}),
		),
	);
	return join(folder, 'payload');
}

/** Run as root with the guest's root, its modules, the payload to make, policy, module and copies. */
const BUILD = `
root=$1 tree=$2 modules=$3 payload=$4 policy=$5 module=$6
shift 6
tar -C "$root" -xf "$modules"
store=$root/etc/selinux/$policy
copies=$tree/etc/selinux/$policy/lacking
mkdir -p "$copies" "$root/tmp/lacking"
cp "$store"/policy/policy.* "$copies/whole"
number=$(basename "$store"/policy/policy.*)
sed -i "s/POLICY/$policy/g; s/NUMBER/\${number#policy.}/" "$tree/etc/systemd/system/lab-lacking@.service"
chroot "$root" semodule -s "$policy" --priority=400 --cil --extract="$module" > /dev/null
mv "$root/$module.cil" "$root/tmp/whole.cil"
while [ $# -gt 0 ]; do
	grep -q "$2" "$root/tmp/whole.cil"
	grep -v "$2" "$root/tmp/whole.cil" > "$root/tmp/lacking/$module.cil"
	chroot "$root" semodule -n -s "$policy" --priority=400 -i "/tmp/lacking/$module.cil" 2> /dev/null
	cp "$store"/policy/policy.* "$copies/$1"
	shift 2
done
tar -C "$tree" --owner=0 --group=0 -cf "$payload" etc
`;
