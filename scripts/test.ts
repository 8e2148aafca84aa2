// Runs every test file, each in a process of its own, and ends with 'N passed, N failed'.
//
// uvu by itself would run them all in one process, without a time limit, and count a file that
// forgets `.run()` as a success: so each file is run apart here, is ended when it hangs, and fails
// if it ran no test. Arguments choose files by a part of their path; those that `--debian PART` chooses
// are run once more, with Debian's own kernel in the lab's guests, on which most else does not run.
//
// The lab's files come last, two at a time: each runs guests, and each guest takes a processor. What their
// guests start from is built beside the others: that takes minutes, most of which it waits for packages.

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
const results: Result[] = [];

function report(result: Result): void {
	results.push(result);
	const { file, passed, failed, skipped, output, seconds, reason } = result;
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
 * @param chosen - the files
 * @param atOnce - how many run beside each other
 * @param limitSeconds - when each is ended
 * @param env - what is added to their environment
 */
async function runFiles(
	chosen: string[],
	atOnce: number,
	limitSeconds: number,
	env: NodeJS.ProcessEnv = {},
): Promise<void> {
	const waiting = [...chosen];
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
				report(await runFile(file, limitSeconds, env));
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

async function runLabFiles(chosen: string[], env?: NodeJS.ProcessEnv): Promise<void> {
	if (await guestIsBuilt) return runFiles(chosen, LAB_FILES_AT_ONCE, LAB_FILE_LIMIT_SECONDS, env);
	for (const file of chosen) report(judge(file, '', 'the guest could not be built'));
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

const ofLab = files.filter(isOfLab);
const guestIsBuilt = ofLab.length + onDebianKernel.length > 0 ? buildGuest() : false;
await runFiles(
	files.filter((file) => !isOfLab(file)),
	availableParallelism(),
	FILE_LIMIT_SECONDS,
);
await runLabFiles(ofLab);
if (onDebianKernel.length > 0) console.log("Once more, on Debian's own kernel:");
await runLabFiles(onDebianKernel, { PEERCON_LAB_KERNEL: 'debian' });
finish();
