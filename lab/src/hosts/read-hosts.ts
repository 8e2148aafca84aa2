import { readFileSync } from 'node:fs';
import { printable } from '@peercon/context/foreign-text';
import { LabError } from '../errors.ts';
import { VARIANTS, type Variant } from '../policies.ts';
import { chainOf } from './chain.ts';
import { checkPlan, type HostsPlan } from './plan.ts';

/**
 * Reads what somebody wants for hosts: their names, as in `client,router,server`, which are then joined
 * in a row; or a file's path, which has a slash in it or ends with .json.
 *
 * @param text - names or path
 * @param policy - of all hosts that are named; a file says it for each
 * @throws RangeError if names are wrong, LabError if a file is: what, where, and what is wanted
 */
export function readHosts(text: string, policy: Variant | undefined): HostsPlan {
	if (text.includes('/') || text.endsWith('.json')) {
		if (policy === undefined) return readFile(text);
		throw new RangeError('--policy is for hosts that are named: a file says it for each');
	}
	const names = text.split(',');
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) throw new RangeError(`--hosts names ${printable(twice)} twice`);
	const plan = chainOf(names, policy ?? 'default');
	checkPlan(plan, VARIANTS);
	return plan;
}

function readFile(path: string): HostsPlan {
	try {
		const plan: unknown = JSON.parse(readFileSync(path, 'utf8'));
		checkPlan(plan, VARIANTS);
		return plan;
	} catch (error) {
		const { message } = error as Error;
		throw new LabError(`the hosts of ${printable(path)}: ${printable(message)}`);
	}
}
