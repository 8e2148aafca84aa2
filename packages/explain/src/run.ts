// The program: a log in, explanations out.

import { access } from 'node:fs/promises';
import { printable } from '@peercon/context/foreign-text';
import { is_selinux_enabled } from '@peercon/native';
import { readLog, readRecords, type SelinuxRecord } from '@peercon/records';
import { type Counted, countSame } from './count.ts';
import { type Explanation, explain } from './explain.ts';
import { reportJson, reportText } from './explanation-text.ts';
import { askPolicy } from './layer/policy-tools.ts';

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
	const { records, problems } = readRecords(text);
	for (const { line, message } of problems)
		options.onProblem(`${printable(`${name}:${line}: ${message}`)}\n`);

	const found = options.last ? newest(records) : countSame(records);
	const report = options.json ? reportJson : reportText;
	for (const [index, counted] of found.entries()) {
		const explanation = await explainAsked(counted, options.policy);
		if (index > 0 && !options.json) options.onOutput('\n');
		options.onOutput(report(explanation, counted));
	}
	if (problems.length > 0) return EXIT_MALFORMED;
	if (found.length > 0) return 0;
	options.onProblem(`peercon: ${printable(name)} has no record of SELinux\n${NOTHING}`);
	return EXIT_NOTHING_FOUND;
}

function newest(records: SelinuxRecord[]): Counted[] {
	const record = records.findLast(isDenial);
	return record ? [{ record, count: 1 }] : [];
}

function isDenial(record: SelinuxRecord): boolean {
	return record.kind === 'error' || record.decision === 'denied';
}

/** Asks a policy where there is one: another host's record is judged by the record alone. */
async function explainAsked({ record }: Counted, policy?: string): Promise<Explanation> {
	const canAsk = record.kind === 'access' && record.decision === 'denied';
	const hasPolicy = policy !== undefined || is_selinux_enabled();
	return explain(record, canAsk && hasPolicy ? await askPolicy(record, policy) : undefined);
}
