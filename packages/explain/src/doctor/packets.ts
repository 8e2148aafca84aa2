// What labels packets beside NetLabel: IPsec's policy entries and associations, and SECMARK's rules.

import { readFileSync } from 'node:fs';
import type { Seen } from './seen.ts';
import { ask } from './tool.ts';

/** An entry of IPsec's with a context: who it is for, in the words of ip-xfrm(8). */
export interface LabeledIpsec {
	kind: 'policy' | 'state';
	src: string;
	dst: string;
	context: string;
}

export interface PacketLabels {
	ipsec: Seen<LabeledIpsec[]>;
	/** The contexts of SECMARK's rules, each once. Where a rule of iptables' has it, nft(8) hides it. */
	secmark: Seen<string[]>;
	/** Whether there are tables of the older iptables, in which nft(8) shows nothing. */
	legacy: Seen<boolean>;
}

/** Asks the kernel: of this network namespace, which is all that the programs show. */
export async function seePacketLabels(): Promise<PacketLabels> {
	const [version, policy, state, secmark] = await Promise.all([
		ask('ip', ['-V'], spoken),
		ask('ip', ['xfrm', 'policy'], (output) => readXfrm(output, 'policy')),
		ask('ip', ['xfrm', 'state'], (output) => readXfrm(output, 'state')),
		ask('nft', ['-j', 'list', 'ruleset'], readSecmark),
	]);
	// No entries are no output: that ip(8) may write at all is seen by what it says of itself.
	return {
		ipsec: 'unseen' in version ? version : both(policy, state),
		secmark,
		legacy: seeLegacy(),
	};
}

function both(policy: Seen<LabeledIpsec[]>, state: Seen<LabeledIpsec[]>): Seen<LabeledIpsec[]> {
	if ('unseen' in policy) return policy;
	if ('unseen' in state) return state;
	return { source: `${policy.source}, state`, value: [...policy.value, ...state.value] };
}

/** Reads `ip xfrm policy` and `ip xfrm state`, of which nothing else is kept: they have the keys. */
export function readXfrm(output: string, kind: LabeledIpsec['kind']): LabeledIpsec[] {
	// An entry begins at the left, with its addresses.
	return output.split(/^(?=\S)/m).flatMap((entry) => {
		if (entry.trim() === '') return [];
		const [, src, dst] = /^src (\S+) dst (\S+)/.exec(entry) ?? [];
		if (src === undefined || dst === undefined) throw new Error(entry.split('\n', 1)[0]);
		const [, context] = /^\s+security context (\S+)/m.exec(entry) ?? [];
		return context === undefined ? [] : [{ kind, src, dst, context }];
	});
}

/** What nft(8) shows of a rule that iptables(8) has made. */
const HIDDEN = 'a rule of iptables: iptables-save shows its context';

/** Reads `nft -j list ruleset`: each mark is an object of its own, which counts once it is there. */
export function readSecmark(output: string): string[] {
	const found = new Set<string>();
	for (const { secmark, rule } of JSON.parse(output).nftables) {
		if (secmark) found.add(String(secmark.context));
		if (JSON.stringify(rule ?? '').includes('"name":"SECMARK"')) found.add(HIDDEN);
	}
	return [...found];
}

/** That a program's output has arrived. */
function spoken(output: string): true {
	if (output.trim() === '') throw new Error('nothing');
	return true;
}

/** The file is there once the module of the older tables is loaded. */
function seeLegacy(): Seen<boolean> {
	const files = ['/proc/net/ip_tables_names', '/proc/net/ip6_tables_names'];
	const source = files.join(', ');
	try {
		return { source, value: files.some(hasMarkingTable) };
	} catch (error) {
		return { source, unseen: (error as Error).message };
	}
}

function hasMarkingTable(file: string): boolean {
	try {
		return /^(mangle|security)$/m.test(readFileSync(file, 'utf8'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
		throw error;
	}
}
