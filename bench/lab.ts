import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './numbers.ts';

const ROOT = join(import.meta.dirname, '..');
const LAB = join(ROOT, 'lab/bin/lab.js');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

interface Line {
	what: string;
	value: number;
	target: number;
	unit: 's' | 'MB' | 'x';
}

/**
 * Measures how long the lab keeps a person waiting, from caches of its own that are empty at first.
 *
 * @param rounds - how often a guest is started
 * @returns what was measured, in seconds and megabytes
 */
export async function benchLab(rounds: number): Promise<object> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-bench-'));
	try {
		return print(await measure(folder, rounds));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function measure(folder: string, rounds: number): Promise<Line[]> {
	const cache = join(folder, 'cache');
	mkdirSync(cache, { mode: 0o700 });
	const checkout = join(folder, 'checkout');
	spawnSync('git', ['clone', '--quiet', ROOT, checkout]);
	const fromNothing = await start(checkout, folder);
	const again: number[] = [];
	for (let i = 0; i < rounds; i++) again.push(await start(checkout, folder));

	// What is made from a policy is gone, as after an edit of one.
	await toPrompt(cache);
	forget(cache, 'policy-', 'ready-');
	const afterPolicy = await toPrompt(cache);

	forget(cache, 'programs-', 'ready-');
	const began = performance.now();
	spawnSync(process.execPath, [TSC, '-b', '--force', 'packages/echo-server'], { cwd: ROOT });
	const compiling = seconds(began);
	const afterTypeScript = await toPrompt(cache);

	const starts: number[] = [];
	for (let i = 0; i < rounds; i++) starts.push((await toPrompt(cache)).seconds);
	const size = megabytes(cache);
	const both = await toPrompt(cache, 'mls');
	const node = await nodeInGuest(cache, rounds);
	return [
		{ what: 'npm start, from nothing', value: fromNothing, target: 120, unit: 's' },
		{ what: 'npm start, images there', value: median(again), target: 8, unit: 's' },
		{ what: "a clean guest's first output", value: median(starts), target: 2.5, unit: 's' },
		{ what: 'policy edit to a prompt', value: afterPolicy.seconds, target: 15, unit: 's' },
		{
			what: 'TypeScript edit to a prompt',
			value: compiling + afterTypeScript.seconds,
			target: 25,
			unit: 's',
		},
		{
			what: 'the MLS guest, once there is one',
			value: both.seconds,
			target: Number.NaN,
			unit: 's',
		},
		{ what: "node -e 0 in the guest, of the host's", value: node, target: 4, unit: 'x' },
		{ what: 'cache, one policy', value: size, target: 2000, unit: 'MB' },
	];
}

/** How long `npm start` takes in a checkout, with caches of npm's and the lab's in a folder. */
async function start(checkout: string, folder: string): Promise<number> {
	const began = performance.now();
	const npm = spawn('npm', ['start'], {
		cwd: checkout,
		env: {
			...process.env,
			XDG_CACHE_HOME: join(folder, 'cache'),
			npm_config_cache: join(folder, 'npm'),
			XDG_DATA_HOME: join(folder, 'data'), // pnpm keeps its packages there,
		},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const [status] = await once(npm, 'close');
	if (status !== 0) throw new Error(`npm start ended with status ${status}`);
	return seconds(began);
}

/** The median of Node's shortest run in the guest, of that on this host. */
async function nodeInGuest(cache: string, rounds: number): Promise<number> {
	const command = `for i in $(seq ${rounds + 1}); do
	begin=\${EPOCHREALTIME/./}; node -e 0; end=\${EPOCHREALTIME/./}; echo $((end - begin)); done`;
	const times = (text: string) => text.trim().split('\n').slice(1).map(Number);
	const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
	const guest = spawnSync(process.execPath, [LAB, 'run', command], {
		env: { ...process.env, XDG_CACHE_HOME: cache },
		encoding: 'utf8',
	});
	return median(times(guest.stdout)) / median(times(stdout));
}

/** How long the lab takes to show a command's output, and what it says meanwhile. */
async function toPrompt(cache: string, policy = 'default') {
	const began = performance.now();
	const lab = spawn(process.execPath, [LAB, 'run', '--policy', policy, '--', 'id', '-Z'], {
		env: { ...process.env, XDG_CACHE_HOME: cache, XDG_RUNTIME_DIR: cache },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let report = '';
	lab.stderr.on('data', (text) => {
		report += text;
	});
	const ended = once(lab, 'close').then(([status]) => {
		throw new Error(`lab ended with status ${status} and no output:\n${report}`);
	});
	await Promise.race([once(lab.stdout, 'data'), ended]);
	const waited = seconds(began);
	await ended.catch(() => {});
	return { seconds: waited, report };
}

function forget(cache: string, ...kinds: string[]): void {
	const lab = join(cache, 'peercon/lab');
	for (const name of readdirSync(lab)) {
		if (kinds.some((kind) => name.startsWith(kind))) rmSync(join(lab, name), { recursive: true });
	}
}

function megabytes(folder: string): number {
	const { stdout } = spawnSync('du', ['-sm', folder], { encoding: 'utf8' });
	return Number.parseInt(stdout, 10);
}

function seconds(began: number): number {
	return (performance.now() - began) / 1000;
}

function print(lines: Line[]): Line[] {
	process.stdout.write('\nthe lab: how long a person waits\n');
	for (const { what, value, target, unit } of lines) {
		const digits = unit === 'MB' ? value.toFixed(0) : value.toFixed(1);
		const judged = value < target ? 'reached' : 'missed';
		const goal = Number.isNaN(target) ? '' : `  target below ${target}: ${judged}`;
		process.stdout.write(`  ${what.padEnd(38)} ${digits.padStart(6)} ${unit}${goal}\n`);
	}
	return lines;
}
