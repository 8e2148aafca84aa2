import {
	jsonLine,
	Names,
	type PortProtocol,
	parseEndpoint,
	placeText,
	type ServerEvent,
} from '@peercon/endpoint';
import {
	adviceFor,
	argumentsOf,
	chosenLimits,
	chosenProtocols,
	commandLine,
	complain,
	EXIT_FAILURE,
	limitFlags,
	listenFlags,
	NamedEvents,
	ownName,
	refuseFlags,
	runService,
} from '@peercon/program';
import { openLines, openOutput } from './output.ts';
import { createGetpeerconServer, type GetpeerconServerOptions } from './server.ts';
import { Transcript } from './transcript.ts';

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
		...limitFlags,
	})
	.example('$0 5000', 'TCP port 5000, IPv6 and IPv4')
	.example('$0 --udp --reply 5000', "Answers 'who am I to you?'")
	.example('$0 /run/peers.sock', 'A UNIX stream socket')
	.parseAsync();

try {
	const endpoint = parseEndpoint(String(argumentsOf(flags)[0]));
	if ('path' in endpoint) refuseFlags(flags, ['host', 'tcp', 'udp', 'sctp'], 'a UNIX path');
	const protocols = chosenProtocols(flags, ['tcp']);
	const settings = {
		endpoint,
		protocols,
		host: flags.host,
		reply: flags.reply,
		...chosenLimits(flags),
	};
	await (flags.json ? reportJson : writeTranscript)(settings, flags.log);
} catch (error) {
	complain(NAME, error, (known) => fifoAdvice(known) || adviceFor(known));
}

type Settings = Omit<GetpeerconServerOptions, 'onEvent'> & { protocols: PortProtocol[] };

async function reportJson(settings: Settings, logFile: string | undefined): Promise<void> {
	const names = new Names();
	const own = await ownName(names);
	const write = openLines(logFile, (lines) => jsonLine({ event: 'dropped', lines }, own));
	const events = new NamedEvents(names, (event, time) => {
		write(jsonLine(event, own, time));
		return undefined;
	});
	const onEvent = (event: ServerEvent) => events.add(event);
	await runService(() => createGetpeerconServer({ ...settings, onEvent }), onEvent);
}

async function writeTranscript(settings: Settings, logFile: string | undefined): Promise<void> {
	const names = new Names();
	const transcript = new Transcript(openOutput(logFile));
	transcript.begin(await ownName(names));
	const events = new NamedEvents(names, (event) => transcript.write(event));
	const onEvent = (event: ServerEvent) => events.add(event);
	try {
		await runService(async () => {
			const server = await createGetpeerconServer({ ...settings, onEvent });
			transcript.wait();
			return {
				close() {
					events.flush();
					transcript.end();
					server.close();
				},
			};
		}, onEvent);
	} catch (error) {
		const failure = error as NodeJS.ErrnoException;
		if (!['socket', 'bind', 'listen'].includes(failure.syscall ?? '')) throw error;
		transcript.fail(placeText(settings.endpoint, settings.protocols), failure);
		process.stderr.write(adviceFor(failure));
		process.exitCode = EXIT_FAILURE;
	}
}

/** What to do about a log that is a FIFO: it is opened without waiting for a reader. */
function fifoAdvice({ code, syscall }: NodeJS.ErrnoException): string {
	return syscall === 'open' && code === 'ENXIO' ? 'It is a FIFO: start its reader first.\n' : '';
}
