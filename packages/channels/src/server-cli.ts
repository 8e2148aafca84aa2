import { jsonText, printable } from '@peercon/context/foreign-text';
import { Names, NO_CONTEXT } from '@peercon/endpoint';
import {
	argumentsOf,
	atLeastOne,
	commandLine,
	complain,
	LogWriter,
	NamedLog,
	ownName,
	refuseFlags,
	runningAs,
	runUntilSignal,
} from '@peercon/program';
import { serverAdvice } from './advice.ts';
import { kindNamed } from './kinds.ts';
import { listJson, listText } from './list.ts';
import { createChannelServer } from './server.ts';
import { PROGRAM } from './server-program.ts';
import { INHERITED } from './started-server.ts';

const NAME = PROGRAM.name;

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

try {
	if (flags.list) process.stdout.write(flags.json ? listJson() : listText(process.stdout.columns));
	else await serve(argumentsOf(flags));
} catch (error) {
	complain(NAME, error, serverAdvice);
}

async function serve([kindName, given]: string[]): Promise<void> {
	if (kindName === undefined) throw new RangeError('the kind is missing: --list shows them');
	const kind = kindNamed(kindName);
	if (kind.named === null && given !== undefined && given !== INHERITED) {
		throw new RangeError(`'${kindName}' has no name`);
	}
	if (!kind.hasConnections) refuseFlags(flags, ['max-connections'], kindName);
	const most = flags['max-connections'];
	const report = flags.quiet ? () => {} : await openLog();
	await runUntilSignal(async () => {
		const service = await createChannelServer({
			kind,
			name: given ?? kind.named?.usual ?? '',
			maxConnections: most === undefined ? most : atLeastOne('max-connections', most),
			onEcho: (peer, bytes) => report({ event: 'echo', kind: kindName, peer, bytes }),
			onError: ({ message }) => report({ event: 'error', kind: kindName, reason: message }),
			onEnd(error) {
				// With the only link of its kind the process ends.
				if (error && !kind.hasConnections) process.exitCode = 1;
			},
		});
		report({ event: 'listening', kind: kindName, place: service.place });
		return {
			close() {
				try {
					service.close();
				} catch (error) {
					complain(NAME, error, serverAdvice); // what it made is still there
				}
			},
		};
	});
}

/** What the server reports. */
type Report = { event: string; kind: string; peer?: string | null } & Record<string, unknown>;

/** The log: text on stderr, or JSON on stdout. */
async function openLog(): Promise<(report: Report) => void> {
	const names = new Names();
	const ownContext = await ownName(names);
	const stream = flags.json ? process.stdout : process.stderr;
	const dropped = (lines: number) => line({ event: 'dropped', kind: '', lines }, (raw) => raw);
	const log = new NamedLog(new LogWriter(stream, dropped), names);
	function line(report: Report, name: (raw: string) => string): string {
		const { peer } = report;
		const context = typeof peer === 'string' ? name(peer) : null;
		if (!flags.json) return `-> ${printable(sentence(report, context ?? NO_CONTEXT))}\n`;
		const { peer: rawContext, ...fields } = report;
		const known = peer === undefined ? {} : { context, rawContext };
		return `${jsonText({ ...fields, time: new Date().toISOString(), ownContext, ...known })}\n`;
	}
	if (!flags.json) log.write([], () => `-> ${printable(runningAs(ownContext))}\n`);
	return (report) => {
		const contexts = typeof report.peer === 'string' ? [report.peer] : [];
		log.write(contexts, (name) => line(report, name));
	};
}

function sentence(report: Report, peer: string): string {
	switch (report.event) {
		case 'listening':
			return `listening on ${report.kind} ${report.place} ... ok`;
		case 'echo':
			return `echo(${peer}), ${report.bytes} bytes`;
		case 'dropped':
			return `${report.lines} lines of this log could not be written`;
		default:
			return `error: ${report.reason}`;
	}
}
