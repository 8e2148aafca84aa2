import { isIP } from 'node:net';
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
import { doctor } from './doctor/doctor.ts';
import { run } from './run.ts';

const NAME = 'peercon';

const USAGE = `Usage: $0 explain [options] [file]
       $0 doctor [--json] [address]

explain: say in plain words what SELinux refused, which layer it was, and what
would allow it. The records come from a log or ausearch(8): a file, stdin ('-',
or without a file what is piped in), or this host's audit log.

doctor: show which of SELinux's controls are live on this host, now, and what
is wrong; with an address, also which labels and types it meets.`;

const EXIT_STATUSES = `Exit status: 0 explained or nothing wrong (with or without SELinux), 1 no
record, something wrong or other failure, 2 usage, 3 explained but for lines
that are malformed or cut off.`;

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
	const [command, argument] = argumentsOf(flags);
	if (command === 'explain') process.exitCode = await explainLog(argument);
	else if (command === 'doctor') process.exitCode = await examineHost(argument);
	else throw new UsageError(`unknown command '${command}'`);
} catch (error) {
	if (error instanceof UsageError) complain(NAME, error);
	process.stderr.write(`${NAME}: ${errorText(error)}\n`);
	process.exitCode = EXIT_FAILURE;
}

function explainLog(file: string | undefined): Promise<number> {
	if (file !== undefined) refuseFlags(flags, ['log'], 'a file');
	return run({
		file: file ?? defaultFile(),
		last: flags.last,
		port: flags.port === undefined ? undefined : atLeastOne('port', flags.port, 65_535),
		json: flags.json,
		policy: flags.policy,
		onOutput: (text) => process.stdout.write(text),
		onProblem: (text) => process.stderr.write(text),
	});
}

function examineHost(address: string | undefined): Promise<number> {
	// Not given, --last is false.
	refuseFlags(
		{ ...flags, last: flags.last || undefined },
		['last', 'port', 'log', 'policy'],
		'doctor',
	);
	if (address !== undefined && (isIP(address) === 0 || address.includes('%'))) {
		throw new UsageError(`'${address}' is no IPv4 or IPv6 address without a zone`);
	}
	return doctor({ address, json: flags.json, onOutput: (text) => process.stdout.write(text) });
}

/** What is piped in, unless this host's log is asked for; undefined is that log. */
function defaultFile(): string | undefined {
	return flags.log || flags.last || process.stdin.isTTY ? undefined : '-';
}
