// Copies of a policy that differ from it, each of which a guest can load: what cannot be switched off,
// and what another module would add.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../cache.ts';
import { PAYLOAD_SIZE } from '../engines/engine.ts';
import { hostAsRoot } from '../host.ts';
import { CACHE } from '../paths.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { step } from '../report.ts';
import { baseImage, unpackForPolicy } from './base.ts';
import { builtPolicy } from './policy.ts';
import { inWorkshop } from './workshop.ts';

/** In the payload: a service that loads one of the copies. It is for systemd to do: see lab-install. */
const UNIT = `[Unit]
DefaultDependencies=no

[Service]
Type=oneshot
ExecStart=/usr/bin/cp /etc/selinux/POLICY/copies/%i /etc/selinux/POLICY/policy/policy.NUMBER
ExecStart=/usr/sbin/load_policy
`;

/** How copies are made. */
export interface Recipe {
	/** Which policy. */
	variant: Variant;
	/** What differs, for people: `that lack something of mls_server`. */
	what: string;
	/** About how long it takes. */
	seconds: number;
	/**
	 * A script for sh(1), run as root. $root is a system with the policy installed, $policy the policy's
	 * name, `keep NAME` keeps what semodule(8) has made as a copy; $@ are the arguments.
	 */
	script: string;
	args: string[];
	/** Sources that count, besides: a key of them. */
	key?: string;
}

/**
 * Makes copies of a policy, for a guest that has started `lab-install` to load with
 * `systemctl start lab-policy@NAME`. `whole` is the policy as it is.
 *
 * @returns the path of the payload: see startMachine
 */
export async function policyCopies(recipe: Recipe): Promise<string> {
	const { variant, what, seconds, script, args, key = '' } = recipe;
	const policy = debianPolicy(variant);
	const base = await baseImage();
	const built = await builtPolicy(variant);
	const build = BEFORE + script + AFTER;
	const whole = keyOf('', [], built, JSON.stringify(args), key, build, UNIT);
	const folder = await cached(CACHE, `copies-${variant}`, whole, 3, (unfinished) =>
		step(`building copies of the ${variant} policy ${what}`, seconds, () =>
			inWorkshop(async (root) => {
				await unpackForPolicy(base, root);
				const tree = join(unfinished, 'tree');
				const payload = join(unfinished, 'payload');
				mkdirSync(join(tree, 'etc/systemd/system'), { recursive: true });
				writeFileSync(join(tree, 'etc/systemd/system/lab-policy@.service'), UNIT);
				const where = [root, tree, join(built, 'policy.tar'), payload, policy];
				await hostAsRoot(['sh', '-ec', build, 'sh', ...where, ...args]);
				truncateSync(payload, PAYLOAD_SIZE);
				await hostAsRoot(['rm', '-rf', tree]);
			}),
		),
	);
	return join(folder, 'payload');
}

/** Given the guest's root, the payload's files, the policy's modules, the payload to make, the policy. */
const BEFORE = `
root=$1 tree=$2 modules=$3 payload=$4 policy=$5
shift 5
tar -C "$root" -xf "$modules"
store=$root/etc/selinux/$policy
copies=$tree/etc/selinux/$policy/copies
mkdir -p "$copies"
keep() {
	cp "$store"/policy/policy.* "$copies/$1"
}
keep whole
number=$(basename "$store"/policy/policy.*)
sed -i "s/POLICY/$policy/g; s/NUMBER/\${number#policy.}/" "$tree/etc/systemd/system/lab-policy@.service"
`;

const AFTER = `
tar -C "$tree" --owner=0 --group=0 -cf "$payload" etc
`;
