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
import { readRecords } from '@peercon/records';
import { doctor } from './doctor/doctor.ts';
import { PROGRAM } from './program.ts';
import { run } from './run.ts';

const NAME = PROGRAM.name;

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

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
	if (file !== undefined && readRecords(file).records.length > 0) {
		throw new UsageError(
			`a record is given in place of a file: run '${NAME} explain -', paste it, and end with Ctrl-D`,
		);
	}
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
