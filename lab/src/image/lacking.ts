// What cannot be switched off: a type's attributes, which the constraints of the MLS policy are about.
// Each is taken from a copy of the policy, which a guest then loads.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { PAYLOAD_SIZE } from '../qemu-args.ts';
import { step } from '../report.ts';
import { baseImage, unpackBase } from './base.ts';
import { bootedGuest } from './booted.ts';
import { builtPolicy } from './policy.ts';

/** In the payload: a service that loads one of the copies. It is for systemd to do: see lab-install. */
const UNIT = `[Service]
Type=oneshot
ExecStart=/usr/bin/cp /etc/selinux/mls/lacking/%i /etc/selinux/mls/policy/policy.NUMBER
ExecStart=/usr/sbin/load_policy
`;

/**
 * Makes copies of the MLS policy, each without some statements of a module, for a guest that has
 * started `lab-install` to load with `systemctl start lab-lacking@NAME`. `whole` lacks nothing.
 *
 * @param module - the module
 * @param lacking - for each copy's name, a pattern for grep(1) of lines of the module's CIL
 * @returns the path of the payload: see resumeGuest
 */
export async function policiesLacking(
	module: string,
	lacking: Readonly<Record<string, string>>,
): Promise<string> {
	const base = await baseImage();
	const booted = await bootedGuest('mls');
	const built = await builtPolicy(base, booted, 'mls');
	const key = keyOf('', [], built, module, JSON.stringify(lacking), BUILD, UNIT);
	const seconds = 8 * Object.keys(lacking).length;
	const folder = await cached(booted, 'lacking', key, 1, (unfinished) =>
		step(
			`building copies of the mls policy that lack something of ${module}`,
			seconds,
			async () => {
				const root = join(unfinished, 'root');
				await unpackBase(base, root);
				const policy = join(built, 'policy.tar');
				const copies = Object.entries(lacking).flat();
				const payload = join(unfinished, 'payload');
				mkdirSync(join(unfinished, 'tree/etc/systemd/system'), { recursive: true });
				writeFileSync(join(unfinished, 'tree/etc/systemd/system/lab-lacking@.service'), UNIT);
				await hostAsRoot(['sh', '-ec', BUILD, 'sh', root, policy, payload, module, ...copies]);
				truncateSync(payload, PAYLOAD_SIZE);
				await hostAsRoot(['rm', '-rf', root, join(unfinished, 'tree')]);
			},
		),
	);
	return join(folder, 'payload');
}

/** Run as root with the guest's root folder, its policy, the payload to make, the module and copies. */
const BUILD = `
root=$1 policy=$2 payload=$3 module=$4
shift 4
tar -C "$root" -xf "$policy"
mls=$root/etc/selinux/mls
tree=$(dirname "$root")/tree
copies=$tree/etc/selinux/mls/lacking
mkdir -p "$copies" "$root/tmp/lacking"
cp "$mls"/policy/policy.* "$copies/whole"
number=$(basename "$mls"/policy/policy.*)
sed -i "s/NUMBER/\${number#policy.}/" "$tree/etc/systemd/system/lab-lacking@.service"
chroot "$root" semodule -s mls --priority=400 --cil --extract="$module" > /dev/null
mv "$root/$module.cil" "$root/tmp/whole.cil"
while [ $# -gt 0 ]; do
	grep -q "$2" "$root/tmp/whole.cil"
	grep -v "$2" "$root/tmp/whole.cil" > "$root/tmp/lacking/$module.cil"
	chroot "$root" semodule -n -s mls --priority=400 -i "/tmp/lacking/$module.cil" 2> /dev/null
	cp "$mls"/policy/policy.* "$copies/$1"
	shift 2
done
tar -C "$tree" --owner=0 --group=0 -cf "$payload" etc
`;
