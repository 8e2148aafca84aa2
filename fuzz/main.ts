// npm run fuzz: what attacks the programs with random input, until something fails. Each fuzzer is a
// property of fast-check, which makes a failing input as small as it can, and names the seed with
// which it comes again.

import { commandLine, complain, milliseconds, UsageError } from '@peercon/program';
import fc from 'fast-check';
import contexts from './contexts.ts';
import native from './native.ts';
import options from './options.ts';
import records from './records.ts';

const NAME = 'npm run fuzz --';

const fuzzers: Record<string, fc.IRawProperty<unknown>> = { contexts, native, options, records };

/** How long each has its turn where there is no end, in milliseconds. */
const TURN = 30_000;

const flags = await commandLine(
	{
		name: NAME,
		forms: ['[options] [contexts] [native] [options] [records]'],
		about: [
			'Attack the parsers, the addon, the command lines and explain with random input, until something fails; without arguments all of them in turn. What has failed becomes a test of its own.',
		],
		least: 0,
		most: Object.keys(fuzzers).length,
		options: {
			seconds: { type: 'number', requiresArg: true, describe: 'Seconds for each target' },
			seed: { type: 'number', requiresArg: true, describe: 'Seed of the first input' },
		},
	},
	import.meta.url,
).parseAsync();

try {
	const named = flags._.map(String);
	const unknown = named.find((name) => !Object.hasOwn(fuzzers, name));
	if (unknown !== undefined) throw new UsageError(`there is no fuzzer '${unknown}'`);
	const chosen = named.length > 0 ? named : Object.keys(fuzzers);
	const limit = flags.seconds === undefined ? TURN : milliseconds('seconds', flags.seconds);
	let seed = flags.seed ?? Date.now() % 2 ** 31;
	do {
		for (const name of chosen) await attack(name, seed, limit);
		seed++;
	} while (flags.seconds === undefined);
} catch (error) {
	complain(NAME, error);
}

/** Runs one fuzzer for a while; tells what fails, and ends the process then. */
async function attack(name: string, seed: number, limit: number): Promise<void> {
	const property = fuzzers[name] as fc.IRawProperty<unknown>;
	const details = await fc.check(property, {
		seed,
		numRuns: Number.MAX_SAFE_INTEGER,
		interruptAfterTimeLimit: limit,
		markInterruptAsFailure: false,
	});
	console.log(`${name}: ${details.numRuns} inputs, seed ${seed}`);
	if (!details.failed) return;
	console.log(fc.defaultReportMessage(details), details.errorInstance);
	process.exit(1);
}
