import { isIP } from 'node:net';
import { printable } from '@peercon/context/foreign-text';
import type { Variant } from '../policies.ts';

/** Hosts, each a kernel of its own, by their names; what a file of hosts has in it. */
export type HostsPlan = Record<string, HostPlan>;

/** One host. */
export interface HostPlan {
	/** Its policy: Debian's MCS policy (`default`) if nothing is said. */
	policy?: Variant;
	/** Its interfaces, by their names: ip-link(8). */
	interfaces?: Record<string, InterfacePlan>;
	/** Where it sends what is for others: a network, or `default`, and the router's address. */
	routes?: Record<string, string>;
	/** Whether it is a router, and forwards what is not for itself. */
	forwards?: boolean;
	/** How it is labeled: what netlabelctl(8) is told, a line for each time. */
	labeling?: string[];
}

/** One end of a link. */
export interface InterfacePlan {
	/** The link's name. The two interfaces that name the same one are joined. */
	link: string;
	/** Addresses with the lengths of their networks' prefixes, such as 10.0.1.1/24. */
	addresses?: string[];
}

/** Each host is a kernel with its memory, and takes a processor for itself while it works. */
export const MOST_HOSTS = 8;
export const MOST_INTERFACES = 8;

const HOST_NAME = /^[a-z][a-z0-9-]{0,30}$/;
const LINK_NAME = /^[a-zA-Z0-9][\w.-]{0,30}$/;

/** IFNAMSIZ, with its NUL byte: net_device(7). */
const INTERFACE_NAME = /^[a-zA-Z][\w.-]{0,14}$/;

/** The commands of netlabelctl(8) that change something, or show it. */
const NETLABELCTL = ['mgmt', 'map', 'unlbl', 'cipsov4', 'calipso'];

/** Something in a plan that cannot be so. */
class PlanError extends RangeError {
	/**
	 * @param where - the path to it, such as `client.interfaces.eth0`
	 * @param what - what is wrong there, and what is wanted
	 */
	constructor(where: string, what: string) {
		super(`${printable(where)}: ${what}`);
	}
}

/**
 * Checks that hosts can be as a plan wants them.
 *
 * @param plan - such as JSON.parse() gives
 * @param variants - the policies that there are
 * @throws RangeError that says where it is wrong, and what is wanted there
 */
export function checkPlan(plan: unknown, variants: readonly string[]): asserts plan is HostsPlan {
	const hosts = Object.entries(objectAt('the hosts', plan));
	if (hosts.length < 2 || hosts.length > MOST_HOSTS) {
		throw new PlanError('the hosts', `2 to ${MOST_HOSTS} can be up, not ${hosts.length}`);
	}
	const ends = new Map<string, string[]>();
	for (const [name, host] of hosts) {
		named(name, name, HOST_NAME, 'lowercase letters, digits and hyphens');
		for (const [link, place] of checkHost(name, host, variants)) {
			ends.set(link, [...(ends.get(link) ?? []), place]);
		}
	}
	for (const [link, places] of ends) {
		if (places.length === 2) continue;
		const count = places.length === 1 ? 'one end' : `${places.length} ends`;
		const where = places.join(' and ');
		throw new PlanError(where, `the link ${link} has ${count}: it joins two interfaces`);
	}
}

/** Checks one host, and gives its links with the places where they are named. */
function checkHost(
	place: string,
	host: unknown,
	variants: readonly string[],
): [link: string, place: string][] {
	const { policy, interfaces, routes, forwards, labeling, ...others } = objectAt(place, host);
	refuseOthers(place, others, 'policy, interfaces, routes, forwards and labeling');
	if (policy !== undefined && !variants.includes(policy as string)) {
		throw new PlanError(
			`${place}.policy`,
			`is one of ${variants.join(', ')}, not ${shown(policy)}`,
		);
	}
	if (forwards !== undefined && typeof forwards !== 'boolean') {
		throw new PlanError(`${place}.forwards`, `is true or false, not ${shown(forwards)}`);
	}
	for (const [to, via] of Object.entries(objectAt(`${place}.routes`, routes ?? {}))) {
		checkRoute(`${place}.routes`, to, via);
	}
	for (const [index, line] of listAt(`${place}.labeling`, labeling ?? []).entries()) {
		checkLabeling(`${place}.labeling[${index}]`, line);
	}
	const all = Object.entries(objectAt(`${place}.interfaces`, interfaces ?? {}));
	if (all.length > MOST_INTERFACES) {
		throw new PlanError(`${place}.interfaces`, `a host can have ${MOST_INTERFACES}`);
	}
	return all.map(([name, each]) => {
		const where = `${place}.interfaces.${name}`;
		named(where, name, INTERFACE_NAME, 'letters, digits, and ._-, at most 15');
		if (name === 'lo') throw new PlanError(where, 'every host has one that leads to itself');
		return [checkInterface(where, each), where];
	});
}

/** Checks an interface, and gives its link. */
function checkInterface(place: string, plan: unknown): string {
	const { link, addresses, ...others } = objectAt(place, plan);
	refuseOthers(place, others, 'link and addresses');
	named(`${place}.link`, link, LINK_NAME, 'letters, digits, and ._-');
	for (const address of listAt(`${place}.addresses`, addresses ?? [])) {
		if (isNetwork(address)) continue;
		const want = 'an address with its prefix, such as 10.0.1.1/24 or fd00:1::1/64';
		throw new PlanError(`${place}.addresses`, `${shown(address)} is not ${want}`);
	}
	return link as string;
}

function checkRoute(place: string, to: string, via: unknown): void {
	if (to !== 'default' && !isNetwork(to)) {
		const want = "a network, such as 10.0.2.0/24, or 'default'";
		throw new PlanError(place, `${shown(to)} is not ${want}`);
	}
	if (typeof via === 'string' && isIP(via) !== 0) return;
	throw new PlanError(place, `${shown(to)} goes to the address of a router, not to ${shown(via)}`);
}

function checkLabeling(place: string, line: unknown): void {
	const [module = ''] = typeof line === 'string' ? line.split(' ') : [];
	if (NETLABELCTL.includes(module)) return;
	const want = `what netlabelctl(8) is told: ${NETLABELCTL.join(', ')}, and the rest`;
	throw new PlanError(place, `${shown(line)} is not ${want}`);
}

/** Whether it is an address with the length of a prefix. */
function isNetwork(text: unknown): boolean {
	const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(String(text)) ?? [];
	const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
	// ip(8) knows nothing of zones here: fe80::1%eth0.
	return length !== '' && Number(length) <= bits && !address.includes('%');
}

function named(place: string, name: unknown, pattern: RegExp, want: string): void {
	if (typeof name === 'string' && pattern.test(name)) return;
	throw new PlanError(place, `${shown(name)} is no name here: ${want}`);
}

function objectAt(place: string, value: unknown): Record<string, unknown> {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as Record<string, unknown>;
	}
	throw new PlanError(place, `is an object, {...}, not ${shown(value)}`);
}

function listAt(place: string, value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	throw new PlanError(place, `is a list, [...], not ${shown(value)}`);
}

function refuseOthers(place: string, others: object, known: string): void {
	const [other] = Object.keys(others);
	if (other !== undefined) throw new PlanError(place, `has ${shown(other)}, and can have ${known}`);
}

/** What somebody has written into a file, for a message. */
function shown(value: unknown): string {
	return value === undefined ? 'nothing' : printable(JSON.stringify(value).slice(0, 60));
}
