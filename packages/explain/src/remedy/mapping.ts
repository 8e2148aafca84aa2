// Mappings that give a port, a node, an interface or a peer a type or a label of its own.

import type { AccessRecord } from '@peercon/records';
import { checksOf } from '../check/check.ts';
import { command, operand } from '../names.ts';
import type { Remedy } from './remedy.ts';

const GENERIC_PORT = /^(port|reserved_port|hi_reserved_port|unreserved_port|ephemeral_port)_t$/;

/**
 * Where the object's type is everybody's, a type of its own is better than a rule for all of them.
 *
 * @returns one command with a TYPE to fill in, or none if the object has a type of its own
 * @see semanage-port(8), semanage-node(8), semanage-interface(8)
 */
export function mappings(record: AccessRecord): Remedy[] {
	const { type } = record.object;
	for (const { object, field = '' } of checksOf(record)) {
		const name = record.details[field];
		if (name === undefined) continue;
		if (object === 'port' && GENERIC_PORT.test(type) && /^\d+$/.test(name)) {
			return [mapping('port', ['-p', record.class.replace('_socket', ''), name], type)];
		}
		if (object === 'node' && type === 'node_t') {
			return [mapping('node', nodeArguments(name), type)];
		}
		if (object === 'interface' && /^(lo_)?netif_t$/.test(type)) {
			return [mapping('interface', operand(name), type)];
		}
	}
	return [];
}

function mapping(what: 'port' | 'node' | 'interface', of: string[], type: string): Remedy {
	return {
		kind: 'mapping',
		why: `${type} is the type of every ${what} that has none of its own. Give this one a TYPE that the domain is to use:`,
		text: command('semanage', what, '-a', '-t', 'TYPE', ...of),
	};
}

function nodeArguments(address: string): string[] {
	const family = address.includes(':') ? ['-p', 'ipv6', '-M', '/128'] : ['-p', 'ipv4', '-M', '/32'];
	return [...family, ...operand(address)];
}

/**
 * How to label what a peer sends: in its packets, or at the interface where they arrive.
 *
 * @param record - a record of a peer without a label
 * @returns two commands of netlabelctl(8)
 */
export function labeling({ details }: AccessRecord): Remedy[] {
	const { saddr = 'ADDRESS', netif = 'INTERFACE', daddr = 'ADDRESS' } = details;
	const option = daddr.includes(':') ? 'calipso' : 'cipsov4';
	const add = (what: string, ...words: string[]) => command('netlabelctl', what, 'add', ...words);
	return [
		{
			kind: 'mapping',
			why: `If ${saddr} can label its packets: there, map the address it sends to (and configure the DOI on both hosts):`,
			text: add('map', 'default', `address:${daddr}`, `protocol:${option},DOI`),
		},
		{
			kind: 'mapping',
			why: 'If it cannot: here, give what comes from it a fallback label:',
			text: add('unlbl', `interface:${netif}`, `address:${saddr}`, 'label:CONTEXT'),
		},
	];
}
