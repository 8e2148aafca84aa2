// The program: a log in, explanations out.

import { access } from 'node:fs/promises';
import { printable } from '@peercon/context/foreign-text';
import { is_selinux_enabled, whySelinuxHidden } from '@peercon/native';
import { readLog, readRecords } from '@peercon/records';
import { explainLog } from './explain-log.ts';
import { reportJson, reportText } from './explanation-text.ts';
import { labelOnHost } from './file-label.ts';
import { thisHost } from './host.ts';
import { askPolicy } from './layer/policy-tools.ts';
import { saidOnce } from './said-once.ts';
import { type Told, toldByPrograms } from './told-by-program.ts';
import { wrap } from './wrap.ts';

export const EXIT_NOTHING_FOUND = 1;
/** All that could be read was explained; some lines could not. */
export const EXIT_MALFORMED = 3;

const NOTHING = `A refusal without a record is often hushed by a rule dontaudit: 'semodule -DB'
switches those off until 'semodule -B'.`;
/** The kernel writes the record of the refusal first, and those of the call behind it, under the same number. */
const WITHOUT_AVC = /\btype=(?:SYSCALL|PROCTITLE|PATH)\b/;
const AVC_MISSING = `The records of a system call are there, and the one of the refusal is missing
(type=AVC, of the same number in audit()): if there is one, copy that, too.
`;
/** Only where the log has no record at all, and no word of a refusal in whatever form. */
const NOT_REFUSED = ' Or SELinux has not refused anything.';
const SAYS_REFUSED =
	/\bdenied\b|\bviolated-\w+-policy\b|\bSELinux (?:is preventing|prevented)\b|\bsetroubleshoot|\bsealert\b/i;
/** What setroubleshoot says was recorded: nothing has hushed it. */
const SAYS_RECORDED = /\bSELinux (?:is preventing|prevented)\b|\bsealert -l\b/i;
const IS_OF_OTHER = /, not (?:SELinux's|of SELinux)\b/;
const NOT_UNDERSTOOD = `setroubleshoot tells of a refusal there, in words that are not known here. Show its
record: 'ausearch -m avc,user_avc', or 'sealert -l' with the number that it names.`;

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
	const { file, last, port, policy } = options;
	const { name, text } = await readLog(file);
	if (policy !== undefined) await access(policy);
	const log = readRecords(text);
	for (const { line, message } of log.problems)
		options.onProblem(`${printable(`${name}:${line}: ${message}`)}\n`);

	const hasSelinux = isSelinuxHere(options.onProblem);
	// Another host's record is judged by the record alone, where no policy of its own is given.
	const hasPolicy = policy !== undefined || hasSelinux;
	const explained = await explainLog(log, {
		last,
		port,
		askPolicy: hasPolicy ? (record) => askPolicy(record, policy) : undefined,
		...(file === undefined && hasSelinux && { askHost: thisHost, askLabel: labelOnHost }),
	});
	const report = options.json ? reportJson : reportText;
	const found = options.json ? explained : saidOnce(explained);
	for (const [index, each] of found.entries()) {
		if (index > 0 && !options.json) options.onOutput('\n');
		options.onOutput(report(each.explanation, each));
	}
	if (log.problems.length > 0) return EXIT_MALFORMED;
	if (found.length > 0) return 0;
	const which = port === undefined ? '' : ` about port ${port}`;
	options.onProblem(`peercon: ${printable(name)} has no record of SELinux${which}\n`);
	for (const { line, what } of log.others)
		options.onProblem(`${printable(`${name}:${line}: ${what}`)}\n`);
	if (log.records.length === 0 && log.messages.length === 0 && SAYS_RECORDED.test(text)) {
		options.onProblem(`${NOT_UNDERSTOOD}\n`);
		return EXIT_NOTHING_FOUND;
	}
	// What another part of the kernel has recorded nothing of SELinux's has hushed.
	if (log.others.some(({ what }) => IS_OF_OTHER.test(what))) return EXIT_NOTHING_FOUND;
	const told = log.records.length === 0 ? toldByPrograms(log.lines) : [];
	for (const each of told) options.onProblem(toldText(name, each));
	if (log.records.length === 0 && WITHOUT_AVC.test(text)) options.onProblem(AVC_MISSING);
	const mayBeNone = log.records.length === 0 && !SAYS_REFUSED.test(text);
	options.onProblem(`${NOTHING}${mayBeNone ? NOT_REFUSED : ''}\n`);
	return EXIT_NOTHING_FOUND;
}

/** What a program says of a refusal, and what to look at; commands stay whole. */
function toldText(name: string, { line, advice }: Told): string {
	const [what, ...rest] = advice.flatMap(({ why, text }) => [
		wrap(printable(why), 0),
		...(text === undefined ? [] : [`  ${printable(text)}`]),
	]);
	return `${printable(name)}:${line}: ${[what, ...rest].join('\n')}\n`;
}

const NOT_ASKED = "This host's policy is not asked, if it has one.\n";

/** Records are read on any host; whether this one has a policy to ask is unknown without libselinux. */
function isSelinuxHere(onProblem: RunOptions['onProblem']): boolean {
	try {
		const why = whySelinuxHidden();
		if (why !== null) onProblem(`peercon: SELinux is hidden here, for ${why}\n${NOT_ASKED}`);
		return is_selinux_enabled();
	} catch (error) {
		const { message } = error as Error;
		onProblem(`peercon: ${printable(message)}\n${NOT_ASKED}`);
		return false;
	}
}
