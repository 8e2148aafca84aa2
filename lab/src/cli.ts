import { readFileSync, statSync } from 'node:fs';
import { printable } from '@peercon/context/foreign-text';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { clean } from './commands/clean.ts';
import { denials } from './commands/denials.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { learnModule, type ModuleOptions, newModule, proveModule } from './commands/module.ts';
import { run } from './commands/run.ts';
import { shell } from './commands/shell.ts';
import { up, upHosts } from './commands/up.ts';
import { useEngine } from './engines/choose.ts';
import { ENGINES, type EngineName } from './engines/engine.ts';
import { CacheError, LabError } from './errors.ts';
import { keepHosts } from './hosts/keep-hosts.ts';
import type { HostsPlan } from './hosts/plan.ts';
import { readHosts } from './hosts/read-hosts.ts';
import { keep } from './keeper.ts';
import { ON_DEBIAN_KERNEL, POLICIES, type Policy, VARIANTS } from './policies.ts';
import { buildGuest } from './start.ts';

const NAME = 'lab';

const USAGE = `Usage: $0 <command> [options]

A Debian guest whose kernel enforces SELinux, with peercon's programs installed.
It is built once, and starts in about two seconds.`;

/** yargs would take it from a package.json in a folder above, whosever that is. */
const { version: VERSION } = JSON.parse(
	readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const policy = {
	choices: POLICIES,
	defaultDescription: 'default',
	requiresArg: true,
	describe: "Debian's MCS policy, or its MLS policy",
} as const;

const hosts = {
	type: 'string',
	requiresArg: true,
	describe: 'Start several, joined: names such as client,router,server, or a file',
} as const;

const host = {
	type: 'string',
	requiresArg: true,
	describe: "Which of the hosts that 'up --hosts' has started",
	conflicts: 'policy',
} as const;

const login = {
	type: 'string',
	requiresArg: true,
	describe: 'Log in as this SELinux user, such as staff_u',
	conflicts: 'role',
} as const;

const role = {
	type: 'string',
	requiresArg: true,
	describe: "Change to this role of root's, such as secadm_r",
} as const;

const level = {
	type: 'string',
	requiresArg: true,
	describe: 'At this level, or in this range, such as s1',
} as const;

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

/** A mistake on the command line. */
class UsageError extends Error {}

// yargs asks for the working directory, which may be gone, unless it is told one.
await yargs(hideBin(process.argv), '/')
	.scriptName(NAME)
	.usage(USAGE)
	.version(VERSION)
	.locale('en')
	.wrap(80)
	.strict()
	.demandCommand(1, 'a command is missing')
	.parserConfiguration({
		'populate--': true,
		'unknown-options-as-args': true,
		// A word of the command that looks like a number stays what it is.
		'parse-numbers': false,
		'parse-positional-numbers': false,
	})
	.option('engine', {
		choices: ENGINES,
		requiresArg: true,
		describe: 'What runs the guest (default: the fastest that works here)',
	})
	.check((flags) => {
		const single = ['policy', 'engine', 'host', 'hosts', 'as', 'login', 'role', 'level'];
		for (const name of [...single, 'packages', 'limit', 'json', 'write', 'port']) {
			const given = flags[name];
			if (Array.isArray(given)) throw new UsageError(`--${name} may be given only once`);
			// yargs makes an object of `--host.x=1`.
			if (typeof given === 'object') throw new UsageError(`--${name}.* is an unknown option`);
			if (given === '') throw new UsageError(`--${name} is empty`);
		}
		return true;
	})
	.middleware(({ engine }) => {
		if (engine !== undefined) useEngine(engine);
	})
	.alias({ help: 'h' })
	.command(
		'up',
		'Start a guest that stays up, building what is missing',
		(command) =>
			command
				.options({ policy, hosts })
				.example('$0 up --hosts client,server', 'two kernels, and a link between them'),
		async (flags) => {
			if (flags.hosts === undefined) await up(flags.policy ?? 'default');
			else await upHosts(hostsOf(flags.hosts, flags));
		},
	)
	.command(
		'run [command..]',
		'Run a command in the guest; its exit status is this one',
		(command) =>
			command
				.options({ policy, host })
				.option('as', {
					type: 'string',
					requiresArg: true,
					describe: 'Under this security context',
				})
				.positional('command', { type: 'string', array: true, default: [] as string[] })
				.example('$0 run -- id -Z', 'a program with its arguments')
				.example("$0 run 'id -Z; getenforce'", 'a line for the shell'),
		async (flags) => {
			process.exitCode = await run(flags, wordsOf(flags), flags.as);
		},
	)
	.command(
		'shell',
		'A shell in the guest, at this terminal',
		(command) => command.options({ policy, host, login, role, level }),
		async (flags) => {
			process.exitCode = await shell(flags, flags);
		},
	)
	.command(
		'denials',
		'What the kernel of the guest that is up has denied',
		(command) => command.options({ policy, host }),
		(flags) => denials(flags),
	)
	.command(
		'down',
		'End the guest that is up, and the hosts',
		(command) => command.options({ policy, host }),
		(flags) => down(flags),
	)
	.command('build', 'Build what is missing, for every policy and every test', {}, async () => {
		for (const each of VARIANTS) await buildGuest(each);
		for (const each of ON_DEBIAN_KERNEL) await buildGuest(each, 'debian');
	})
	.command('clean', 'End the guests and remove all that was built', {}, () => clean())
	.command('doctor', 'What this host lacks, and the command that gets it', {}, async () => {
		if (!(await doctor())) process.exitCode = 1;
	})
	.command('module', "A workbench for your own policy modules: 'module --help'", (command) =>
		command
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
			.demandCommand(1, 'what is to be done with the module is missing'),
	)
	.command(
		'keep',
		false, // what `up` starts in the background
		(command) => command.options({ policy }).option('plan', { type: 'string' }),
		({ policy = 'default', plan }) =>
			plan === undefined ? keep(policy) : keepHosts(JSON.parse(plan)),
	)
	.fail((message, error) => complain(error ?? new UsageError(message)))
	.parseAsync();

/** The command that is to be run in the guest. */
function wordsOf(flags: { command: string[]; '--'?: unknown }): string[] {
	const [first = ''] = flags.command;
	// Behind the first word everything is the command's own.
	if (first.startsWith('-')) throw new UsageError(`${first} is an unknown option`);
	const words = [...flags.command, ...((flags['--'] ?? []) as string[])];
	if (words.every((word) => word.trim() === ''))
		throw new UsageError('what is to be run is missing');
	return words;
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

/** What `--hosts` says; names that cannot be are a mistake on the command line. */
function hostsOf(
	text: string,
	{ policy, engine }: { policy?: Policy | undefined; engine?: EngineName | undefined },
): HostsPlan {
	if (engine !== undefined && engine !== 'uml') {
		throw new UsageError(`hosts need the engine uml: ${engine} cannot join them`);
	}
	try {
		return readHosts(text, policy);
	} catch (error) {
		throw error instanceof RangeError ? new UsageError(error.message) : error;
	}
}

/** Writes what went wrong to stderr, and exits. */
function complain(error: Error): never {
	const isUsage = error instanceof UsageError || error.name === 'YError';
	const known = [LabError, CacheError, RangeError];
	const isKnown = isUsage || known.some((kind) => error instanceof kind);
	const said = `${isKnown || 'code' in error ? error.message : error.stack}`;
	// Names and what a compiler says of a source are somebody's who may want a terminal to obey them.
	process.stderr.write(`${NAME}: ${printable(said, '\t\n')}\n`);
	const about = process.argv[2] === 'module' ? `${NAME} module` : NAME;
	if (isUsage) process.stderr.write(`Try '${about} --help'.\n`);
	process.exit(isUsage ? 2 : 1);
}
