import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { clean } from './commands/clean.ts';
import { denials } from './commands/denials.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { run } from './commands/run.ts';
import { shell } from './commands/shell.ts';
import { up } from './commands/up.ts';
import { useEngine } from './engines/choose.ts';
import { ENGINES } from './engines/engine.ts';
import { CacheError, LabError } from './errors.ts';
import { keep } from './keeper.ts';
import { ON_DEBIAN_KERNEL, POLICIES, VARIANTS } from './policies.ts';
import { buildGuest } from './start.ts';

const NAME = 'lab';

const USAGE = `Usage: $0 <command> [options]

A Debian guest whose kernel enforces SELinux, with peercon's programs installed.
It is built once, and starts in about two seconds.`;

const policy = {
	choices: POLICIES,
	default: 'default',
	requiresArg: true,
	describe: "Debian's MCS policy, or its MLS policy",
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

/** A mistake on the command line. */
class UsageError extends Error {}

// yargs asks for the working directory, which may be gone, unless it is told one.
await yargs(hideBin(process.argv), '/')
	.scriptName(NAME)
	.usage(USAGE)
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
		const twice = ['policy', 'engine', 'as', 'login', 'role', 'level'].find((name) =>
			Array.isArray(flags[name]),
		);
		if (twice !== undefined) throw new UsageError(`--${twice} may be given only once`);
		return true;
	})
	.middleware(({ engine }) => {
		if (engine !== undefined) useEngine(engine);
	})
	.alias({ help: 'h' })
	.command(
		'up',
		'Start a guest that stays up, building what is missing',
		(command) => command.options({ policy }),
		(flags) => up(flags.policy),
	)
	.command(
		'run [command..]',
		'Run a command in the guest; its exit status is this one',
		(command) =>
			command
				.options({ policy })
				.option('as', {
					type: 'string',
					requiresArg: true,
					describe: 'Under this security context',
				})
				.positional('command', { type: 'string', array: true, default: [] as string[] })
				.example('$0 run -- id -Z', 'a program with its arguments')
				.example("$0 run 'id -Z; getenforce'", 'a line for the shell'),
		async (flags) => {
			const words = [...flags.command, ...((flags['--'] ?? []) as string[])];
			if (words.length === 0) throw new UsageError('what is to be run is missing');
			process.exitCode = await run(flags.policy, words, flags.as);
		},
	)
	.command(
		'shell',
		'A shell in the guest, at this terminal',
		(command) => command.options({ policy, login, role, level }),
		async (flags) => {
			process.exitCode = await shell(flags.policy, flags);
		},
	)
	.command(
		'denials',
		'What the kernel of the guest that is up has denied',
		(command) => command.options({ policy }),
		(flags) => denials(flags.policy),
	)
	.command(
		'down',
		'End the guest that is up',
		(command) => command.options({ policy }),
		(flags) => down(flags.policy),
	)
	.command('build', 'Build what is missing, for every policy and every test', {}, async () => {
		for (const each of VARIANTS) await buildGuest(each);
		for (const each of ON_DEBIAN_KERNEL) await buildGuest(each, 'debian');
	})
	.command('clean', 'End the guests and remove all that was built', {}, () => clean())
	.command('doctor', 'What this host lacks, and the command that gets it', {}, async () => {
		if (!(await doctor())) process.exitCode = 1;
	})
	.command(
		'keep',
		false, // what `up` starts in the background
		(command) => command.options({ policy }),
		(flags) => keep(flags.policy),
	)
	.fail((message, error) => complain(error ?? new UsageError(message)))
	.parseAsync();

/** Writes what went wrong to stderr, and exits. */
function complain(error: Error): never {
	const isUsage = error instanceof UsageError || error.name === 'YError';
	const known = [LabError, CacheError, RangeError];
	const isKnown = isUsage || known.some((kind) => error instanceof kind);
	process.stderr.write(`${NAME}: ${isKnown || 'code' in error ? error.message : error.stack}\n`);
	if (isUsage) process.stderr.write(`Try '${NAME} --help'.\n`);
	process.exit(isUsage ? 2 : 1);
}
