import type { Variant } from '../policies.ts';
import type { HostPlan, HostsPlan } from './plan.ts';

/** What the guest's policy has types for: lab/policy/mappings. Each link has 32 addresses of it. */
const addressOf = (link: number, side: 1 | 2) => `192.168.7.${32 * link + side}`;
const networkOf = (link: number) => `192.168.7.${32 * link}/27`;

/**
 * Joins hosts in a row, each with the next one: those between the ends are routers. Interfaces and
 * addresses are the intranet's, to which the guest's policy gives types of its own. Without labeling.
 *
 * @param names - of the hosts, in order
 * @param policy - of all of them
 */
export function chainOf(names: readonly string[], policy: Variant): HostsPlan {
	return Object.fromEntries(
		names.map((name, index): [string, HostPlan] => {
			const before = names[index - 1];
			const after = names[index + 1];
			const links = [
				...(before ? [end(`${before}-${name}`, `${addressOf(index - 1, 2)}/27`)] : []),
				...(after ? [end(`${name}-${after}`, `${addressOf(index, 1)}/27`)] : []),
			];
			return [
				name,
				{
					policy,
					interfaces: Object.fromEntries(links.map((link, at) => [`intranet${at}`, link])),
					routes: routesOf(index, names.length - 1),
					forwards: before !== undefined && after !== undefined,
				},
			];
		}),
	);
}

function end(link: string, address: string) {
	return { link, addresses: [address] };
}

/** What is beyond a host's neighbours goes to that neighbour which is nearer. */
function routesOf(host: number, links: number): Record<string, string> {
	const beyond = Array.from({ length: links }, (_, link) => link).filter(
		(link) => link < host - 1 || link > host,
	);
	return Object.fromEntries(
		beyond.map((link) => [
			networkOf(link),
			link < host ? addressOf(host - 1, 1) : addressOf(host, 2),
		]),
	);
}
