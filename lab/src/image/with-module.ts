// What another module would add: it is built with the project's interfaces, as its author would build
// it, into a copy of the policy, which a guest then loads.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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
		script: 'adding-modules.sh',
		args: [PROJECT, ...Object.entries(modules).flat()],
		files: interfaces.map((name) => `policy/${name}`),
	});
}
