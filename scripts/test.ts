// Runs every test file, each in a process of its own, and ends with 'N passed, N failed'.
//
// uvu by itself would run them all in one process, without a time limit, and count a file that
// forgets `.run()` as a success: so each file is run apart here, is ended when it hangs, and fails
// if it ran no test. Arguments choose files by a part of their path; those that `--debian PART` chooses
// are run once more, with Debian's own kernel in the lab's guests, on which most else does not run.
//
// The lab's files come last, two at a time: each runs guests, and each guest takes a processor. What their
// guests start from is built beside the others: that takes minutes, most of which it waits for packages.
// Of them the longest come first, so that none runs on alone at the end, beside a processor without work.

import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isOfLab, testFiles } from './runner/files.ts';
import { endEveryGroup, startGroup } from './runner/group.ts';
import { judge, type Result, runFile } from './runner/run-file.ts';

/** Time limits end what hangs; on a slow machine a file takes a tenth of its own. */
const FILE_LIMIT_SECONDS = 600;
const LAB_FILE_LIMIT_SECONDS = 1800;
const LAB_FILES_AT_ONCE = 2;
const RUN_LIMIT_SECONDS = 7200;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { debian: { type: 'string', multiple: true, default: [] } },
});
const files = testFiles(positionals);
const onDebianKernel = values.debian.length > 0 ? testFiles(values.debian).filter(isOfLab) : [];

/** A file that is to be run, with Debian's own kernel in its guests or the one that the lab takes. */
interface Run {
	file: string;
	kernel?: 'debian';
}

const results: Result[] = [];

function report({ kernel }: Run, result: Result): void {
	results.push(result);
	const { passed, failed, skipped, output, seconds, reason } = result;
	const file = kernel === 'debian' ? `${result.file} on Debian's own kernel` : result.file;
	const skips = skipped > 0 ? `, ${skipped} skipped` : '';
	const told = `${passed} passed${skips} (${Math.round(seconds)} s)`;
	console.log(`${failed > 0 ? 'FAIL' : 'ok  '}  ${file}  ${told}`);
	for (const line of output.split('\n'))
		if (line.startsWith('skipped: ')) console.log(`      ${line}`);
	if (failed > 0) console.log(`${output}\n${file}: ${reason ?? `${failed} failed`}\n`);
}

function finish(): never {
	const sum = (key: 'passed' | 'failed' | 'skipped') =>
		results.reduce((total, result) => total + result[key], 0);
	const unfinished = files.length + onDebianKernel.length - results.length;
	const failed = sum('failed') + unfinished + (files.length === 0 ? 1 : 0);
	const skips = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
	console.log(`${sum('passed')} passed, ${failed} failed${skips}`);
	process.exit(failed > 0 ? 1 : 0);
}

/**
 * Runs files, a few at a time.
 *
 * @param runs - the files
 * @param atOnce - how many run beside each other
 * @param limitSeconds - when each is ended
 */
async function runFiles(runs: Run[], atOnce: number, limitSeconds: number): Promise<void> {
	const waiting = [...runs];
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
				const env = run.kernel === undefined ? {} : { PEERCON_LAB_KERNEL: run.kernel };
				report(run, await runFile(run.file, limitSeconds, env));
			}
		}),
	);
}

/** Builds what the lab's guests start from, which is no test file's time. */
async function buildGuest(): Promise<boolean> {
	const child = startGroup(['lab/bin/lab.js', 'build'], ['ignore', 'inherit', 'inherit']);
	const [status] = await once(child, 'close');
	return status === 0;
}

/** Those that take longest: QEMU translates Debian's kernel, and a module is proved by trying each of its rules. */
function isLong({ file, kernel }: Run): boolean {
	return kernel === 'debian' || file.includes('/proving/');
}

async function runLabFiles(chosen: Run[]): Promise<void> {
	const runs = [...chosen.filter(isLong), ...chosen.filter((run) => !isLong(run))];
	if (await guestIsBuilt) return runFiles(runs, LAB_FILES_AT_ONCE, LAB_FILE_LIMIT_SECONDS);
	for (const run of runs) report(run, judge(run.file, '', 'the guest could not be built'));
}

setTimeout(() => {
	console.log(`The run took longer than ${RUN_LIMIT_SECONDS} s.`);
	endEveryGroup();
	finish();
}, RUN_LIMIT_SECONDS * 1000);

// The groups are not the terminal's, so its Ctrl-C reaches this process alone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => {
		endEveryGroup();
		process.kill(process.pid, signal);
	});
}

const ofLab: Run[] = [
	...files.filter(isOfLab).map((file) => ({ file })),
	...onDebianKernel.map((file) => ({ file, kernel: 'debian' as const })),
];
const guestIsBuilt = ofLab.length > 0 ? buildGuest() : false;
await runFiles(
	files.filter((file) => !isOfLab(file)).map((file) => ({ file })),
	availableParallelism(),
	FILE_LIMIT_SECONDS,
);
await runLabFiles(ofLab);
finish();
