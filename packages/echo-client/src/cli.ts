import { printable } from '@peercon/context/foreign-text';
import { isUnixPlace, parsePort } from '@peercon/endpoint';
import { isSelinuxRunning } from '@peercon/native';
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
} from '@peercon/program';
import { DEFAULT_MESSAGE, echo } from './client.ts';
import { EXIT_DENIED, EXIT_UNSENT_LABEL, EXIT_WRONG_ECHO, exitStatus } from './exit-status.ts';
import { messageFrom, shown } from './message-argument.ts';
import { PROGRAM } from './program.ts';
import { whyLabelUnread } from './unread-label.ts';
import { isLabelUnsent, whyLabelUnsent } from './unsent-label.ts';

const NAME = PROGRAM.name;
const RECORDS = 'ausearch -m avc -ts recent';

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

const [target = '', message = DEFAULT_MESSAGE] = argumentsOf(flags);

try {
	if (isUnixPlace(target)) refuseFlags(flags, ['udp', 'sctp'], 'a UNIX socket');
	// Before anything fails: whether SELinux may be the reason is asked of it, too.
	isSelinuxRunning();
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
	if (failure.code === 'ERR_NATIVE_UNAVAILABLE') complain(NAME, failure);
	const isUnsent = isLabelUnsent(failure, isUnixPlace(target));
	process.exitCode = isUnsent ? EXIT_UNSENT_LABEL : exitStatus(failure);
	if (process.exitCode === EXIT_USAGE) complain(NAME, error);
	process.stderr.write(`${NAME}: ${errorText(error)}\n`);
	process.stderr.write(adviceFor(failure) + why(failure, isUnsent, process.exitCode));
}

/** The command that says what the kernel has recorded, and what to look for without it. */
function explaining(error: NodeJS.ErrnoException): string {
	const isAddress = error.syscall !== 'getaddrinfo' && !isUnixPlace(target);
	if (isAddress) return `peercon explain --last --port ${flags.port}   (or ${RECORDS})`;
	const mark = error.syscall === 'getaddrinfo' ? 'resolv.conf' : target;
	return `peercon explain --last   (or ${RECORDS}, and look for ${printable(mark)})`;
}

/** Where to look for what the error does not say. */
function why(error: NodeJS.ErrnoException, isUnsent: boolean, status: number): string {
	if (isUnsent) return whyLabelUnsent(error);
	return whyLabelUnread(error) || whereToLook(status, explaining(error));
}

/** Where no SELinux denies anything: unix(7). */
const UNIX_MODE =
	'Connecting takes write permission on the socket, and search permission on its folders.\n';

/** Which records of the kernel tell why, if SELinux can be the reason at all. */
function whereToLook(status: number, command: string): string {
	if (status === EXIT_DENIED && !isSelinuxRunning()) return isUnixPlace(target) ? UNIX_MODE : '';
	if (status === EXIT_DENIED)
		return `If SELinux denied it, the kernel has recorded it:\n  ${command}\n`;
	// Labeled networking denies by dropping packets, which looks like a refusal, a silence, or (under
	// CIPSO) an unreachable host; a name is not found where its files may not be read.
	const isDrop = status !== EXIT_WRONG_ECHO && isSelinuxRunning();
	return isDrop ? `SELinux may be the reason:\n  ${command}\n` : '';
}
