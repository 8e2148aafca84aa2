// The program: a log in, explanations out.

import { access } from 'node:fs/promises';
import { printable } from '@peercon/context/foreign-text';
import { is_selinux_enabled } from '@peercon/native';
import {
	type AccessRecord,
	type KernelMessage,
	type Log,
	READ_KERNEL_LOG,
	readLog,
	readRecords,
	type SelinuxRecord,
} from '@peercon/records';
import { countSame, type Explained } from './count.ts';
import { explain } from './explain.ts';
import { isRefusal } from './explain-message.ts';
import { reportJson, reportText } from './explanation-text.ts';
import { type Host, thisHost } from './host.ts';
import { keptDomains } from './layer/kept-domain.ts';
import { pastedAnswers } from './layer/pasted.ts';
import { askPolicy, type PolicyAnswer } from './layer/policy-tools.ts';

export const EXIT_NOTHING_FOUND = 1;
/** All that could be read was explained; some lines could not. */
export const EXIT_MALFORMED = 3;

const NOTHING = `A refusal without a record is often hushed by a rule dontaudit: 'semodule -DB'
switches those off until 'semodule -B'. Or SELinux has not refused anything.
`;

export interface RunOptions {
	/** A path, `-` for stdin, or undefined for this host's log. */
	file: string | undefined;
	/** Only the newest denial. */
	last: boolean;
	/** Only records that name this port. */
	port: number | undefined;
	json: boolean;
	/** A policy file to ask instead of the running policy. */
	policy: string | undefined;
	onOutput: (text: string) => void;
	onProblem: (text: string) => void;
}

/**
 * Explains every record of a log.
 *
 * @param options - which log, and how to report
 * @returns the exit status
 * @throws a system error if the log or the policy file cannot be read
 */
export async function run(options: RunOptions): Promise<number> {
	const { name, text } = await readLog(options.file);
	if (options.policy !== undefined) await access(options.policy);
	const log = readRecords(text);
	const { records, problems, messages } = log;
	for (const { line, message } of problems)
		options.onProblem(`${printable(`${name}:${line}: ${message}`)}\n`);

	const about = records.filter(
		(record) => options.port === undefined || names(record, options.port),
	);
	const chosen = options.last ? newest(about) : about;
	const told = options.port === undefined ? worthTelling(messages, chosen, options.last) : [];
	const explained = [
		...(await explainAll(chosen, log, options)),
		...told.map((record) => ({ record, count: 1, explanation: explain(record) })),
	];
	const report = options.json ? reportJson : reportText;
	const found = countSame(explained);
	for (const [index, each] of found.entries()) {
		if (index > 0 && !options.json) options.onOutput('\n');
		options.onOutput(report(each.explanation, each));
	}
	if (problems.length > 0) return EXIT_MALFORMED;
	if (found.length > 0) return 0;
	const which = options.port === undefined ? '' : ` about port ${options.port}`;
	options.onProblem(`peercon: ${printable(name)} has no record of SELinux${which}\n`);
	for (const { line, what } of log.others)
		options.onProblem(`${printable(`${name}:${line}: ${what}`)}\n`);
	options.onProblem(NOTHING);
	return EXIT_NOTHING_FOUND;
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

/** Asks a policy where there is one: another host's record is judged by the record alone. */
async function explainAll(
	records: SelinuxRecord[],
	log: Log,
	{ policy, file }: RunOptions,
): Promise<Explained[]> {
	const pasted = pastedAnswers(log);
	const kept = keptDomains(log.records);
	const hasPolicy = policy !== undefined || is_selinux_enabled();
	const isOwn = file === undefined && is_selinux_enabled();
	const answers = new Map<string, PolicyAnswer | undefined>();
	let host: Host | undefined;
	const explained: Explained[] = [];
	for (const record of records) {
		const asked = hasPolicy && record.kind === 'access' && record.decision === 'denied';
		const own = asked ? await askOnce(answers, record, policy) : undefined;
		const answer = own ?? (record.kind === 'access' ? pasted.get(record) : undefined);
		let explanation = explain(record, answer, undefined, log.messages, kept);
		// Looking takes a moment, and only advice about labels asks what this host maps.
		if (isOwn && explanation.layer === 'labeled networking not configured') {
			host ??= await thisHost();
			explanation = explain(record, answer, host, log.messages, kept);
		}
		explained.push({ record, count: 1, asked, explanation });
	}
	return explained;
}

/** The tools take seconds, and a log has the same access many times. */
async function askOnce(
	answers: Map<string, PolicyAnswer | undefined>,
	record: AccessRecord,
	policy: string | undefined,
): Promise<PolicyAnswer | undefined> {
	const { subject, object, class: of, permissions } = record;
	const key = JSON.stringify([subject.text, object.text, of, permissions]);
	if (!answers.has(key)) answers.set(key, await askPolicy(record, policy));
	return answers.get(key);
}
