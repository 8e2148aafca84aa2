import { buffer } from 'node:stream/consumers';
import { printable } from '@peercon/context/foreign-text';
import { parsePort } from '@peercon/endpoint';
import { is_selinux_enabled } from '@peercon/native';
import {
	adviceFor,
	argumentsOf,
	atLeastOne,
	chosenProtocols,
	commandLine,
	complain,
	EXIT_USAGE,
	errorText,
	milliseconds,
	refuseFlags,
	UsageError,
} from '@peercon/program';
import { DEFAULT_MESSAGE, ECHO_PORT, echo } from './client.ts';
import { EXIT_DENIED, EXIT_UNSENT_LABEL, EXIT_WRONG_ECHO, exitStatus } from './exit-status.ts';
import { whyLabelUnread } from './unread-label.ts';
import { isLabelUnsent, whyLabelUnsent } from './unsent-label.ts';

const NAME = 'echo-client';
const RECORDS = 'ausearch -m avc -ts recent';

/** A longer message is named by its length instead of shown. */
const LONGEST_SHOWN = 200;

/** The most that --size makes, in bytes: as much must fit in memory. */
const LONGEST_MESSAGE = 2 ** 30;

const USAGE = `Usage: $0 [options] <host|path> [message]

Send a message (default '${DEFAULT_MESSAGE}') to an echo server (RFC 862) and
check that it comes back. What has a slash in it is the path of a UNIX stream
socket. The message '-' is read from stdin.`;

const EXIT_STATUSES = `Exit status: 0 echoed, 1 other failure, 2 usage, 3 wrong echo, 4 refused,
5 denied (EACCES, EPERM), 6 timed out, 7 its label could not be sent.`;

const flags = await commandLine(NAME, USAGE, 1, 2)
	.options({
		port: {
			alias: 'p',
			type: 'string',
			requiresArg: true,
			default: String(ECHO_PORT),
			describe: 'The port of the host',
		},
		udp: { type: 'boolean', describe: 'Use UDP', conflicts: 'sctp' },
		sctp: { type: 'boolean', describe: 'Use SCTP' },
		count: {
			alias: 'c',
			type: 'number',
			requiresArg: true,
			default: 1,
			describe: 'Number of messages to send',
		},
		size: {
			alias: 's',
			type: 'number',
			requiresArg: true,
			describe: 'Bytes to send, by repeating the message',
		},
		timeout: {
			alias: 't',
			type: 'number',
			requiresArg: true,
			default: 10,
			describe: 'Seconds without an echo before it gives up',
		},
	})
	.epilogue(EXIT_STATUSES)
	.parseAsync();

const [target = '', message = DEFAULT_MESSAGE] = argumentsOf(flags);

try {
	if (target.includes('/')) refuseFlags(flags, ['udp', 'sctp'], 'a UNIX path');
	await echo({
		target,
		port: parsePort(flags.port),
		protocol: chosenProtocols(flags, ['tcp'])[0] ?? 'tcp',
		message: await messageFrom(message, flags.size),
		count: atLeastOne('count', flags.count),
		timeout: milliseconds('timeout', flags.timeout),
		onSend: (sent) => process.stdout.write(`Sending message: ${shown(sent)}\n`),
		onReceive: (echoed) => process.stdout.write(`Received message: ${shown(echoed)}\n`),
	});
} catch (error) {
	const failure = error as NodeJS.ErrnoException;
	const isUnsent = isLabelUnsent(failure, target.includes('/'));
	process.exitCode = isUnsent ? EXIT_UNSENT_LABEL : exitStatus(failure);
	if (process.exitCode === EXIT_USAGE) complain(NAME, error);
	process.stderr.write(`${NAME}: ${errorText(error)}\n`);
	process.stderr.write(adviceFor(failure) + why(failure, isUnsent, process.exitCode));
}

async function messageFrom(argument: string, size: number | undefined): Promise<Buffer> {
	const message = argument === '-' ? await buffer(process.stdin) : Buffer.from(argument);
	if (message.length === 0) throw new UsageError('the message is empty');
	return size === undefined
		? message
		: Buffer.alloc(atLeastOne('size', size, LONGEST_MESSAGE), message);
}

/** A short message of printable text in quotes, any other by its length. */
function shown(message: Buffer): string {
	const text = message.toString();
	const isText = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text) && Buffer.from(text).equals(message);
	return isText && message.length <= LONGEST_SHOWN ? `'${text}'` : `${message.length} bytes`;
}

/** The command that says what the kernel has recorded, and what to look for without it. */
function explaining(error: NodeJS.ErrnoException): string {
	const isAddress = error.syscall !== 'getaddrinfo' && !target.includes('/');
	if (isAddress) return `peercon explain --last --port ${flags.port}   (or ${RECORDS})`;
	const mark = error.syscall === 'getaddrinfo' ? 'resolv.conf' : target;
	return `peercon explain --last   (or ${RECORDS}, and look for ${printable(mark)})`;
}

/** Where to look for what the error does not say. */
function why(error: NodeJS.ErrnoException, isUnsent: boolean, status: number): string {
	if (isUnsent) return whyLabelUnsent(error);
	return whyLabelUnread(error) || whereToLook(status, explaining(error));
}

/** Which records of the kernel tell why, if SELinux can be the reason at all. */
function whereToLook(status: number, command: string): string {
	if (status === EXIT_DENIED)
		return `If SELinux denied it, the kernel has recorded it:\n  ${command}\n`;
	// Labeled networking denies by dropping packets, which looks like a refusal, a silence, or (under
	// CIPSO) an unreachable host; a name is not found where its files may not be read.
	const isDrop = status !== EXIT_WRONG_ECHO && is_selinux_enabled();
	return isDrop ? `SELinux may be the reason:\n  ${command}\n` : '';
}
