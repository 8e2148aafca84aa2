import { jsonLine, Names, type PortProtocol, parseEndpoint, placeText } from '@peercon/endpoint';
import {
	adviceFor,
	argumentsOf,
	chosenLimits,
	chosenProtocols,
	commandLine,
	complain,
	counting,
	EXIT_FAILURE,
	NamedEvents,
	ownName,
	runService,
	whereToListen,
} from '@peercon/program';
import { openLines, openOutput } from './output.ts';
import { PROGRAM } from './program.ts';
import { createGetpeerconServer, type GetpeerconServerOptions } from './server.ts';
import { Transcript } from './transcript.ts';

const NAME = PROGRAM.name;

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

try {
	const [place] = argumentsOf(flags);
	const named = place === undefined ? undefined : parseEndpoint(place);
	const endpoint = whereToListen(named, flags);
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
	const { onEvent, asked } = counting(flags.metrics, (event) => events.add(event));
	await runService(() => createGetpeerconServer({ ...settings, onEvent }), onEvent, asked);
}

async function writeTranscript(settings: Settings, logFile: string | undefined): Promise<void> {
	const names = new Names();
	const transcript = new Transcript(openOutput(logFile));
	transcript.begin(await ownName(names));
	const events = new NamedEvents(names, (event) => transcript.write(event));
	const { onEvent, asked } = counting(flags.metrics, (event) => events.add(event));
	try {
		await runService(
			async () => {
				const server = await createGetpeerconServer({ ...settings, onEvent });
				transcript.wait();
				return {
					close() {
						events.flush();
						transcript.end();
						server.close();
					},
				};
			},
			onEvent,
			asked,
		);
	} catch (error) {
		const failure = error as NodeJS.ErrnoException;
		if (!['socket', 'bind', 'listen'].includes(failure.syscall ?? '')) throw error;
		// Sockets that were open already are not made here.
		if ('streams' in settings.endpoint) throw error;
		transcript.fail(placeText(settings.endpoint, settings.protocols), failure);
		process.stderr.write(adviceFor(failure));
		process.exitCode = EXIT_FAILURE;
	}
}

/** What to do about a log that is a FIFO: it is opened without waiting for a reader. */
function fifoAdvice({ code, syscall }: NodeJS.ErrnoException): string {
	return syscall === 'open' && code === 'ENXIO' ? 'It is a FIFO: start its reader first.\n' : '';
}
