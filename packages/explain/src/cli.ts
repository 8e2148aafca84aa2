import {
	argumentsOf,
	atLeastOne,
	commandLine,
	complain,
	EXIT_FAILURE,
	errorText,
	refuseFlags,
	UsageError,
} from '@peercon/program';
import { run } from './run.ts';

const NAME = 'peercon';

const USAGE = `Usage: $0 explain [options] [file]

Say in plain words what SELinux refused, which layer it was, and what would
allow it. The records come from a log or ausearch(8): a file, stdin ('-', or
without a file what is piped in), or this host's audit log.`;

const EXIT_STATUSES = `Exit status: 0 explained, 1 nothing found or other failure, 2 usage,
3 explained but for lines that are malformed or cut off.`;

const flags = await commandLine(NAME, USAGE, 1, 2)
	.options({
		last: { type: 'boolean', default: false, describe: 'Only the newest denial' },
		port: {
			type: 'number',
			requiresArg: true,
			describe: 'Only what names this port (src= or dest=)',
		},
		log: {
			type: 'boolean',
			describe: "This host's audit log, or the kernel's where there is none",
		},
		policy: {
			type: 'string',
			requiresArg: true,
			describe: 'Ask this policy file (default: the running policy, if any)',
		},
		json: { type: 'boolean', default: false, describe: 'One JSON object a line' },
	})
	.epilogue(EXIT_STATUSES)
	.parseAsync();

try {
	const [command, file] = argumentsOf(flags);
	if (command !== 'explain') throw new UsageError(`unknown command '${command}'`);
	if (file !== undefined) refuseFlags(flags, ['log'], 'a file');
	process.exitCode = await run({
		file: file ?? defaultFile(),
		last: flags.last,
		port: flags.port === undefined ? undefined : atLeastOne('port', flags.port, 65_535),
		json: flags.json,
		policy: flags.policy,
		onOutput: (text) => process.stdout.write(text),
		onProblem: (text) => process.stderr.write(text),
	});
} catch (error) {
	if (error instanceof UsageError) complain(NAME, error);
	process.stderr.write(`${NAME}: ${errorText(error)}\n`);
	process.exitCode = EXIT_FAILURE;
}

/** What is piped in, unless this host's log is asked for; undefined is that log. */
function defaultFile(): string | undefined {
	return flags.log || flags.last || process.stdin.isTTY ? undefined : '-';
}
