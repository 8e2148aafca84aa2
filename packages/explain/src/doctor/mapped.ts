// The types that the policy gives to ports, interfaces and addresses: of semanage(8), which knows what a
// host's administrators have mapped, or else of seinfo(1), which reads the policy in the kernel.

import { BlockList, isIPv6 } from 'node:net';
import { map, type Seen, seenValue } from './seen.ts';
import { ask } from './tool.ts';

/** Ports of a protocol, from the first to the last. */
export interface PortMapping {
	protocol: string;
	first: number;
	last: number;
	type: string;
	/** Whether an administrator has mapped them: such a mapping comes before the policy's own. */
	isLocal?: boolean;
}

export interface InterfaceMapping {
	interface: string;
	context: string;
}

export interface NodeMapping {
	/** An address and a mask, as semanage shows them. */
	address: string;
	mask: string;
	context: string;
}

/** Asks for the ports. */
export async function seePorts(): Promise<Seen<PortMapping[]>> {
	const [all, local] = await Promise.all([
		ask('semanage', ['port', '-l'], readPorts),
		ask('semanage', ['port', '-l', '-C'], readPorts),
	]);
	if ('unseen' in all) {
		const seen = await ask('seinfo', ['--portcon'], (text) => readPortcon(text));
		return otherwise(all, seen);
	}
	const own = seenValue(local) ?? [];
	return map(all, (ports) =>
		ports.map((port) => {
			return own.some((each) => isSame(each, port)) ? { ...port, isLocal: true } : port;
		}),
	);
}

/** Asks for the interfaces. */
export async function seeInterfaces(): Promise<Seen<InterfaceMapping[]>> {
	const seen = await ask('semanage', ['interface', '-l'], readInterfaces);
	if ('value' in seen) return seen;
	return otherwise(seen, await ask('seinfo', ['--netifcon'], readNetifcon));
}

/** Asks for the addresses. */
export async function seeNodes(): Promise<Seen<NodeMapping[]>> {
	const seen = await ask('semanage', ['node', '-l'], readNodes);
	if ('value' in seen) return seen;
	return otherwise(seen, await ask('seinfo', ['--nodecon'], readNodecon));
}

/** Where neither knows, the first one's reason is told: it is the one to install or to be allowed. */
function otherwise<T>(first: Seen<T>, second: Seen<T>): Seen<T> {
	return 'value' in second ? second : first;
}

function isSame(one: PortMapping, other: PortMapping): boolean {
	return (['protocol', 'first', 'last', 'type'] as const).every((key) => one[key] === other[key]);
}

/**
 * The types that a port may have: one, unless the policy has several mappings as narrow as each other, of
 * which the kernel takes the one that was compiled first, an administrator's before any.
 */
export function typesOfPort(
	ports: readonly PortMapping[],
	protocol: string,
	port: number,
): string[] {
	const fitting = ports.filter((each) => {
		return each.protocol === protocol && each.first <= port && port <= each.last;
	});
	const local = fitting.filter(({ isLocal }) => isLocal);
	const among = local.length > 0 ? local : fitting;
	const narrowest = Math.min(...among.map(({ first, last }) => last - first));
	const types = among
		.filter(({ first, last }) => last - first === narrowest)
		.map(({ type }) => type);
	return [...new Set(types)];
}

/** The mapping of an address: of several, the one with the narrowest mask. */
export function nodeOf(nodes: readonly NodeMapping[], address: string): NodeMapping | undefined {
	const fitting = nodes.filter(
		(node) =>
			isIPv6(node.address) === isIPv6(address) && isIn(address, node.address, prefixOf(node.mask)),
	);
	return fitting.toSorted((one, other) => prefixOf(other.mask) - prefixOf(one.mask))[0];
}

/**
 * Whether an address is in a network.
 *
 * @param address - the address
 * @param network - an address of the network, of the same family
 * @param prefix - how many of its bits count
 */
export function isIn(address: string, network: string, prefix: number): boolean {
	const family = isIPv6(network) ? 'ipv6' : 'ipv4';
	if (isIPv6(address) !== (family === 'ipv6')) return false;
	const list = new BlockList();
	list.addSubnet(network, prefix, family);
	return list.check(address, family);
}

/** How many bits a mask has, such as 255.255.255.0 or ffff:ffff::. */
function prefixOf(mask: string): number {
	const bits = isIPv6(mask)
		? mask
				.split('::')[0]
				?.split(':')
				.map((part) => Number.parseInt(part || '0', 16).toString(2))
		: mask.split('.').map((part) => Number(part).toString(2));
	return (bits ?? []).join('').replaceAll('0', '').length;
}

/** The lines of a table behind its heading and an empty line. */
function rowsOf(output: string): string[] {
	return output
		.split('\n')
		.slice(1)
		.filter((line) => line.trim() !== '');
}

/** Reads `semanage port -l`. */
export function readPorts(output: string): PortMapping[] {
	if (!output.startsWith('SELinux Port Type'))
		throw new Error(output.split('\n', 1)[0] || 'nothing');
	return rowsOf(output).flatMap((line) => {
		const [, type = '', protocol = '', ports] = /^(\S+)\s+(\w+)\s+([\d,\s-]+)$/.exec(line) ?? [];
		if (ports === undefined) throw new Error(line);
		return ports.split(',').map((range) => ({ protocol, ...readRange(range.trim()), type }));
	});
}

function readRange(range: string): { first: number; last: number } {
	const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
	if (first === undefined) throw new Error(range);
	return { first: Number(first), last: Number(last) };
}

/** Reads `semanage interface -l`. */
export function readInterfaces(output: string): InterfaceMapping[] {
	return rowsOf(output).map((line) => {
		const [, name, context] = /^(\S+)\s+(\S+)\s*$/.exec(line) ?? [];
		if (name === undefined || context === undefined) throw new Error(line);
		return { interface: name, context };
	});
}

/** Reads `semanage node -l`. */
export function readNodes(output: string): NodeMapping[] {
	return rowsOf(output).map((line) => {
		const [, address, mask, context] = /^(\S+)\s+(\S+)\s+ipv[46]\s+(\S+)\s*$/.exec(line) ?? [];
		if (address === undefined || mask === undefined || context === undefined) throw new Error(line);
		return { address, mask, context };
	});
}

/** The statements that seinfo(1) lists below `Portcon: 494`. */
function statementsOf(output: string, keyword: string): string[] {
	return output
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line.startsWith(`${keyword} `));
}

/** Reads `seinfo --portcon`. */
export function readPortcon(output: string): PortMapping[] {
	return statementsOf(output, 'portcon').map((line) => {
		const [, protocol, range, type] =
			/^portcon (\w+) ([\d-]+) [^:\s]+:[^:\s]+:([^:\s]+)/.exec(line) ?? [];
		if (protocol === undefined || range === undefined || type === undefined) throw new Error(line);
		return { protocol, ...readRange(range), type };
	});
}

/** Reads `seinfo --netifcon`, where a range has spaces. The second context is of no use to the kernel. */
export function readNetifcon(output: string): InterfaceMapping[] {
	return statementsOf(output, 'netifcon').map((line) => {
		const [, name, context] = /^netifcon (\S+) (\S+(?: - \S+)?) /.exec(line) ?? [];
		if (name === undefined || context === undefined) throw new Error(line);
		return { interface: name, context: context.replaceAll(' ', '') };
	});
}

/** Reads `seinfo --nodecon`. */
export function readNodecon(output: string): NodeMapping[] {
	return statementsOf(output, 'nodecon').map((line) => {
		const [, address, mask, context] = /^nodecon (\S+) (\S+) (.+)$/.exec(line) ?? [];
		if (address === undefined || mask === undefined || context === undefined) throw new Error(line);
		return { address, mask, context: context.replaceAll(' ', '') };
	});
}
