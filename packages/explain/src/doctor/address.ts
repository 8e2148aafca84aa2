// What an address meets here: how packets to it are labeled, what those from it count as, and the types
// of the interface and the address that they are checked against.

import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import {
	type InterfaceMapping,
	isIn,
	type NodeMapping,
	nodeOf,
	seeInterfaces,
	seeNodes,
} from './mapped.ts';
import type { Fallback, Mapping, NetLabel } from './netlabel.ts';
import type { LabeledIpsec, PacketLabels } from './packets.ts';
import { seeRoute } from './route.ts';
import { map, type Seen, see, seenValue } from './seen.ts';
import { selinuxFile } from './state.ts';

/** What an address meets. */
export interface AddressLabels {
	address: string;
	/** The interface that leads there. */
	route: Seen<string>;
	/** The NetLabel mappings for it: one for all domains, and those of single domains. */
	mappings: Seen<Mapping[]>;
	/** What its packets count as where they carry no label: a fallback label, or the last resort. */
	unlabeled: Seen<string>;
	/** The entries of IPsec with a context that lead to it or from it. */
	ipsec: Seen<LabeledIpsec[]>;
	/** The context of the interface, and of the address. */
	netif: Seen<string>;
	node: Seen<string>;
}

/**
 * Looks at what an address meets.
 *
 * @param address - an IPv4 or IPv6 address, without a zone
 * @param netlabel - of {@link seeNetLabel}
 * @param packets - of {@link seePacketLabels}
 */
export async function seeAddress(
	address: string,
	netlabel: NetLabel,
	packets: PacketLabels,
): Promise<AddressLabels> {
	const [route, interfaces, nodes] = await Promise.all([
		seeRoute(address),
		seeInterfaces(),
		seeNodes(),
	]);
	return {
		address,
		route,
		mappings: map(netlabel.mappings, (mappings) => mappingsOf(mappings, address)),
		unlabeled: seeUnlabeled(netlabel, seenValue(route), address),
		ipsec: map(packets.ipsec, (entries) => entries.filter((entry) => applies(entry, address))),
		netif: seeNetif(interfaces, route),
		node: seeNode(nodes, address),
	};
}

/** A domain's own mappings come first, and of them the one of the narrowest network (netlbl_domhsh). */
export function mappingsOf(mappings: readonly Mapping[], address: string): Mapping[] {
	const domains = [...new Set(mappings.map(({ domain }) => domain))];
	return domains.flatMap((domain) => {
		const own = mappings.filter((each) => each.domain === domain && covers(each, address));
		return own.toSorted((one, other) => prefixOf(other) - prefixOf(one)).slice(0, 1);
	});
}

function covers({ address: network, protocol }: Mapping, address: string): boolean {
	// CIPSO is an option of IPv4, CALIPSO one of IPv6.
	if (protocol === (isIPv6(address) ? 'CIPSOv4' : 'CALIPSO')) return false;
	if (network === undefined) return true;
	const [base = '', prefix] = network.split('/');
	return isIn(address, base, Number(prefix));
}

function prefixOf({ address }: Pick<Mapping, 'address'>): number {
	return Number(address?.split('/')[1] ?? -1);
}

/** As netlbl_unlabel_getattr does: an interface with labels of its own has no use for DEFAULT's. */
export function fallbackOf(
	fallbacks: readonly Fallback[],
	netif: string,
	address: string,
): Fallback | undefined {
	const own = fallbacks.filter((each) => each.interface === netif);
	const others = fallbacks.filter((each) => each.interface === 'DEFAULT');
	return (own.length > 0 ? own : others)
		.filter((each) => covers({ address: each.address, protocol: '' }, address))
		.toSorted((one, other) => prefixOf(other) - prefixOf(one))[0];
}

function seeUnlabeled(
	{ fallbacks }: NetLabel,
	netif: string | undefined,
	address: string,
): Seen<string> {
	if ('unseen' in fallbacks) return fallbacks;
	const fallback = netif === undefined ? undefined : fallbackOf(fallbacks.value, netif, address);
	if (fallback !== undefined) return { source: fallbacks.source, value: fallback.label };
	return initialContext('unlabeled');
}

/** A selector is a network, an association one address; the unspecified address is any. */
function applies({ src, dst }: LabeledIpsec, address: string): boolean {
	return [src, dst].some((end) => {
		const [base = '', prefix = isIPv6(base) ? '128' : '32'] = end.split('/');
		return isIn(address, base, Number(prefix));
	});
}

function seeNetif(interfaces: Seen<InterfaceMapping[]>, route: Seen<string>): Seen<string> {
	if ('unseen' in route) return route;
	if ('unseen' in interfaces) return interfaces;
	const found = interfaces.value.find((each) => each.interface === route.value);
	return found ? { source: interfaces.source, value: found.context } : initialContext('netif');
}

function seeNode(nodes: Seen<NodeMapping[]>, address: string): Seen<string> {
	if ('unseen' in nodes) return nodes;
	const found = nodeOf(nodes.value, address);
	return found ? { source: nodes.source, value: found.context } : initialContext('node');
}

/** What the policy gives to all that it does not map. */
function initialContext(name: string): Seen<string> {
	const file = selinuxFile(`initial_contexts/${name}`);
	return see(file, () => readFileSync(file, 'utf8').replaceAll('\0', '').trim());
}
