// A log to explanations. Nothing here asks the host: what it would say is asked of whoever calls.

import type { AccessRecord, KernelMessage, Log, SelinuxRecord } from '@peercon/records';
import { READ_KERNEL_LOG, splitContext } from '@peercon/records';
import { countSame, type Explained } from './count.ts';
import { explain, type Known } from './explain.ts';
import { isRefusal } from './explain-message.ts';
import type { FileLabel } from './file-label.ts';
import type { Host } from './host.ts';
import { explainJoined } from './joined.ts';
import { keptDomains } from './layer/kept-domain.ts';
import { domainsWithoutLabels } from './layer/lost-labels.ts';
import { pastedAnswers } from './layer/pasted.ts';
import type { PolicyAnswer } from './layer/policy-tools.ts';
import { accessesBeyondBounds } from './layer/type-bounds.ts';

/** Which records of a log, and who is asked about them. */
export interface LogOptions {
	/** Only the newest denial. */
	last?: boolean;
	/** Only records that name this port. */
	port?: number | undefined;
	/** Asks a policy what it says of a denial. */
	askPolicy?: ((record: AccessRecord) => Promise<PolicyAnswer | undefined>) | undefined;
	/** Looks at the host that the records are of: it takes a moment, and only advice about labeled networking asks. */
	askHost?: (() => Promise<Host>) | undefined;
	/** Looks at the label of a record's file there, where that may be what is wrong. */
	askLabel?: ((record: AccessRecord) => Promise<FileLabel | undefined>) | undefined;
}

/**
 * Explains the records of a log, and the kernel's own lines in it that tell of a refusal.
 *
 * @param log - as readRecords gives it
 * @param options - which records, and who is asked about them; by default all, and nobody
 * @returns what has the same answer once, in the log's order
 */
export async function explainLog(log: Log, options: LogOptions = {}): Promise<Explained[]> {
	const { last = false, port } = options;
	const about = log.records.filter((record) => port === undefined || names(record, port));
	const chosen = last ? newest(about) : about;
	const told = port === undefined ? worthTelling(log.messages, chosen, last) : [];
	return countSame([
		...(await explainRecords(chosen, log, options)),
		...told.map((record) => ({ record, count: 1, explanation: explain(record) })),
	]);
}

function names({ details }: SelinuxRecord, port: number): boolean {
	return [details.src, details.dest].includes(String(port));
}

/** The kernel's own lines that tell of a refusal; where there is no record, any of them may be the answer. */
function worthTelling(
	messages: KernelMessage[],
	chosen: SelinuxRecord[],
	isLast: boolean,
): KernelMessage[] {
	if (isLast && chosen.length > 0) return [];
	const told = chosen.length > 0 ? messages.filter(isRefusal) : messages;
	return isLast ? told.slice(-1) : told;
}

function newest(records: SelinuxRecord[]): SelinuxRecord[] {
	const record = records.findLast((each) => isDenial(each) && !isOfReading(each));
	return record ? [record] : [];
}

function isDenial(record: SelinuxRecord): boolean {
	return record.kind === 'error' || record.decision === 'denied';
}

/** Who may not read the kernel's log is refused just now, by the program that looks for the last refusal. */
function isOfReading(record: SelinuxRecord): boolean {
	return (
		record.kind === 'access' &&
		record.details.comm === READ_KERNEL_LOG[0] &&
		/^(?:system|capability2?)$/.test(record.class)
	);
}

/**
 * What a log tells of each of its records.
 *
 * @param log - as readRecords gives it
 */
export function knownFromLog({ records, messages }: Log): Known {
	return {
		messages,
		kept: keptDomains(records),
		withoutLabels: domainsWithoutLabels(records),
		beyondBounds: accessesBeyondBounds(records),
	};
}

async function explainRecords(
	records: SelinuxRecord[],
	log: Log,
	{ askPolicy, askHost, askLabel }: LogOptions,
): Promise<Explained[]> {
	const pasted = pastedAnswers(log);
	const context = knownFromLog(log);
	const answers = new Map<string, PolicyAnswer | undefined>();
	const labels = new Map<string, FileLabel | undefined>();
	let host: Host | undefined;
	return await explainJoined(records, async (record, like) => {
		const isDenied = record.kind === 'access' && record.decision === 'denied';
		const asked = isDenied && askPolicy !== undefined;
		const own = asked ? await once(answers, accessOf(record), () => askPolicy(record)) : undefined;
		const answer = own ?? (record.kind === 'access' ? pasted.get(like as AccessRecord) : undefined);
		let explanation = explain(record, { answer, ...context });
		if (askHost && explanation.layer === 'labeled networking not configured') {
			host ??= await askHost();
			explanation = explain(record, { answer, host, ...context });
		}
		if (askLabel && isDenied && ASKS_LABEL.test(explanation.layer)) {
			const fileLabel = await once(labels, fileOf(record), async () =>
				withOther(await askLabel(record), record, askPolicy),
			);
			if (fileLabel) explanation = explain(record, { answer, fileLabel, ...context });
		}
		return { record, count: 1, asked, explanation };
	});
}

/** The tools take seconds, and a log has the same access many times. */
async function once<T>(
	answers: Map<string, T>,
	key: readonly unknown[],
	ask: () => Promise<T>,
): Promise<T | undefined> {
	const text = JSON.stringify(key);
	if (!answers.has(text)) answers.set(text, await ask());
	return answers.get(text);
}

function accessOf({ subject, object, class: of, permissions }: AccessRecord) {
	return [subject.text, object.text, of, permissions];
}

function fileOf(record: AccessRecord) {
	const { path, name, ino } = record.details;
	return [...accessOf(record), path, name, ino, record.event?.paths.map((each) => each.name)];
}

/** Where a file's label may be what is wrong. */
const ASKS_LABEL = /^(?:type enforcement|boolean)$/;

/** What was seen of a label, with what the policy says of the one that it should be. */
async function withOther(
	seen: FileLabel | undefined,
	record: AccessRecord,
	askPolicy: LogOptions['askPolicy'],
): Promise<FileLabel | undefined> {
	const { user, role, type, rangeText } = record.object;
	if (seen === undefined || seen.should === type || askPolicy === undefined) return seen;
	const parts = [user, role, seen.should, ...(rangeText === undefined ? [] : [rangeText])];
	const answer = await askPolicy({ ...record, object: splitContext(parts.join(':')) });
	return answer === undefined ? seen : { ...seen, isAllowed: answer.reason === 'ALLOW' };
}
