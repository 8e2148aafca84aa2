import { printable } from '@peercon/context/foreign-text';
import { eventRecord, jsonLine, Names, parseEndpoint, type ServerEvent } from '@peercon/endpoint';
import {
	argumentsOf,
	chosenLimits,
	chosenProtocols,
	commandLine,
	complain,
	counting,
	Journal,
	LogWriter,
	NamedEvents,
	ownName,
	runningAs,
	runService,
	whereToListen,
} from '@peercon/program';
import { textLine } from './event-lines.ts';
import { PROGRAM } from './program.ts';
import { createEchoServer, ECHO_PORT } from './server.ts';

const NAME = PROGRAM.name;

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

try {
	const [place] = argumentsOf(flags);
	const named = place === undefined ? undefined : parseEndpoint(place);
	const endpoint = whereToListen(named, flags, { port: ECHO_PORT });
	const settings = {
		endpoint,
		host: flags.host,
		protocols: chosenProtocols(flags, ['tcp', 'udp']),
		...chosenLimits(flags),
	};
	const log = flags.quiet ? undefined : await openLog();
	// Who wants neither a log nor metrics asks for no contexts.
	const { onEvent, asked } = counting(flags.metrics, log);
	await runService(() => createEchoServer({ ...settings, onEvent }), log ?? (() => {}), asked);
} catch (error) {
	complain(NAME, error);
}

/** The log: text on stderr, to the journal with fields; or JSON on stdout. What becomes of it is no reason to serve nobody. */
async function openLog(): Promise<(event: ServerEvent) => void> {
	const names = new Names();
	const ownContext = await ownName(names);
	const line = (event: ServerEvent, time = new Date()) =>
		flags.json ? jsonLine(event, ownContext, time) : textLine(event);
	const stream = flags.json ? process.stdout : process.stderr;
	const writer = new LogWriter(stream, (lines) => line({ event: 'dropped', lines }));
	const journal = flags.json ? null : Journal.behind(process.stderr.fd, NAME);
	const first = `-> ${printable(runningAs(ownContext))}\n`;
	if (!flags.json && !journal?.send(first, { ownContext })) writer.write(first);
	const events = new NamedEvents(names, (event, time) => {
		const text = line(event, time);
		if (!journal?.send(text, eventRecord(event, ownContext, time))) writer.write(text);
		return undefined;
	});
	return (event) => {
		events.add(event);
	};
}
