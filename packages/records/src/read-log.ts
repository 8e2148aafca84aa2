// A whole log to its records.

import { isClass } from './classes.ts';
import { eventId, eventsIn, type RecordedEvent } from './event.ts';
import { type KernelMessage, kernelMessages } from './kernel-message.ts';
import { type Other, otherLines } from './others.ts';
import { parseRecord } from './parse-record.ts';
import { plainLines } from './plain-text.ts';
import { type AccessRecord, RecordError, type SelinuxRecord } from './record.ts';
import { type RecordContext, splitContext } from './record-context.ts';
import { recordTexts } from './record-texts.ts';
import { sealertReports } from './sealert.ts';

/** A log's records, and its lines that should have been some. */
export interface Log {
	records: SelinuxRecord[];
	problems: RecordError[];
	/** The kernel's own lines about SELinux. */
	messages: KernelMessage[];
	/** Lines that may be taken for a record and are none: the first of each kind. */
	others: Other[];
	/** All lines, without the dress of a paste: a record's `line` counts from 1. */
	lines: string[];
}

/**
 * Finds the records in a log, or in what somebody has pasted of one: several in a line, one in several
 * lines, quoted, coloured, in JSON, in a report of sealert(8). A malformed one does not keep the rest from
 * being read.
 *
 * @param text - the log
 * @returns the records, the problems and what else is of SELinux, all in the log's order
 */
export function readRecords(text: string): Log {
	const lines = plainLines(text);
	const messages = kernelMessages(lines);
	const log: Log = { records: [], problems: [], messages, others: otherLines(lines), lines };
	const events = eventsIn(lines.join('\n'));
	for (const { text: one, unbroken, line, isAmbiguous } of recordTexts(lines)) {
		keep(log, () => {
			if (!isAmbiguous) return besides(parseEither(one, unbroken, line), events, one);
			const problem = 'another record begins in this line before the first is complete';
			throw new RecordError(line, problem, 'each in a line of its own');
		});
	}
	if (log.records.length > 0 || log.problems.length > 0) {
		return { ...log, records: log.records.map((record) => withTransitions(record, log.records)) };
	}
	for (const { text: one, isOfMode, line } of sealertReports(lines)) {
		keep(log, () => {
			if (one !== undefined) return parseRecord(one, line);
			const expected = "the record: 'sealert -l' with the number that it names, or ausearch -m avc";
			const mode = isOfMode
				? ' (mostly owner or mode of a file are wrong, and not the policy)'
				: '';
			throw new RecordError(line, `this summary names no contexts${mode}`, expected);
		});
	}
	return log;
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
	if (before === undefined) return record;
	return { ...record, event: { paths: [], ...record.event, transitions: before.permissions } };
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

/** Lines may have been broken between words, or at the edge of a terminal. */
function parseEither(text: string, unbroken: string, line: number): SelinuxRecord | undefined {
	const other = unbroken === text ? undefined : orNothing(() => parseRecord(unbroken, line));
	try {
		const record = parseRecord(text, line);
		return record && other && isBroken(record, other) ? other : record;
	} catch (error) {
		if (other) return other;
		throw error;
	}
}

/** Whether a record was broken within a class, a level or a number, as the one without the breaks shows. */
function isBroken(record: SelinuxRecord, other: SelinuxRecord): boolean {
	if (record.kind !== 'access' || other.kind !== 'access') return false;
	const isInClass =
		other.class !== record.class && other.class.startsWith(record.class) && isClass(other.class);
	const isInNumber = Object.values(record.details).some((value) => /^\d+\s+\d+$/.test(value));
	return isInClass || isInNumber || [record.subject, record.object].some(isInLevel);
}

/** A raw level has no space, so one that is raw without it was broken there. */
function isInLevel({ text, range }: RecordContext): boolean {
	return (
		range === undefined &&
		/\s/.test(text) &&
		splitContext(text.replace(/\s+/g, '')).range !== undefined
	);
}

function orNothing<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
