import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
	unit: 's' | 'MB';
}

/**
 * Measures how long the lab keeps a person waiting, from a cache of its own that is empty at first.
 *
 * @param rounds - how often a guest is resumed
 * @returns what was measured, in seconds and megabytes
 */
export async function benchLab(rounds: number): Promise<object> {
	const cache = mkdtempSync(join(tmpdir(), 'peercon-bench-'));
	try {
		return print(await measure(cache, rounds));
	} finally {
		rmSync(cache, { recursive: true });
	}
}

async function measure(cache: string, rounds: number): Promise<Line[]> {
	const first = await toPrompt(cache);
	const baseImage = Number(/base image[\s\S]*?done in ([\d.]+) s/.exec(first.report)?.[1]);

	// What is made from a policy and from the packages is gone, as after an edit of a policy.
	forget(cache, 'policy-', 'ready-');
	const afterPolicy = await toPrompt(cache);

	forget(cache, 'ready-');
	const began = performance.now();
	spawnSync(process.execPath, [TSC, '-b', '--force', 'packages/echo-server'], { cwd: ROOT });
	const compiling = seconds(began);
	const afterTypeScript = await toPrompt(cache);

	const resumes: number[] = [];
	for (let i = 0; i < rounds; i++) resumes.push((await toPrompt(cache)).seconds);
	const both = await toPrompt(cache, 'mls');
	return [
		{ what: 'base image, from packages', value: baseImage, target: 120, unit: 's' },
		{ what: 'from nothing to a prompt', value: first.seconds, target: Number.NaN, unit: 's' },
		{
			what: 'the MLS guest, once there is one',
			value: both.seconds,
			target: Number.NaN,
			unit: 's',
		},
		{ what: 'policy edit to a prompt', value: afterPolicy.seconds, target: 40, unit: 's' },
		{
			what: 'TypeScript edit to a prompt',
			value: compiling + afterTypeScript.seconds,
			target: 25,
			unit: 's',
		},
		{ what: 'resume to the first output', value: median(resumes), target: 1.5, unit: 's' },
		{ what: 'cache, both policies', value: megabytes(cache), target: 2000, unit: 'MB' },
	];
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
	for (const booted of readdirSync(lab).filter((name) => name.startsWith('booted-'))) {
		for (const name of readdirSync(join(lab, booted))) {
			if (kinds.some((kind) => name.startsWith(kind)))
				rmSync(join(lab, booted, name), { recursive: true });
		}
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
		const digits = unit === 's' ? value.toFixed(1) : value.toFixed(0);
		const judged = value < target ? 'reached' : 'missed';
		const goal = Number.isNaN(target) ? '' : `  target below ${target}: ${judged}`;
		process.stdout.write(`  ${what.padEnd(34)} ${digits.padStart(6)} ${unit}${goal}\n`);
	}
	return lines;
}
