// Runs every test file, each in a process of its own, and ends with 'N passed, N failed'.
//
// uvu by itself would run them all in one process, without a time limit, and count a file that
// forgets `.run()` as a success: so each file is run apart here, is ended when it hangs, and fails
// if it ran no test. Arguments choose files by a part of their path.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';

/** Time limits end what hangs; on a slow machine a file takes a tenth of its own. */
const FILE_LIMIT_SECONDS = 180;
const RUN_LIMIT_SECONDS = 900;

const root = join(import.meta.dirname, '..');

interface Result {
	file: string;
	passed: number;
	failed: number;
	skipped: number;
	output: string;
	/** Why the file failed as a whole. */
	reason: string | undefined;
}

/** Every *.test.ts in a folder called test, two levels below the root at most. */
function testFiles(): string[] {
	const rooms = [
		'scripts',
		...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
	];
	return rooms
		.flatMap((room) => listOrNone(join(root, room, 'test')))
		.filter((file) => file.endsWith('.test.ts'))
		.filter(
			(file) => process.argv.length < 3 || process.argv.slice(2).some((p) => file.includes(p)),
		);
}

function listOrNone(folder: string): string[] {
	try {
		return readdirSync(folder)
			.sort()
			.map((name) => relative(root, join(folder, name)));
	} catch {
		return [];
	}
}

function runFile(file: string): Promise<Result> {
	return new Promise((resolve) => {
		// A process group of its own, so that nothing it started outlives it.
		const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, detached: true });
		let output = '';
		let limit: string | undefined;
		child.stdout.on('data', (data) => {
			output += data;
		});
		child.stderr.on('data', (data) => {
			output += data;
		});
		const timer = setTimeout(() => {
			limit = `still running after ${FILE_LIMIT_SECONDS} s`;
			endGroup(child.pid);
		}, FILE_LIMIT_SECONDS * 1000);
		running.add(child.pid);
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			running.delete(child.pid);
			endGroup(child.pid);
			resolve(judge(file, output, limit ?? endOf(code, signal)));
		});
	});
}

const running = new Set<number | undefined>();

function endGroup(pid: number | undefined): void {
	try {
		if (pid !== undefined) process.kill(-pid, 'SIGKILL');
	} catch {
		// ESRCH: nothing of the group is left, as it should be.
	}
}

function endOf(code: number | null, signal: NodeJS.Signals | null): string | undefined {
	if (signal) return `ended by ${signal}`;
	return code === 0 ? undefined : `exit status ${code}`;
}

/** Reads uvu's totals, of which a file has one set. */
function judge(file: string, output: string, reason: string | undefined): Result {
	const total = numberAfter('Total:', output);
	const passed = numberAfter('Passed:', output);
	const skipped = numberAfter('Skipped:', output);
	const nothing = total + skipped === 0 ? 'it ran no test (is .run() missing?)' : undefined;
	const why = reason ?? nothing;
	return {
		file,
		passed,
		failed: Math.max(total - passed, why ? 1 : 0),
		skipped,
		output,
		reason: why,
	};
}

function numberAfter(label: string, output: string): number {
	return Number(new RegExp(`${label}\\s+(\\d+)`).exec(output)?.[1] ?? 0);
}

function print({ file, passed, failed, skipped, output, reason }: Result): void {
	const skips = skipped > 0 ? `, ${skipped} skipped` : '';
	console.log(`${failed > 0 ? 'FAIL' : 'ok  '}  ${file}  ${passed} passed${skips}`);
	for (const line of output.split('\n'))
		if (line.startsWith('skipped: ')) console.log(`      ${line}`);
	if (failed > 0) console.log(`${output}\n${file}: ${reason ?? `${failed} failed`}\n`);
}

const files = testFiles();
const results: Result[] = [];

function finish(): never {
	const sum = (key: 'passed' | 'failed' | 'skipped') =>
		results.reduce((total, result) => total + result[key], 0);
	const unfinished = files.length - results.length;
	const failed = sum('failed') + unfinished + (files.length === 0 ? 1 : 0);
	const skips = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
	console.log(`${sum('passed')} passed, ${failed} failed${skips}`);
	process.exit(failed > 0 ? 1 : 0);
}

setTimeout(() => {
	console.log(`The run took longer than ${RUN_LIMIT_SECONDS} s.`);
	for (const pid of running) endGroup(pid);
	finish();
}, RUN_LIMIT_SECONDS * 1000);

const waiting = [...files];
await Promise.all(
	Array.from({ length: availableParallelism() }, async () => {
		for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
			const result = await runFile(file);
			results.push(result);
			print(result);
		}
	}),
);
finish();
