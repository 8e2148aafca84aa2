// The command line of the workbench: `lab module`.
import { statSync } from 'node:fs';
import type { Argv } from 'yargs';
import { learnModule, type ModuleOptions, newModule, proveModule } from '../commands/module.ts';
import type { Policy } from '../policies.ts';
import { policy } from './policy.ts';
import { UsageError, wordsOf } from './words.ts';

const path = {
	type: 'string',
	demandOption: true,
	describe: 'The folder of your modules, or one .te or .cil file',
} as const;

const trees = {
	type: 'string',
	array: true,
	nargs: 1,
	default: [] as string[],
	describe: "Lay this folder's files over the guest's root folder, as DESTDIR has them",
} as const;

const packages = {
	type: 'string',
	requiresArg: true,
	describe: "Packages of Debian's to install, as a list with commas",
} as const;

/** A day, in seconds: a timer takes no more than 24 of them. */
const LONGEST = 86400;

const limit = {
	type: 'number',
	requiresArg: true,
	describe: 'Limit on one run of the test, in seconds. At first 300, then four times what it took',
} as const;

const json = {
	type: 'boolean',
	default: false,
	describe: 'Print JSON',
} as const;

/** Adds what can be done with modules: `new`, `learn` and `prove`. */
export function moduleCommands(command: Argv) {
	return command
		.command(
			'new <name> <program>',
			"Write a module to begin with, for a service's program, into the folder NAME",
			(create) =>
				create
					.positional('name', {
						type: 'string',
						demandOption: true,
						describe: "The module's name",
					})
					.positional('program', {
						type: 'string',
						demandOption: true,
						describe: "The program's path on its host",
					})
					.option('port', {
						type: 'string',
						requiresArg: true,
						describe: 'It listens there: tcp/8099',
					})
					.option('log', {
						type: 'boolean',
						default: false,
						describe: 'It has a log in /var/log',
					})
					.option('state', {
						type: 'boolean',
						default: false,
						describe: 'It keeps something in /var/lib',
					})
					.option('unit', {
						type: 'boolean',
						default: false,
						describe: "Its unit of systemd's gets a type",
					}),
			// An error of a function that is not async would be nobody's.
			async ({ name, program, port, log, state, unit }) =>
				newModule({
					name,
					program,
					port: port ?? '',
					hasLog: log,
					hasState: state,
					hasUnit: unit,
				}),
		)
		.command(
			'learn <path> [command..]',
			'Run a test with nothing enforced, and propose lines for what would be denied',
			(learn) =>
				learn
					.options({ policy, with: trees, packages, limit, json })
					.option('write', {
						type: 'boolean',
						default: false,
						describe: 'Write the lines into the modules',
					})
					.positional('path', path)
					.positional('command', { type: 'string', array: true, default: [] as string[] }),
			async (flags) => {
				const options = { ...moduleOptions(flags), write: flags.write };
				if (!(await learnModule(flags.path, wordsOf(flags), options))) process.exitCode = 1;
			},
		)
		.command(
			'prove <path> [command..]',
			'Take every line of modules away, and tell which of them a test needs',
			(prove) =>
				prove
					.options({ policy, with: trees, packages, limit, json })
					.positional('path', path)
					.positional('command', { type: 'string', array: true, default: [] as string[] })
					.example('$0 module prove . -- ./test.sh', 'the modules here, and their test'),
			async (flags) => {
				const words = wordsOf(flags);
				const isProved = await proveModule(flags.path, words, moduleOptions(flags));
				if (!isProved) process.exitCode = 1;
			},
		)
		.demandCommand(1, 'what is to be done with the module is missing');
}

function moduleOptions(flags: {
	policy?: Policy | undefined;
	with: string[];
	packages?: string | undefined;
	limit?: number | undefined;
	json: boolean;
}): ModuleOptions {
	const { limit } = flags;
	if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= LONGEST)) {
		throw new UsageError(`--limit: a run of the test may take 1 to ${LONGEST} seconds`);
	}
	for (const tree of flags.with) {
		if (statSync(tree, { throwIfNoEntry: false })?.isDirectory()) continue;
		throw new UsageError(`--with: ${tree === '' ? 'an empty name' : tree} is no folder`);
	}
	const packages = (flags.packages ?? '').split(',').filter((name) => name !== '');
	for (const name of packages) {
		// As Debian Policy 5.6.7 has them.
		if (/^[a-z0-9][a-z0-9+.-]+$/.test(name)) continue;
		throw new UsageError(`--packages: ${name} is no name of a package`);
	}
	return {
		policy: flags.policy ?? 'default',
		trees: flags.with,
		packages,
		limit,
		json: flags.json,
	};
}
