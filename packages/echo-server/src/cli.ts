import { printable } from '@peercon/context/foreign-text';
import { jsonLine, Names, parseEndpoint, type ServerEvent } from '@peercon/endpoint';
import {
	argumentsOf,
	chosenLimits,
	chosenProtocols,
	commandLine,
	complain,
	LogWriter,
	limitFlags,
	listenFlags,
	NamedEvents,
	ownName,
	refuseFlags,
	runService,
} from '@peercon/program';
import { textLine } from './event-lines.ts';
import { createEchoServer, ECHO_PORT } from './server.ts';

const NAME = 'echo-server';

const USAGE = `Usage: $0 [options] [port|path]

Echo what arrives (RFC 862): on a port (default ${ECHO_PORT}) over TCP and UDP together, or
on the path of a UNIX stream socket.`;

const flags = await commandLine(NAME, USAGE, 0, 1)
	.options(listenFlags)
	.options({
		quiet: {
			type: 'boolean',
			default: false,
			describe: 'Report nothing, and ask for no contexts',
		},
		...limitFlags,
	})
	.example('$0', 'Port 7, TCP and UDP')
	.example('$0 --sctp 5007', 'Only SCTP: what is named is served')
	.example('$0 /run/echo.sock', 'A UNIX stream socket')
	.parseAsync();

try {
	const endpoint = parseEndpoint(argumentsOf(flags)[0] ?? String(ECHO_PORT));
	if ('path' in endpoint) refuseFlags(flags, ['host', 'tcp', 'udp', 'sctp'], 'a UNIX path');
	const settings = {
		endpoint,
		host: flags.host,
		protocols: chosenProtocols(flags, ['tcp', 'udp']),
		...chosenLimits(flags),
	};
	const onEvent = flags.quiet ? undefined : await openLog();
	await runService(() => createEchoServer({ ...settings, onEvent }), onEvent ?? (() => {}));
} catch (error) {
	complain(NAME, error);
}

/** The log: text on stderr, or JSON on stdout. What becomes of it is no reason to serve nobody. */
async function openLog(): Promise<(event: ServerEvent) => void> {
	const names = new Names();
	const ownContext = await ownName(names);
	const line = (event: ServerEvent, time = new Date()) =>
		flags.json ? jsonLine(event, ownContext, time) : textLine(event);
	const stream = flags.json ? process.stdout : process.stderr;
	const writer = new LogWriter(stream, (lines) => line({ event: 'dropped', lines }));
	if (!flags.json) writer.write(`-> running as ${printable(ownContext)}\n`);
	const events = new NamedEvents(names, (event, time) => {
		writer.write(line(event, time));
		return undefined;
	});
	return (event) => {
		events.add(event);
	};
}
