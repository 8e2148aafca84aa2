import { printable } from '@peercon/context';
import {
	argumentsOf,
	atLeastOne,
	chosenProtocols,
	commandLine,
	complain,
	jsonLine,
	listenFlags,
	milliseconds,
	ownContext,
	parseEndpoint,
	refuseFlags,
	runUntilSignal,
	type ServerEvent,
} from '@peercon/endpoint';
import { textLine } from './report.ts';
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
		'max-connections': {
			type: 'number',
			requiresArg: true,
			describe: 'Serve at most so many at once; others wait',
		},
		'idle-timeout': {
			type: 'number',
			requiresArg: true,
			describe: 'Close connections idle for so many seconds',
		},
	})
	.example('$0', 'Port 7, TCP and UDP')
	.example('$0 --sctp 5007', 'Only SCTP: what is named is served')
	.example('$0 /run/echo.sock', 'A UNIX stream socket')
	.parseAsync();

try {
	const endpoint = parseEndpoint(argumentsOf(flags)[0] ?? String(ECHO_PORT));
	if ('path' in endpoint) refuseFlags(flags, ['host', 'tcp', 'udp', 'sctp'], 'a UNIX path');
	const most = flags['max-connections'];
	const idle = flags['idle-timeout'];
	const context = ownContext();
	const report = flags.json
		? (event: ServerEvent) => process.stdout.write(jsonLine(event, context))
		: (event: ServerEvent) => process.stderr.write(textLine(event));

	const options = {
		endpoint,
		host: flags.host,
		protocols: chosenProtocols(flags, ['tcp', 'udp']),
		maxConnections: most === undefined ? most : atLeastOne('max-connections', most),
		idleTimeout: idle === undefined ? idle : milliseconds('idle-timeout', idle),
		onEvent: flags.quiet ? undefined : report,
	};
	if (!flags.quiet && !flags.json) process.stderr.write(`-> running as ${printable(context)}\n`);
	await runUntilSignal(() => createEchoServer(options));
} catch (error) {
	complain(NAME, error);
}
