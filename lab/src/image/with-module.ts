// What another module would add: it is built with the project's interfaces, as its author would build
// it, into a copy of the policy, which a guest then loads.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from '../cache.ts';
import { ROOT } from '../paths.ts';
import type { Variant } from '../policies.ts';
import { policyCopies } from './copies.ts';

const PROJECT = join(ROOT, 'policy');

/**
 * Makes copies of a policy, each with one module more: see policyCopies.
 *
 * @param variant - which policy
 * @param modules - for each module's name, which is the copy's as well, its .te file
 * @returns the path of the payload
 */
export function policiesWithModule(
	variant: Variant,
	modules: Readonly<Record<string, string>>,
): Promise<string> {
	const interfaces = readdirSync(PROJECT).filter((name) => name.endsWith('.if'));
	return policyCopies({
		variant,
		what: `with ${Object.keys(modules).join(' or ')}`,
		seconds: 10 * Object.keys(modules).length,
		script: SCRIPT,
		args: [PROJECT, ...Object.entries(modules).flat()],
		key: keyOf(PROJECT, interfaces),
	});
}

/** Given the project's folder of policy, and each module's name and .te file. */
const SCRIPT = `
cp "$1"/*.if "$root/usr/share/selinux/devel/include/services"
shift
while [ $# -gt 0 ]; do
	folder=$root/tmp/$1
	mkdir "$folder"
	printf %s "$2" > "$folder/$1.te"
	chroot "$root" make -s -C "/tmp/$1" -f /usr/share/selinux/devel/Makefile NAME="$policy" "$1.pp" > /dev/null
	chroot "$root" semodule -n -s "$policy" --priority=400 -i "/tmp/$1/$1.pp"
	keep "$1"
	chroot "$root" semodule -n -s "$policy" --priority=400 -r "$1" 2> /dev/null
	shift 2
done
`;
