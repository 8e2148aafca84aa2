import { readFileSync } from 'node:fs';
import { printable } from '@peercon/context/foreign-text';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { moduleCommands } from './command-line/module.ts';
import { policy } from './command-line/policy.ts';
import { UsageError, wordsOf } from './command-line/words.ts';
import { clean } from './commands/clean.ts';
import { denials } from './commands/denials.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
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
import { ON_DEBIAN_KERNEL, type Policy, VARIANTS } from './policies.ts';
import { buildGuest } from './start.ts';

const NAME = 'lab';

const USAGE = `Usage: $0 <command> [options]

A Debian guest whose kernel enforces SELinux, with peercon's programs installed.
It is built once, and starts in about two seconds.`;

/** yargs would take it from a package.json in a folder above, whosever that is. */
const { version: VERSION } = JSON.parse(
	readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

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
	.command('module', "A workbench for your own policy modules: 'module --help'", moduleCommands)
	.command(
		'keep',
		false, // what `up` starts in the background
		(command) => command.options({ policy }).option('plan', { type: 'string' }),
		({ policy = 'default', plan }) =>
			plan === undefined ? keep(policy) : keepHosts(JSON.parse(plan)),
	)
	.fail((message, error) => complain(error ?? new UsageError(message)))
	.parseAsync();

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
