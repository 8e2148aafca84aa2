// What cannot be switched off: a type's attributes, which the policies' constraints are about. Each is
// taken from a copy of the policy, which a guest then loads.
import type { Policy } from '../policies.ts';
import { policyCopies } from './copies.ts';

/**
 * Makes copies of a policy, each without some statements of a module: see policyCopies.
 *
 * @param policy - Debian's MCS policy (default), or its MLS policy
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
		script: 'lacking-modules.sh',
		args: [module, ...Object.entries(lacking).flat()],
	});
}
