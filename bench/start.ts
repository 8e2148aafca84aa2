import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '@peercon/lab';
import { median, shown, spread, table } from './numbers.ts';
import { run } from './processes.ts';

/** A start is short and varies: so often in each round. */
const STARTS_PER_ROUND = 5;
/** What a program's start may cost, in starts of Node. */
const TARGET = 1.5;
/** No start takes so long, in seconds. */
const LIMIT = 60;

const REFERENCE = 'node -e 0';
const ROOT = join(import.meta.dirname, '..');
const JITLESS = ['--jitless'];

/** One start of one program, in milliseconds. */
export interface StartRun {
	program: string;
	/** From exec(2) to its end. */
	wall: number;
	/** The processor time that it took, user's and system's. */
	processor: number;
}

/**
 * Measures what it takes to start each program and to end it at once, beside Node alone: packed and
 * installed as users have them, and one from this checkout.
 *
 * @param rounds - how many times five starts of each
 */
export async function benchStart(rounds: number): Promise<StartRun[]> {
	const root = mkdtempSync(join(tmpdir(), 'peercon-bench-'));
	try {
		process.stderr.write('start: packing and installing the programs\n');
		await installPackages(root);
		const commands = commandsIn(join(root, 'usr/local/lib/node_modules/@peercon'));
		const runs: StartRun[] = [];
		for (let i = 0; i < rounds * STARTS_PER_ROUND; i++) {
			if (i % STARTS_PER_ROUND === 0) process.stderr.write(`start: ${runs.length} starts\n`);
			for (const [program, command] of commands) {
				runs.push({ program, ...(await timed(command)) });
			}
		}
		process.stdout.write(report(runs));
		return runs;
	} finally {
		rmSync(root, { recursive: true });
	}
}

/** The programs' names for the table, and what starts them: node itself, without env(1). */
function commandsIn(installed: string): Map<string, string[]> {
	const version = (folder: string, path: string) => [join(folder, path), '--version'];
	const client = 'echo-client/bin/echo-client.js';
	return new Map([
		[REFERENCE, ['-e', '0']],
		['echo-client', version(installed, client)],
		['echo-server', version(installed, 'echo-server/bin/echo-server.js')],
		['getpeercon-server', version(installed, 'getpeercon-server/bin/getpeercon-server.js')],
		['mls-server', version(installed, 'mls-server/bin/mls-server.js')],
		['peercon', version(installed, 'explain/bin/peercon.js')],
		['echo-client-jitless', [...JITLESS, ...version(installed, client)]],
		['echo-client, not packed', version(join(ROOT, 'packages'), client)],
	]);
}

/** Runs node as bash(1) times it, which is what getrusage(2) tells, in milliseconds. */
async function timed(args: string[]): Promise<Omit<StartRun, 'program'>> {
	const script = 'LC_ALL=C TIMEFORMAT="%3R %3U %3S"; { time "$@" > /dev/null; } 2>&1';
	const output = await run(['bash', '-c', script, 'bash', process.execPath, ...args], LIMIT);
	const [real, user, system] = output.trim().split(' ').map(Number) as [number, number, number];
	return { wall: real * 1000, processor: (user + system) * 1000 };
}

function report(runs: StartRun[]): string {
	const of = (program: string, key: 'wall' | 'processor') =>
		runs.filter((one) => one.program === program).map((one) => one[key]);
	const ratio = (program: string, key: 'wall' | 'processor') => {
		const reference = of(REFERENCE, key);
		return median(of(program, key).map((value, i) => value / (reference[i] ?? Number.NaN)));
	};
	const rows = [...new Set(runs.map(({ program }) => program))].map((program) => {
		const wall = of(program, 'wall');
		const ratios = [ratio(program, 'wall'), ratio(program, 'processor')] as const;
		return [
			program,
			shown(median(wall)),
			spread(wall),
			shown(ratios[0], 2),
			shown(median(of(program, 'processor'))),
			shown(ratios[1], 2),
			/^node|,|jitless/.test(program) ? '' : verdict(ratios[1]),
		];
	});
	const head = ['', 'median', 'min..max', 'ratio', 'CPU ms', 'CPU ratio', ''];
	return `\nfrom the start of \`NAME --version\` to its end: ms\n${table([head, ...rows])}`;
}

function verdict(ratio: number): string {
	return `target at most ${TARGET}: ${ratio <= TARGET ? 'reached' : 'MISSED'}`;
}
