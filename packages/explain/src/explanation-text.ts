// An explanation as lines of text, or as JSON.

import { styleText } from 'node:util';
import { jsonText } from '@peercon/context/foreign-text';
import { type Counted, timesOf } from './count.ts';
import type { Explanation } from './explain.ts';
import { wrap } from './wrap.ts';

/** Where the text behind a heading begins. */
const INDENT = 10;

const BASIS: Record<Explanation['basis'], string> = {
	audit2why: 'audit2why(1) has asked the policy.',
	sesearch: 'sesearch(1) has searched the policy for a rule.',
	paste:
		'What stands beside the record says so: a tool has asked the policy of its host (audit2why, audit2allow or sealert).',
	record: 'Deduced from the record; audit2why(1) with the policy would be sure.',
};
/** What is said of a source that has said less than the explanation. */
const IN_PART: Partial<typeof BASIS> = {
	audit2why:
		'audit2why(1) has asked the policy, which says that a constraint refuses it, not which: that is deduced from the record.',
	sesearch:
		'sesearch(1) has found a rule for it in the policy; what refuses it all the same is deduced from the record.',
	paste:
		'What stands beside the record (audit2why, audit2allow or sealert) says so in part, or as an opinion; the rest is deduced from the record.',
};
const NOT_ANSWERED = 'Deduced from the record: the tools that ask the policy could not tell.';

/**
 * An explanation for people, at most 80 columns wide but for rules and commands, which stay whole.
 *
 * @param explanation - what to say
 * @param counted - the record, and how many there are
 * @returns lines with their line feeds
 */
export function reportText(explanation: Explanation, counted: Counted): string {
	const { record, asked } = counted;
	const times = `${timesOf(counted)}.`;
	const head = wrap(explanation.sentence.replace(/\.$/, times), 0);
	const isPlain = record.kind !== 'access' || record.decision === 'granted';
	const rest = [
		section('result', isPermitted(explanation) ? [permittedIn(record)] : []),
		section('layer', [`${explanation.certain ? '' : 'probably '}${explanation.layer}`]),
		section('why', [explanation.reason]),
		section('known', isPlain ? [] : [basisOf(explanation, asked)]),
		section('allow', allow(explanation)),
		section('check', explanation.active === undefined ? [] : [explanation.active]),
		section('note', explanation.notes),
	];
	return `${bold(head)}\n${rest.join('')}`;
}

/**
 * An explanation for programs: one line of JSON.
 *
 * @param explanation - what to say
 * @param counted - the record, and how many there are
 */
export function reportJson(explanation: Explanation, { record, count }: Counted): string {
	return `${jsonText({ ...explanation, count, record: plain(record) })}\n`;
}

/** A record with its contexts as text, by the kernel's names for them: source and target context. */
function plain(record: Counted['record']): object {
	if (record.kind !== 'access') return record;
	const { kind, decision, permissions, subject, object, ...rest } = record;
	return { kind, decision, permissions, source: subject.text, target: object.text, ...rest };
}

function basisOf({ basis, certain }: Explanation, asked = false): string {
	if (!certain && IN_PART[basis] !== undefined) return IN_PART[basis];
	return basis === 'record' && asked ? NOT_ANSWERED : BASIS[basis];
}

/** A rule or a command stands on a line of its own, ready to be copied. */
function allow({ remedies }: Explanation): string[] {
	return remedies.flatMap(({ why, text }) => (text === undefined ? [why] : [why, `  ${text}`]));
}

function isPermitted({ permissive, layer }: Explanation): boolean {
	return permissive && layer !== 'none';
}

const PERMITTED = 'it was allowed all the same, for the domain, or the whole host, is permissive.';

/** The call may have failed for another reason, which the record SYSCALL beside this one does not tell. */
function permittedIn(record: Counted['record']): string {
	const hasFailed = record.kind === 'access' && record.event?.success === false;
	return hasFailed
		? `SELinux has refused nothing: ${PERMITTED} But the record SYSCALL says that the call failed: something else has refused it, as the mode of a file, or its file system.`
		: `Nothing was refused: ${PERMITTED}`;
}

function section(heading: string, paragraphs: string[]): string {
	if (paragraphs.length === 0) return '';
	const body = paragraphs.map((text) =>
		text.startsWith('  ') ? `${pad()}${text}` : wrap(text, INDENT),
	);
	const [first = '', ...rest] = body;
	return `${[`  ${heading}`.padEnd(INDENT) + first.slice(INDENT), ...rest].join('\n')}\n`;
}

function pad(): string {
	return ' '.repeat(INDENT);
}

/** Node 20's styleText does not look at the terminal by itself. */
function bold(text: string): string {
	return process.stdout.isTTY && !process.env.NO_COLOR ? styleText('bold', text) : text;
}
