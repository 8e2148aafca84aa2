// NetLabel: which label goes onto packets, which numbers stand for a label, and what an unlabeled packet
// counts as. netlabelctl(8)

import { map, type Seen } from './seen.ts';
import { ask } from './tool.ts';

/** What is done to packets of a domain, to an address. */
export interface Mapping {
	/** The type of the sockets it is for; without it, for all that have no mapping of their own. */
	domain?: string;
	/** The addresses it is for, such as `127.0.0.0/8`; without it all. */
	address?: string;
	/** netlabelctl's name: CIPSOv4, CALIPSO or UNLABELED. */
	protocol: string;
	/** The domain of interpretation. */
	doi?: number;
}

/** A domain of interpretation: a number that two hosts read alike. */
export interface Doi {
	protocol: 'CIPSOv4' | 'CALIPSO';
	doi: number;
	/** netlabelctl's name: PASS_THROUGH has the level alone, LOCAL the whole context within this kernel. */
	type: string;
}

/** What unlabeled packets count as that come in by an interface from some addresses. */
export interface Fallback {
	/** The interface, or DEFAULT for all that have none. */
	interface: string;
	address: string;
	label: string;
}

export interface NetLabel {
	mappings: Seen<Mapping[]>;
	cipso: Seen<Doi[]>;
	calipso: Seen<Doi[]>;
	/** Whether an unlabeled packet is let in where no fallback label is for it. */
	accept: Seen<boolean>;
	fallbacks: Seen<Fallback[]>;
}

/** Asks the kernel, by netlabelctl(8). */
export async function seeNetLabel(): Promise<NetLabel> {
	const [mappings, cipso, calipso, unlabeled] = await Promise.all([
		ask('netlabelctl', ['map', 'list'], readMappings),
		ask('netlabelctl', ['cipsov4', 'list'], (output) => readDois(output, 'CIPSOv4')),
		ask('netlabelctl', ['calipso', 'list'], (output) => readDois(output, 'CALIPSO')),
		ask('netlabelctl', ['unlbl', 'list'], readUnlabeled),
	]);
	// Of these answers only the last one is never empty: where there is none, no other counts.
	if ('unseen' in unlabeled) {
		const { unseen } = unlabeled;
		const none = ({ source }: Seen<unknown>): Seen<never> => ({ source, unseen });
		return {
			mappings: none(mappings),
			cipso: none(cipso),
			calipso: none(calipso),
			accept: unlabeled,
			fallbacks: unlabeled,
		};
	}
	return {
		mappings,
		cipso,
		calipso,
		accept: map(unlabeled, ({ accept }) => accept),
		fallbacks: map(unlabeled, ({ fallbacks }) => fallbacks),
	};
}

/** Reads `netlabelctl map list`: `domain:DEFAULT,address:A,protocol:P,DOI,address:... domain:...`. */
export function readMappings(output: string): Mapping[] {
	return wordsOf(output).flatMap((word) => {
		const [, name, rest = ''] = /^domain:(DEFAULT|"[^",]+"),(.+)$/.exec(word) ?? [];
		if (name === undefined) throw new Error(word);
		const domain = name === 'DEFAULT' ? {} : { domain: name.slice(1, -1) };
		// Without addresses there is one protocol, and no word before it.
		const parts = rest.startsWith('address:') ? rest.split(/,(?=address:)/) : [`protocol:${rest}`];
		return parts.map((part) => ({ ...domain, ...readMapping(part) }));
	});
}

function readMapping(part: string): Mapping {
	const pattern = /^(?:address:([\da-f.:]+\/\d+),)?protocol:(\w+)(?:,(\d+))?$/;
	const [, address, protocol, doi] = pattern.exec(part) ?? [];
	if (protocol === undefined) throw new Error(part);
	return {
		...(address === undefined ? {} : { address }),
		protocol,
		...(doi === undefined ? {} : { doi: Number(doi) }),
	};
}

/** Reads `netlabelctl cipsov4 list` and `netlabelctl calipso list`: `1,PASS_THROUGH 2,LOCAL`. */
export function readDois(output: string, protocol: Doi['protocol']): Doi[] {
	return wordsOf(output).map((word) => {
		const [, doi, type] = /^(\d+),(\w+)$/.exec(word) ?? [];
		if (type === undefined) throw new Error(word);
		return { protocol, doi: Number(doi), type };
	});
}

/** Reads `netlabelctl unlbl list`: `accept:on interface:I,address:A,label:"L" interface:...`. */
export function readUnlabeled(output: string): { accept: boolean; fallbacks: Fallback[] } {
	const [first = '', ...rest] = wordsOf(output);
	const [, accept] = /^accept:(on|off)$/.exec(first) ?? [];
	if (accept === undefined) throw new Error(first);
	const fallbacks = rest.map((word) => {
		const pattern = /^interface:(.+),address:([\da-f.:]+\/\d+),label:"([^"]*)"$/;
		const [, name, address, label] = pattern.exec(word) ?? [];
		if (name === undefined || address === undefined || label === undefined) throw new Error(word);
		return { interface: name, address, label };
	});
	return { accept: accept === 'on', fallbacks };
}

function wordsOf(output: string): string[] {
	return output
		.trim()
		.split(/\s+/)
		.filter((word) => word !== '');
}
