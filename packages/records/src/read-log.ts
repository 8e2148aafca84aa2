// A whole log to its records.

import { aureportRecords } from './aureport.ts';
import { withWordsWhole } from './broken-word.ts';
import { cutRecord } from './cut-head.ts';
import { eventId, eventsIn, type RecordedEvent, type RecordedPath } from './event.ts';
import {
	accessTo,
	connectedPaths,
	fileOf,
	foundPaths,
	isOfProgram,
	refusedPaths,
	reportedPaths,
	type SaidPath,
	socketOf,
	toldPaths,
} from './found-path.ts';
import { settled } from './joint.ts';
import { type KernelMessage, kernelMessages } from './kernel-message.ts';
import { withNamesFilledIn, withOwnContext } from './left-out-names.ts';
import { withBlanks } from './lost-blanks.ts';
import { withKeysMended } from './mistyped-keys.ts';
import { type Other, otherLines } from './others.ts';
import { parseRecord } from './parse-record.ts';
import { pastedRules } from './pasted-rules.ts';
import { plainLines } from './plain-text.ts';
import { programMessages } from './program-message.ts';
import { type AccessRecord, RecordError, type SelinuxRecord } from './record.ts';
import { recordTexts } from './record-texts.ts';
import { repaired } from './repaired.ts';
import { OF_PLUGINS, type SealertReport, sealertReports } from './sealert.ts';
import { headlessReports } from './sealert-headless.ts';
import { localReports } from './sealert-local.ts';
import { shortenedRecords } from './shortened.ts';

/** A log's records, and its lines that should have been some. */
export interface Log {
	records: SelinuxRecord[];
	problems: RecordError[];
	/** Lines about SELinux that are no records: the kernel's, of programs, and summaries of sealert. */
	messages: KernelMessage[];
	/** Lines that may be taken for a record and are none: the first of each kind. */
	others: Other[];
	/** All lines, without the dress of a paste: a record's `line` counts from 1. */
	lines: string[];
}

/**
 * Finds the records in a log, or in what somebody has pasted of one: several in a line, one in several
 * lines, quoted, coloured, in JSON, in columns of aureport(8), in a report of sealert(8). A malformed one does not keep the rest from
 * being read.
 *
 * @param text - the log
 * @returns the records, the problems and what else is of SELinux, all in the log's order
 */
export function readRecords(text: string): Log {
	const whole = withWordsWhole(withBlanks(plainLines(text)));
	const { lines, keys } = withKeysMended(repaired(whole.lines));
	const mended = new Map([...whole.keys, ...keys]);
	const messages = [...kernelMessages(lines), ...programMessages(lines)].sort(
		(one, other) => one.line - other.line,
	);
	const log: Log = { records: [], problems: [], messages, others: otherLines(lines), lines };
	const events = eventsIn(lines.join('\n'));
	const found = foundPaths(lines);
	for (const { text: one, line, isAmbiguous } of recordTexts(lines)) {
		keep(log, () => {
			if (!isAmbiguous) {
				const settledText = withOwnContext(settled(one, line));
				const filled = withNamesFilledIn(settledText);
				const read = withMended(parseRecord(filled, line), mended);
				const record = filled === settledText ? read : withFilledIn(read);
				return withFound(besides(record, events, one), found);
			}
			const problem = 'another record begins in this line before the first is complete';
			throw new RecordError(line, problem, 'each in a line of its own');
		});
	}
	// Of a port the number and who asks tell much, also where somebody has left out the contexts.
	if (log.records.length === 0) log.messages.push(...shortenedRecords(lines));
	if (log.records.length > 0 || log.problems.length > 0) {
		const told = toldPaths(log.records);
		const all = log.records.map((record) => withNeighbours(record, log.records));
		const reported = reportedPaths(lines);
		const connected = connectedPaths(log.records);
		const refused = refusedPaths(lines);
		return {
			...log,
			records: all
				.map((record) => withReported(withTold(record, told), reported))
				.map((record) => withRefused(withConnected(record, connected), refused)),
		};
	}
	log.records.push(...aureportRecords(lines));
	if (log.records.length > 0) return log;
	const english = sealertReports(lines);
	const headed = english.length > 0 ? english : localReports(lines);
	const headless = headed.length > 0 ? [] : headlessReports(lines);
	const reports = [...headed, ...headless.flatMap(({ report }) => report ?? [])];
	if (reports.every(({ text: one }) => one === undefined)) log.records.push(...pastedRules(lines));
	const summarized = summaries(reports);
	const refused = summarized.length > 0 ? refusedPaths(lines) : new Map<string, SaidPath>();
	log.messages.push(...summarized.map((summary) => withWholePath(summary, refused)));
	const told = toldWhole(reports);
	for (const { text: one, summary, likely, line } of reports) {
		keep(log, () => {
			if (one !== undefined) return parseRecord(one, line);
			if (likely && summary) return isNews(summary, told) ? likely : undefined;
			if (summary !== undefined) return undefined;
			const expected = "the record: 'sealert -l' with the number that it names, or ausearch -m avc";
			throw new RecordError(line, 'this summary names no contexts', expected);
		});
	}
	// A rule beside such a report tells the permission.
	if (log.records.length === 0)
		log.problems.push(...headless.flatMap(({ problem }) => problem ?? []));
	const cut = log.records.length + log.problems.length === 0 ? cutRecord(lines) : undefined;
	if (cut !== undefined) log.problems.push(cut);
	return log;
}

/** What summaries without a record tell, each once. */
function summaries(reports: SealertReport[]): KernelMessage[] {
	const found = new Map<string, KernelMessage>();
	const told = toldWhole(reports);
	for (const { text, summary, likely, line } of reports) {
		const key = JSON.stringify(summary);
		if (text !== undefined || summary === undefined || found.has(key)) continue;
		if (likely !== undefined || told.has(whatIsTold(summary))) continue;
		found.set(key, { kind: 'message', about: 'summary', details: summary, line });
	}
	const reported = new Set([...found.values()].flatMap(({ details }) => headlineIn(details) ?? []));
	return [...found].filter(([key]) => !reported.has(key)).map(([, summary]) => summary);
}

/** The summary of a name with the path that a program says it was refused. */
function withWholePath(summary: KernelMessage, refused: Map<string, SaidPath>): KernelMessage {
	const { path: name = '/', class: of, program = '' } = summary.details;
	const said = name.includes('/') ? undefined : refused.get(of === 'dir' ? `${name}/` : name);
	if (said === undefined || !isOfProgram(said, program.split('/').at(-1))) return summary;
	return { ...summary, details: { ...summary.details, path: said.path } };
}

/** What the reports with contexts tell: a headline alone, before or behind such a report, tells no more. */
function toldWhole(reports: SealertReport[]): Set<string> {
	const whole = reports.filter(({ text }) => text !== undefined);
	return new Set(whole.flatMap(({ summary }) => (summary ? [whatIsTold(summary)] : [])));
}

/** Whether it was not told before; the report repeats the headline. */
function isNews(summary: Record<string, string>, told: Set<string>): boolean {
	const what = whatIsTold(summary);
	const isNew = !told.has(what);
	told.add(what);
	return isNew;
}

/** Who may not do what, and to what; some headlines have the program's path, and some its name. */
function whatIsTold(summary: Record<string, string>): string {
	const { program = '', permissions, class: of, path, port, label } = summary;
	return JSON.stringify([program.split('/').pop(), permissions, of, path, port, label]);
}

/** The line in the journal tells of a refusal what the headline of its report does, and no more. */
function headlineIn(details: Record<string, string>): string | undefined {
	const headline = Object.entries(details).filter(([name]) => !OF_PLUGINS.has(name));
	const isAll = headline.length === Object.keys(details).length;
	return isAll ? undefined : JSON.stringify(Object.fromEntries(headline));
}

/** The record with what the log has beside it. */
function besides(
	record: SelinuxRecord | undefined,
	events: Map<string, RecordedEvent>,
	text: string,
): SelinuxRecord | undefined {
	const event = events.get(eventId(text) ?? '');
	return record && event ? { ...record, event } : record;
}

/** The record with what of its keys was read as another. */
function withMended(
	record: SelinuxRecord | undefined,
	keys: Map<number, string>,
): SelinuxRecord | undefined {
	const mended = keys.get(record?.line ?? 0);
	if (record === undefined || mended === undefined) return record;
	return { ...record, details: { ...record.details, mended } };
}

/** A record whose contexts lacked names; what is said of it tells that. */
function withFilledIn(record: SelinuxRecord | undefined): SelinuxRecord | undefined {
	return record && { ...record, details: { ...record.details, filledIn: 'yes' } };
}

/** The record with the path that its file was found at. */
function withFound(
	record: SelinuxRecord | undefined,
	found: Map<string, RecordedPath>,
): SelinuxRecord | undefined {
	const path = found.get(record?.details.ino ?? '');
	return record === undefined || path === undefined ? record : withPath(record, path);
}

/** The record of a name with the path that another record has of the same file. */
function withTold(record: SelinuxRecord, told: Map<string, string>): SelinuxRecord {
	const { name, path } = record.details;
	const known = path === undefined && name ? told.get(fileOf(record) ?? '') : undefined;
	return known?.endsWith(`/${name}`) ? withPath(record, { name: known }) : record;
}

/** The record of a name with the path that a report of the same access has. */
function withReported(record: SelinuxRecord, reported: Map<string, string>): SelinuxRecord {
	if (record.kind !== 'access' || record.details.path !== undefined) return record;
	const { class: of, subject, object, details } = record;
	const path = reported.get(accessTo(details.name ?? '', of, subject.text, object.text));
	return path === undefined ? record : withPath(record, { name: path });
}

/** The record of a socket's file with the path that the same program was refused to connect to. */
function withConnected(record: SelinuxRecord, connected: Map<string, string>): SelinuxRecord {
	const { name, path } = record.details;
	if (record.kind !== 'access' || record.class !== 'sock_file' || path !== undefined || !name)
		return record;
	if (record.event?.paths.length) return record;
	const known = connected.get(socketOf(record, name));
	return known === undefined ? record : withPath(record, { name: known });
}

/** The record of a name with the path that a program says it was refused. */
function withRefused(record: SelinuxRecord, refused: Map<string, SaidPath>): SelinuxRecord {
	const { name, path } = record.details;
	if (record.kind !== 'access' || path !== undefined || !name || record.event?.paths.length)
		return record;
	const said = refused.get(record.class === 'dir' ? `${name}/` : name);
	if (said === undefined || !isOfProgram(said, record.details.comm)) return record;
	return withPath(record, { name: said.path });
}

function withPath<Kind extends SelinuxRecord>(record: Kind, path: RecordedPath): Kind {
	const paths = [...(record.event?.paths ?? []), path];
	return { ...record, event: { ...record.event, paths } };
}

/** A record of an error with what the records around it tell. */
function withNeighbours(record: SelinuxRecord, all: SelinuxRecord[]): SelinuxRecord {
	return withTransitions(withProgram(record, all), all);
}

/**
 * A record of a label that the policy does not know names no program; the one of mac_admin does, which the
 * kernel asks for first.
 *
 * @see selinux_inode_setxattr in security/selinux/hooks.c
 */
function withProgram(record: SelinuxRecord, all: SelinuxRecord[]): SelinuxRecord {
	if (record.kind !== 'error' || record.operation !== 'setxattr') return record;
	const distance = (one: SelinuxRecord) => Math.abs(one.line - record.line);
	const [nearest] = all
		.filter((one): one is AccessRecord => one.kind === 'access')
		.filter(({ permissions }) => permissions.includes('mac_admin'))
		.sort((one, other) => distance(one) - distance(other));
	const program = nearest?.details.comm;
	return program === undefined
		? record
		: { ...record, event: { paths: [], ...record.event, program } };
}

/**
 * A record of bounds with what was asked for before them: often an event of its own.
 *
 * @see check_nnp_nosuid in security/selinux/hooks.c
 */
function withTransitions(record: SelinuxRecord, all: SelinuxRecord[]): SelinuxRecord {
	if (record.kind !== 'error' || record.operation !== 'security_bounded_transition') return record;
	const { oldcontext, newcontext } = record.details;
	const before = all.find(
		(each): each is AccessRecord =>
			each.kind === 'access' &&
			each.class === 'process2' &&
			each.subject.text === oldcontext &&
			each.object.text === newcontext,
	);
	const stays = all.some(
		(each) =>
			each.kind === 'access' &&
			each.permissions.includes('execute_no_trans') &&
			each.subject.text === oldcontext &&
			each.event !== undefined &&
			each.event === record.event,
	);
	if (before === undefined && !stays) return record;
	return {
		...record,
		event: {
			paths: [],
			...record.event,
			...(before && { transitions: before.permissions }),
			...(stays && { staysRefused: true as const }),
		},
	};
}

function keep({ records, problems }: Log, read: () => SelinuxRecord | undefined) {
	try {
		const record = read();
		if (record) records.push(record);
	} catch (error) {
		if (!(error instanceof RecordError)) throw error;
		problems.push(error);
	}
}
