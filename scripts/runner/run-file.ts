import { endGroup, startGroup } from './group.ts';

export interface Result {
	file: string;
	passed: number;
	failed: number;
	skipped: number;
	output: string;
	/** How long it took. */
	seconds: number;
	/** Why the file failed as a whole. */
	reason: string | undefined;
}

/**
 * Runs a test file in a process of its own.
 *
 * @param file - its path, relative to the root
 * @param limitSeconds - when it is ended
 * @param env - what is added to the environment
 */
export function runFile(
	file: string,
	limitSeconds: number,
	env: NodeJS.ProcessEnv = {},
): Promise<Result> {
	return new Promise((resolve) => {
		const child = startGroup(['--import', 'tsx', file], 'pipe', env);
		let output = '';
		let limit: string | undefined;
		const begin = performance.now();
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on('data', (data) => {
				output += data;
			});
		}
		const timer = setTimeout(() => {
			limit = `still running after ${limitSeconds} s`;
			endGroup(child.pid);
		}, limitSeconds * 1000);
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			const seconds = (performance.now() - begin) / 1000;
			resolve(judge(file, output, limit ?? endOf(code, signal), seconds));
		});
	});
}

function endOf(code: number | null, signal: NodeJS.Signals | null): string | undefined {
	if (signal) return `ended by ${signal}`;
	return code === 0 ? undefined : `exit status ${code}`;
}

/**
 * Reads uvu's totals, of which a file has one set.
 *
 * @param file - the test file
 * @param output - what it printed
 * @param reason - why it failed as a whole, if its end shows that
 * @param seconds - how long it took
 */
export function judge(
	file: string,
	output: string,
	reason: string | undefined,
	seconds = 0,
): Result {
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
		seconds,
		reason: why,
	};
}

/** The last one counts: before it may stand what a test has printed of another run of uvu. */
function numberAfter(label: string, output: string): number {
	const numbers = output.matchAll(new RegExp(`${label}\\s+(\\d+)`, 'g'));
	return Number(Array.from(numbers).at(-1)?.[1] ?? 0);
}
