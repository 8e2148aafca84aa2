// Both programs at levels that differ: which channel is refused, by which constraint, and what passes all
// the same. Their types are the same in each case, so what is refused is refused for the level.
import * as assert from 'uvu/assert';
import { constraintsOn } from '../../../packages/explain/src/constraint/constraint.ts';
import { AWAIT_LOG, type Denial, denialText } from '../../src/denials.ts';
import type { Running } from '../../src/guest.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { prepare, withoutNumbers } from './channels.ts';

/** Where a server of a level makes what has a path: a folder of that level. */
const folder = (level: string) => `/run/channel-server/${level.replace(':', '-')}`;

/** The kinds that two programs can find each other by, and the name of each; a path for most. */
const CHANNELS: [kind: string, nameAt: (level: string) => string][] = [
	['shm', () => ''],
	['msgq', () => ''],
	['posix-shm', () => ''],
	['mqueue', () => ''],
	['fifo', (level) => `${folder(level)}/fifo`],
	['unix-stream', (level) => `${folder(level)}/stream`],
	['unix-stream', () => '@channel'],
	['unix-dgram', (level) => `${folder(level)}/dgram`],
	['unix-dgram', () => '@channel'],
	['unix-seqpacket', () => '@channel'],
	['memfd', () => '@channel'],
	['netlink-usersock', () => ''],
	['vsock', () => ''],
];

/** What came of one message. */
interface Outcome {
	/** `echo`, or what the policy refused, and the constraint. */
	verdict: string;
	/** What the program said, and the kernel's record; empty after an echo. */
	record: string;
}

/** A command at a level. What it writes goes through a pipe of that level, which it may write to. */
function at(level: string, command: string): string {
	return `runcon -l ${level} bash -c '${command} 2>&1 | cat'`;
}

/** Starts a server at a level. @returns undefined if it ends at once; what it said is with the error */
async function serve(
	guest: ScenarioGuest,
	level: string,
	channel: string,
): Promise<{ server?: Running; said: string }> {
	const server = guest.start(at(level, `channel-server ${channel}`));
	try {
		await server.waitFor(/ ok\s/);
		return { server, said: '' };
	} catch {
		return { said: server.output };
	}
}

/** Sends one message from a client at one level to a server at another. */
async function attempt(
	guest: ScenarioGuest,
	policy: 'mcs' | 'mls',
	channel: string,
	[serverLevel, clientLevel]: Pair,
): Promise<Outcome> {
	await guest.quietly('dmesg --clear');
	const { server, said } = await serve(guest, serverLevel, channel);
	const client = server && (await guest.run(at(clientLevel, `channel-client ${channel}`)));
	await server?.stop();
	await guest.quietly(`rm -rf ${folder('*')}/* /dev/shm/*; ipcrm -a 2> /dev/null; ${AWAIT_LOG}`);
	const text = client?.output ?? said;
	if (/^Received message: 'Hello, cliche'/m.test(text)) return { verdict: 'echo', record: '' };
	const [denial] = (await guest.denials()).filter(({ subject }) =>
		subject.type.startsWith('channel_'),
	);
	assert.ok(denial, `${channel}: refused, and nothing recorded: ${text}`);
	const error = errorIn(text) ?? text;
	const who = client ? 'client' : 'server';
	return {
		verdict: `${client ? '' : 'server: '}${refusal(policy, denial)}`,
		record: `  ${who}: ${error}\n  ${recordOf(denial)}`,
	};
}

/** Whether a client is still writing or reads already when the server closes is a matter of chance. */
const CUT = /^(?:ECONNRESET: .*, (?:read|recvmsg) |EPIPE: ).*/;

/** What a program says why it has failed, without what differs from run to run. */
function errorIn(text: string): string | undefined {
	const [error] = /E[A-Z]+: [^\r\n]*|no echo[^\r\n]*/.exec(text) ?? [];
	return error && withoutNumbers(error).replace(CUT, 'the connection is cut: ECONNRESET or EPIPE');
}

/** A record without the name that the kernel chose for a client's socket. */
function recordOf(denial: Denial): string {
	return denialText(denial).replace(/path=\\x00\w{5} /, 'path=\\x00NAME ');
}

/** What was refused, and which comparison of levels does not hold. */
function refusal(policy: 'mcs' | 'mls', denial: Denial): string {
	const constraints = denial.permissions.flatMap((permission) =>
		constraintsOn(policy, denial.class, permission).filter(({ policies }) =>
			policies.includes('refpolicy'),
		),
	);
	const comparisons = [...new Set(constraints.flatMap(({ holds }) => holds))];
	assert.ok(comparisons.length > 0, `it is no constraint: ${denialText(denial)}`);
	return `${denial.class} { ${denial.permissions.join(' ')} }: ${comparisons.join(', ')}`;
}

/** A server's level and a client's. */
type Pair = [server: string, client: string];

/** Tries every channel with every pair. @returns a table for the document, and all records */
async function tableOf(
	guest: ScenarioGuest,
	policy: 'mcs' | 'mls',
	pairs: Pair[],
): Promise<{ table: string; records: string; refused: string[] }> {
	const rows: string[][] = [['', ...pairs.map(([server, client]) => `${server} <- ${client}`)]];
	const records: string[] = [];
	for (const [kind, nameAt] of CHANNELS) {
		const title = `${kind} ${nameAt('s0').replace(/^\/.*/, 'PATH')}`.trim();
		const row = [title];
		for (const pair of pairs) {
			const { verdict, record } = await attempt(guest, policy, `${kind} ${nameAt(pair[0])}`, pair);
			row.push(verdict);
			if (record) records.push(`${title}, ${pair.join(' <- ')}\n${record}`);
		}
		rows.push(row);
	}
	const refused = rows.slice(1).filter((row) => row.slice(1).some((cell) => cell !== 'echo'));
	return {
		table: aligned(rows),
		records: records.join('\n'),
		refused: refused.map(([name]) => `${name}`),
	};
}

function aligned(rows: string[][]): string {
	const widths = rows[0]?.map((_cell, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
	return rows
		.map((row) =>
			row
				.map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** Makes a folder for each level. Under MLS chcon(1) may not raise one, and setfiles(8) may. */
async function makeFolders(guest: ScenarioGuest, ...levels: string[]): Promise<void> {
	for (const level of levels) {
		const context = `system_u:object_r:channel_server_runtime_t:${level}`;
		await guest.must(
			`mkdir ${folder(level)} && echo '${folder(level)} -d ${context}' > /etc/levels && setfiles -F /etc/levels ${folder(level)}`,
		);
	}
}

const categories = scenario('every channel between categories', { document: 'every-channel.md' });

categories('should pass, unless the domains are bound by them', async (guest) => {
	await prepare(guest);
	await makeFolders(guest, 's0:c1', 's0:c2');
	const free = await tableOf(guest, 'mcs', [['s0:c1', 's0:c2']]);
	assert.equal(free.refused, []);
	await guest.expectNoDenials('channel_server_t', 'channel_client_t');
	await guest.must(
		`printf %s '(typeattributeset mcs_constrained_type (channel_client_t channel_server_t))' > bound.cil && semodule -i bound.cil`,
	);
	const bound = await tableOf(guest, 'mcs', [
		['s0:c1', 's0:c1'],
		['s0:c1', 's0:c2'],
		['s0:c1', 's0:c1,c2'],
	]);
	guest.documented('levels-mcs', bound.table);
	guest.documented('levels-mcs-records', bound.records);
});

categories.run();

const levels = scenario('every channel between levels', {
	policy: 'mls',
	document: 'every-channel.md',
});

levels('should be refused where one would write to the other', async (guest) => {
	await prepare(guest);
	await makeFolders(guest, 's0', 's1');
	const seen = await tableOf(guest, 'mls', [
		['s1', 's1'],
		['s0', 's1'],
		['s1', 's0'],
	]);
	// The file system of message queues has the kernel's own level.
	const highest: Pair = ['s15:c0.c1023', 's15:c0.c1023'];
	assert.is((await attempt(guest, 'mls', 'mqueue', highest)).verdict, 'echo');
	guest.documented('levels', seen.table);
	guest.documented('levels-records', seen.records);
});

/** What can be asked at s0, and the server at s1 that the answer depends on. */
const QUESTIONS: [asked: string, channel: string][] = [
	['channel-client netlink-usersock', 'netlink-usersock'],
	['channel-client vsock', 'vsock'],
	['channel-client shm', 'shm'],
	['channel-client msgq', 'msgq'],
	['channel-client unix-stream @channel', 'unix-stream @channel'],
	['channel-client unix-dgram @channel', 'unix-dgram @channel'],
	['timeout 5 channel-server unix-stream @channel', 'unix-stream @channel'],
	['ipcs -m | grep -c 0x70656572', 'shm'],
	['ipcs -q | grep -c 0x70656572', 'msgq'],
	['grep -c @channel /proc/net/unix', 'unix-stream @channel'],
	['grep -c " 28773 " /proc/net/netlink', 'netlink-usersock'],
	[`channel-client fifo ${folder('s1')}/fifo`, `fifo ${folder('s1')}/fifo`],
	[`ls ${folder('s1')}`, `fifo ${folder('s1')}/fifo`],
];

/** Asks at s0. @returns the answer in a line */
async function answer(guest: ScenarioGuest, asked: string): Promise<string> {
	const { output } = await guest.run(at('s0', asked));
	const [told] = /Received message: .*|listening on .*|Permission denied/.exec(output) ?? [];
	return errorIn(output) ?? told ?? output.trim();
}

levels('should leave what a name tells, and two kinds that nobody asks about', async (guest) => {
	await prepare(guest);
	await makeFolders(guest, 's1');
	const rows = [['asked at s0', 'nothing runs at s1', 'a server runs at s1']];
	for (const [asked, channel] of QUESTIONS) {
		const without = await answer(guest, asked);
		const { server } = await serve(guest, 's1', channel);
		assert.ok(server, channel);
		rows.push([asked, without, await answer(guest, asked)]);
		await server.stop();
	}
	const closed = rows.filter(([, without, withServer]) => without === withServer);
	assert.equal(
		closed.map(([asked]) => asked),
		QUESTIONS.slice(-2).map(([asked]) => asked),
	);
	guest.documented('levels-passes', aligned(rows));
});

levels.run();
