// How much two workers of mls-server tell each other although no rule lets them: bits from a worker at
// s1 to one at s0, through what both have in common, in the lab's MLS guest.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Guest, type Policy, shellWord, startGuest } from '@peercon/lab';
import { median, shown, table } from './numbers.ts';

/** Where Node finds the packages, beside it. */
const TELLING = '/usr/local/lib/telling.mjs';

/** The port that the workers' super-server listens on. */
const PORT = 5080;

/** Bits sent in each round. */
const BITS = 200;

/** A way from one worker to another: code that each runs, for bits at agreed times. */
interface Channel {
	name: string;
	/** Milliseconds for each bit, of which the one with the highest capacity is shown. */
	slots: number[];
	/** Sends `bit`, until the time `end`. */
	send: string;
	/** Gives a number for what it has seen from the time `begin` until `end`: above the median is 1. */
	receive: string;
}

const CHANNELS: Channel[] = [
	{
		name: "the processor's time",
		slots: [50, 20, 10, 5],
		send: 'if (bit) while (Date.now() < end); else sleep(end - Date.now());',
		receive: 'let count = 0; while (Date.now() < end) count -= 1; return count;',
	},
	{
		name: 'descriptors in flight',
		slots: [20, 10, 5, 2],
		send: `
			if (!bit) return sleep(end - Date.now());
			const pair = createSocketPair('stream');
			const many = Array(253).fill(pair[0]);
			while (sys.sendfds(pair[0], Buffer.of(0), many) > 0);
			sleep(end - Date.now());
			pair.forEach(sys.close);`,
		receive: `
			sleep((end - begin) / 2);
			const pair = createSocketPair('stream');
			const isRefused = sys.sendfds(pair[0], Buffer.of(0), [pair[0]]) < 0;
			pair.forEach(sys.close);
			sleep(end - Date.now());
			return isRefused ? 1 : 0;`,
	},
];

/** What one round with one slot came to. */
export interface ChannelRun {
	channel: string;
	slot: number;
	/** The share of bits that arrived wrong. */
	errors: number;
	/** Bits in a second that such errors leave: a binary symmetric channel's capacity. */
	capacity: number;
}

/**
 * Measures them.
 *
 * @param rounds - how many times each
 */
export async function benchCovertChannels(rounds: number): Promise<object> {
	const runs = await inGuest('mls', (guest) => measure(guest, rounds));
	const written = await inGuest('default', writeToSubset);
	process.stdout.write(
		`\nfrom a worker at s0:c1,c2 to one at s0:c1, by a file: ${shown(written / 1e6, 1)} million bits/s\n`,
	);
	return { runs, written };
}

async function inGuest<T>(policy: Policy, act: (guest: Guest) => Promise<T>): Promise<T> {
	const { machine, terminals } = await startGuest(policy);
	try {
		const guest = new Guest(terminals);
		await guest.network('full-labels');
		const telling = readFileSync(join(import.meta.dirname, 'mls-server/telling.mjs'), 'utf8');
		await guest.must(`printf %s ${shellWord(telling)} > ${TELLING}`);
		const server = guest.start(`mls-server ${PORT} -- ${TELLING} 2>&1 | cat`);
		await server.waitFor(/listening/);
		return await act(guest);
	} finally {
		await machine.kill();
	}
}

/**
 * Has a worker of two categories write what a worker of one of them reads, as an MCS policy allows.
 *
 * @returns bits in a second
 */
async function writeToSubset(guest: Guest): Promise<number> {
	const path = '/var/lib/mls-worker/kept';
	await guest.must(`mkdir -p /var/lib/mls-worker && touch ${path} && restorecon -R /var/lib`);
	await guest.must(`chcon -l s0:c1 ${path}`);
	const write = `
		const data = Buffer.alloc(2 ** 20);
		const fd = fs.openSync('${path}', 'r+');
		const began = performance.now();
		for (let i = 0; i < 64; i++) fs.writeSync(fd, data, 0, data.length, 0);
		return 64 * 8 * data.length / (performance.now() - began) * 1000`;
	const task = { begin: 0, slot: 0, count: 1, bits: [], code: write };
	const [bits]: number[] = JSON.parse(await ask(guest, 's0:c1,c2', task));
	return bits as number;
}

async function measure(guest: Guest, rounds: number): Promise<ChannelRun[]> {
	const runs: ChannelRun[] = [];
	for (const channel of CHANNELS) {
		for (const slot of channel.slots) {
			for (let round = 0; round < rounds; round++) {
				process.stderr.write(`channels: ${channel.name}, ${slot} ms: round ${round + 1}\n`);
				runs.push(await send(guest, channel, slot));
			}
		}
	}
	process.stdout.write(report(runs));
	return runs;
}

/** Sends random bits from s1 to s0. */
async function send(guest: Guest, channel: Channel, slot: number): Promise<ChannelRun> {
	const bits = Array.from({ length: BITS }, () => (Math.random() < 0.5 ? 0 : 1));
	// Both workers are started, and their code is compiled, before they count.
	for (const level of ['s0', 's1']) await ask(guest, level, { slot, count: 0, bits: [], code: '' });
	const begin = Number(await guest.must('date +%s%3N')) + 1500;
	const common = { begin, slot, count: BITS };
	const [seen] = await Promise.all([
		ask(guest, 's0', { ...common, bits: [], code: channel.receive }),
		ask(guest, 's1', { ...common, bits, code: channel.send }),
	]);
	const values: number[] = JSON.parse(seen);
	const middle = (Math.min(...values) + Math.max(...values)) / 2;
	const wrong = values.filter((value, i) => (value > middle ? 1 : 0) !== bits[i]).length;
	const errors = wrong / BITS;
	return { channel: channel.name, slot, errors, capacity: (1000 / slot) * (1 - entropy(errors)) };
}

async function ask(guest: Guest, level: string, task: object): Promise<string> {
	const body = JSON.stringify(task).replaceAll("'", `'"'"'`);
	return guest.must(
		`runcon -l ${level} curl -sS --max-time 120 --data-binary '${body}' 127.0.0.1:${PORT}`,
	);
}

/** Of a bit that is wrong with a probability; more than half wrong is less than half, inverted. */
function entropy(p: number): number {
	return p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}

function report(runs: ChannelRun[]): string {
	const rows = CHANNELS.flatMap(({ name, slots }) =>
		slots.map((slot) => {
			const own = runs.filter((run) => run.channel === name && run.slot === slot);
			return [
				`${name}, ${slot} ms`,
				shown(median(own.map(({ errors }) => errors * 100)), 1),
				shown(median(own.map(({ capacity }) => capacity)), 1),
			];
		}),
	);
	const head = ['', 'wrong %', 'bits/s'];
	return `\nfrom a worker at s1 to a worker at s0\n${table([head, ...rows])}`;
}
