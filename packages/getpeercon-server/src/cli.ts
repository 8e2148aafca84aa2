import {
	adviceFor,
	argumentsOf,
	chosenProtocols,
	commandLine,
	complain,
	EXIT_FAILURE,
	jsonLine,
	listenFlags,
	ownContext,
	type PortProtocol,
	parseEndpoint,
	placeText,
	refuseFlags,
	runUntilSignal,
	type ServerEvent,
} from '@peercon/endpoint';
import { openOutput } from './output.ts';
import { createGetpeerconServer, type GetpeerconServerOptions } from './server.ts';
import { type Output, Transcript } from './transcript.ts';

const NAME = 'getpeercon-server';

const USAGE = `Usage: $0 [options] <port|path>

Print the security context of every peer, and what it sends: on a port over TCP,
or on the path of a UNIX stream socket.`;

const flags = await commandLine(NAME, USAGE, 1, 1)
	.options(listenFlags)
	.options({
		log: {
			alias: 'l',
			type: 'string',
			requiresArg: true,
			describe: 'Append a copy of all output to this file',
		},
		reply: {
			type: 'boolean',
			default: false,
			describe: 'Send each peer the context that it has here',
		},
	})
	.example('$0 5000', 'TCP port 5000, IPv6 and IPv4')
	.example('$0 --udp --reply 5000', "Answers 'who am I to you?'")
	.example('$0 /run/peers.sock', 'A UNIX stream socket')
	.parseAsync();

try {
	const endpoint = parseEndpoint(String(argumentsOf(flags)[0]));
	if ('path' in endpoint) refuseFlags(flags, ['host', 'tcp', 'udp', 'sctp'], 'a UNIX path');
	const protocols = chosenProtocols(flags, ['tcp']);
	const output = openOutput(flags.log);
	const settings = { endpoint, protocols, host: flags.host, reply: flags.reply };
	await (flags.json ? reportJson : writeTranscript)(output, settings);
} catch (error) {
	complain(NAME, error);
}

type Settings = Omit<GetpeerconServerOptions, 'onEvent'> & { protocols: PortProtocol[] };

async function reportJson(output: Output, settings: Settings): Promise<void> {
	const context = ownContext();
	const onEvent = (event: ServerEvent) => output.received(Buffer.from(jsonLine(event, context)));
	await runUntilSignal(() => createGetpeerconServer({ ...settings, onEvent }));
}

async function writeTranscript(output: Output, settings: Settings): Promise<void> {
	const transcript = new Transcript(output);
	transcript.begin(ownContext());
	const onEvent = (event: ServerEvent) => transcript.write(event);
	try {
		await runUntilSignal(async () => {
			const server = await createGetpeerconServer({ ...settings, onEvent });
			transcript.wait();
			return {
				close() {
					transcript.end();
					server.close();
				},
			};
		});
	} catch (error) {
		const failure = error as NodeJS.ErrnoException;
		if (!['socket', 'bind', 'listen'].includes(failure.syscall ?? '')) throw error;
		transcript.fail(placeText(settings.endpoint, settings.protocols), failure);
		process.stderr.write(adviceFor(failure));
		process.exitCode = EXIT_FAILURE;
	}
}
