// What cannot be switched off: a type's attributes, which the policies' constraints are about. Each is
// taken from a copy of the policy, which a guest then loads.
import type { Policy } from '../policies.ts';
import { policyCopies } from './copies.ts';

/**
 * Makes copies of a policy, each without some statements of a module: see policyCopies.
 *
 * @param policy - Debian's MCS policy (default), or its MLS policy
 * @param module - the module
 * @param lacking - for each copy's name, a pattern for grep(1) of lines of the module's CIL
 * @returns the path of the payload
 */
export function policiesLacking(
	policy: Policy,
	module: string,
	lacking: Readonly<Record<string, string>>,
): Promise<string> {
	return policyCopies({
		variant: policy,
		what: `that lack something of ${module}`,
		seconds: 8 * Object.keys(lacking).length,
		script: SCRIPT,
		args: [module, ...Object.entries(lacking).flat()],
	});
}

/** Given the module, and each copy's name and pattern. */
const SCRIPT = `
module=$1
shift
mkdir "$root/tmp/lacking"
chroot "$root" semodule -s "$policy" --priority=400 --cil --extract="$module" > /dev/null
mv "$root/$module.cil" "$root/tmp/whole.cil"
while [ $# -gt 0 ]; do
	grep -q "$2" "$root/tmp/whole.cil"
	grep -v "$2" "$root/tmp/whole.cil" > "$root/tmp/lacking/$module.cil"
	chroot "$root" semodule -n -s "$policy" --priority=400 -i "/tmp/lacking/$module.cil" 2> /dev/null
	keep "$1"
	shift 2
done
`;
