// Each permission of the channels' module by itself: where it alone is missing, what does a program see,
// and what does the kernel record?
import * as assert from 'uvu/assert';
import { AWAIT_LOG, type Denial, matches } from '../../src/denials.ts';
import type { Switch } from '../../src/image/switches.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { denialOf } from '../policy/rule.ts';
import { isRuleOfChannels } from '../policy/statements.ts';
import { attempt, isFine, prepare } from './channels.ts';

/** The document's blocks: which rules each has, by target and class, and the channels that ask for them. */
const BLOCKS: [block: string, rules: RegExp, kinds: string[]][] = [
	['shm', /:(?:shm|sem) /, ['shm', 'stale shm']],
	['msgq', /:(?:msgq|msg) /, ['msgq', 'stale msgq']],
	['msgq', /:process /, ['twice msgq']],
	['posix', /_tmpfs_t:file /, ['posix-shm', 'mqueue', 'memfd']],
	['pipes', /:fifo_file |_runtime_t:dir /, ['fifo', 'stale fifo']],
	['unix-pair', /channel_client_t:unix_stream_socket /, ['unix-pair']],
	[
		'unix-stream',
		/:(?:unix_stream_socket|sock_file) /,
		['unix-stream', 'stale unix-stream', 'twice unix-stream'],
	],
	['unix-dgram', /:unix_dgram_socket /, ['unix-dgram', 'stale unix-dgram', 'twice unix-dgram']],
	['fd', /:fd /, ['memfd']],
	['netlink', /:netlink_route_socket /, ['netlink-route']],
	['netlink', /:netlink_socket /, ['netlink-usersock']],
	['vsock', /:vsock_socket /, ['vsock']],
];

const permissions = scenario('each permission of a channel', {
	policy: 'switched',
	document: 'channel-permissions.md',
});

permissions('should be needed, and its absence be recorded', async (guest) => {
	await prepare(guest);
	const usual = new Map<string, string>();
	for (const kind of new Set(BLOCKS.flatMap(([, , kinds]) => kinds))) {
		const said = await attempt(guest, kind);
		assert.ok(isFine(said), `${kind}: ${said}`);
		usual.set(kind, said);
	}
	const seen = new Map<string, string[]>();
	const unneeded: string[] = [];
	for (const each of guest.switches.filter(isRuleOfChannels)) {
		const rule = ruleOf(each);
		const [block = '', , kinds = []] = BLOCKS.find(([, rules]) => rules.test(rule)) ?? [];
		const missed = await without(guest, each, kinds, usual);
		if (missed === undefined) unneeded.push(each.rule);
		else seen.set(block, [...(seen.get(block) ?? []), `${each.rule}\n${missed}`]);
	}
	assert.equal(unneeded, [], 'without these, every channel goes as before');
	for (const [block, lines] of seen) guest.documented(block, lines.join('\n'));
});

/** A switch's rule as the policy has it: `channel_client_t channel_server_t:shm { read }`. */
function ruleOf({ rule }: Switch): string {
	return rule.replace(/^allow (\S+) self:/, 'allow $1 $1:').replace(/^allow |;$/g, '');
}

/**
 * Tries what asks for a permission, without it.
 *
 * @param usual - what is said with it
 * @returns what is seen and recorded, for the document; undefined if nothing is denied
 */
async function without(
	guest: ScenarioGuest,
	one: Switch,
	kinds: string[],
	usual: Map<string, string>,
): Promise<string | undefined> {
	for (const kind of kinds) {
		await guest.quietly('dmesg --clear');
		await guest.turn('off', [one]);
		const said = await attempt(guest, kind);
		await guest.turn('on', [one]);
		await guest.quietly(AWAIT_LOG);
		const denial = (await guest.denials()).find((each) => matches(each, denialOf(ruleOf(one))));
		if (denial) return missed(kind, usual.get(kind) ?? '', said, denial);
	}
	return undefined;
}

/** What is seen and recorded. What a program says that it does not say otherwise comes first. */
function missed(kind: string, usual: string, said: string, denial: Denial): string {
	const lines = (text: string) => text.trimEnd().split('\n');
	const more = lines(said).filter((line) => !lines(usual).includes(line));
	const less = lines(usual).filter((line) => !lines(said).includes(line));
	const errors = more.filter((line) => /^\w+: (channel-\w+: |-> error: )/.test(line));
	// Whether one side hears that the other has given up is chance: what made that one give up comes first.
	const error = errors.find((line) => !/EPIPE|ECONNRESET/.test(line)) ?? errors[0];
	const other = less[0] ? `does not say '${less[0]}'` : 'as before';
	const symptom = (error ?? more[0] ?? other)
		.replace(/^(server|client): (channel-\w+: |-> error: )?/, 'channel-$1: ')
		.replace(/^does not say '(server|client): (.*)'/, "channel-$1 does not say '$2'")
		// Whether the server has ended before the client writes, or while it waits, is chance.
		.replace(/(EPIPE|ECONNRESET): .*/, 'the server closed');
	return `  ${situationOf(kind)}: ${symptom}\n  ${withoutChance(denialText(denial))}`;
}

function situationOf(kind: string): string {
	return kind
		.replace(/^stale (.*)/, '$1, after a server that was killed')
		.replace(/^twice (.*)/, '$1, whose name another server has');
}

/** A record without what differs from run to run: inodes, and names that glibc and the kernel choose. */
function withoutChance(record: string): string {
	return record
		.replace(/\[\d+\]/, '[N]')
		.replace(/\bsem\.\w{6} /, 'sem.NAME ')
		.replace(/(?<=path=\\x00)[\da-f]{5} /, 'NAME ');
}

permissions.run();
