// The hosts of these scenarios, and how they are labeled. Addresses and interfaces are the intranet's, to
// which the guest's policy gives types (lab/policy/mappings).

import type { Running, RunOptions } from '../../src/guest.ts';
import type { HostPlan } from '../../src/hosts/plan.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { UNCONFINE } from '../common/labeling.ts';

/**
 * How a host is labeled: what netlabelctl(8) is told, line by line.
 *
 * @param dois - the DOIs that it knows, such as `cipsov4 add pass doi:1 tags:1`
 * @param map - the protocol for what is sent to an address; everything else goes without a label
 */
export function labeling(dois: readonly string[], map: Record<string, string> = {}): string[] {
	const addresses = { '0.0.0.0/0': 'unlbl', '::/0': 'unlbl', ...map };
	const entries = Object.entries(addresses).map(
		([address, protocol]) => `map add default address:${address} protocol:${protocol}`,
	);
	return [...dois, 'map del default', ...entries];
}

/** Gives a host another map: single entries cannot be removed. */
export async function mapAgain(guest: ScenarioGuest, map: Record<string, string>): Promise<void> {
	for (const line of labeling([], map)) await guest.must(`netlabelctl ${line}`);
}

/** The DOI of most scenarios, and what both hosts of {@link twoHosts} send to each other with it. */
export const DOI_1 = 'cipsov4 add pass doi:1 tags:1';
export const LABELED = labeling([DOI_1], { '192.168.7.0/24': 'cipsov4,1' });

export const CLIENT = '192.168.7.1';
export const SERVER = '192.168.7.2';

/**
 * Two hosts, and the link between them.
 *
 * @param client - what it is besides
 * @param server - the same
 * @param more - more IPv4 addresses of the client's
 */
export function twoHosts(client: HostPlan, server: HostPlan, more: readonly string[] = []) {
	const end = (...addresses: string[]) => {
		const all = addresses.flatMap((address) => [`${address}/24`, `${v6(address)}/64`]);
		return { intranet0: { link: 'wire', addresses: all } };
	};
	return {
		client: { interfaces: end(CLIENT, ...more), ...client },
		server: { interfaces: end(SERVER), ...server },
	};
}

/** The server of {@link mlsHosts}, in each of its networks. */
export const SERVERS = { first: '10.0.0.1', second: '10.0.1.1' };

/**
 * A server between two networks, with a host in each, all of them with Debian's MLS policy if nothing else
 * is said. Interfaces and addresses have no types of their own: what a login may use.
 */
export function mlsHosts(first: HostPlan, server: HostPlan, second: HostPlan) {
	const end = (link: string, address: string) => ({ link, addresses: [`${address}/24`] });
	const policy = 'mls' as const;
	return {
		first: { policy, interfaces: { eth0: end('first', '10.0.0.2') }, ...first },
		server: {
			policy,
			interfaces: { eth0: end('first', SERVERS.first), eth1: end('second', SERVERS.second) },
			...server,
		},
		second: { policy, interfaces: { eth0: end('second', '10.0.1.2') }, ...second },
	};
}

/** The IPv6 address of a host that has an IPv4 address in the intranet. */
export function v6(address: string): string {
	return `fd00:7::${address.split('.').at(-1)}`;
}

/**
 * A client, a server in another network, and a router between them.
 *
 * @param client - what it is besides
 * @param router - the same
 * @param server - the same
 * @param more - more IPv4 addresses of the server's
 */
export function withRouter(
	client: HostPlan,
	router: HostPlan,
	server: HostPlan,
	more: readonly string[] = [],
) {
	const end = (link: string, ...addresses: string[]) => ({ link, addresses });
	const far = [...[FAR, ...more].map((address) => `${address}/27`), `${FAR_V6}/112`];
	return {
		client: {
			interfaces: { intranet0: end('near', '192.168.7.1/27', 'fd00:7::1/112') },
			routes: { '192.168.7.32/27': '192.168.7.2', 'fd00:7::1:0/112': 'fd00:7::2' },
			...client,
		},
		router: {
			interfaces: {
				intranet0: end('near', '192.168.7.2/27', 'fd00:7::2/112'),
				intranet1: end('far', '192.168.7.33/27', 'fd00:7::1:1/112'),
			},
			forwards: true,
			...router,
		},
		server: {
			interfaces: { intranet0: end('far', ...far) },
			routes: { '192.168.7.0/27': '192.168.7.33', 'fd00:7::/112': 'fd00:7::1:1' },
			...server,
		},
	};
}

/**
 * How long ncat(1) waits for a connection that comes, in seconds, and for one that does not: a limit for what
 * hangs, and a silence that is long enough to be one.
 */
export const LIMIT = 60;
export const SILENT = 3;

/** The server's address behind the router. */
export const FAR = '192.168.7.34';
export const FAR_V6 = 'fd00:7::1:2';

/**
 * Starts a server that shows its peers' contexts, in its caller's domain, as where the policy modules are
 * not installed: what a host lets through to it is the base policy's.
 *
 * @param options - such as the range that it runs at
 * @param serving - its command line: the port, and what comes before
 */
export async function serveContexts(
	guest: ScenarioGuest,
	options: RunOptions = {},
	serving = '5000',
): Promise<Running> {
	await guest.must(UNCONFINE);
	return guest.serve(`getpeercon-server ${serving}`, /waiting/, options);
}
