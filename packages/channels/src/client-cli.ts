import { printable } from '@peercon/context/foreign-text';
import { DEFAULT_MESSAGE } from '@peercon/echo-client';
import { exitStatus } from '@peercon/echo-client/exit-status';
import { messageFrom, shown } from '@peercon/echo-client/message-argument';
import { Names } from '@peercon/endpoint';
import {
	argumentsOf,
	atLeastOne,
	commandLine,
	complain,
	EXIT_USAGE,
	errorText,
	milliseconds,
	refuseFlags,
} from '@peercon/program';
import { clientAdvice } from './advice.ts';
import { echoOver } from './client.ts';
import { PROGRAM } from './client-program.ts';
import { kindNamed } from './kinds.ts';
import { listJson, listText } from './list.ts';

const NAME = PROGRAM.name;

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

try {
	if (flags.list) process.stdout.write(flags.json ? listJson() : listText(process.stdout.columns));
	else await send(argumentsOf(flags));
} catch (error) {
	process.exitCode = exitStatus(error as NodeJS.ErrnoException);
	if (process.exitCode === EXIT_USAGE) complain(NAME, error);
	process.stderr.write(`${NAME}: ${errorText(error)}\n`);
	process.stderr.write(clientAdvice(error as NodeJS.ErrnoException));
}

async function send([kindName, given, text = DEFAULT_MESSAGE]: string[]): Promise<void> {
	if (kindName === undefined) throw new RangeError('the kind is missing: --list shows them');
	const kind = kindNamed(kindName);
	refuseFlags(flags, ['json'], 'a message');
	if (kind.named === null && given !== undefined) throw new RangeError(`'${kindName}' has no name`);
	if (kind.question) refuseFlags(flags, ['size'], kindName);
	await echoOver({
		kind,
		name: given ?? kind.named?.usual ?? '',
		message: await messageFrom(text, flags.size),
		count: atLeastOne('count', flags.count),
		timeout: milliseconds('timeout', flags.timeout),
		onOpen: tellPeer,
		onSend: (sent) => say(`Sending message: ${kind.question?.text ?? shown(sent)}`),
		onReceive: (came) => say(`Received message: ${kind.question?.answer(came) ?? shown(came)}`),
	});
}

/** Who is at the other end, if that is known. Its name may take a moment, and nobody waits for it. */
function tellPeer(peer: string | null): void {
	if (peer !== null) say(`The server's socket has the context ${new Names().known(peer) ?? peer}`);
}

function say(line: string): void {
	process.stdout.write(`${printable(line)}\n`);
}
