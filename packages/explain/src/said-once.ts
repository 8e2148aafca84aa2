// Advice that was given already in the same answer, for people to read once.

import type { Explained } from './count.ts';
import { GAP } from './remedy/policy-gap.ts';
import type { Remedy } from './remedy/remedy.ts';
import { OTHER_MODULE } from './remedy/wrong-type.ts';

/** Shorter ones are read as quickly as a reference to them. */
const LONG = 100;
/** What is asked before a rule is the same for all records of two types, whatever the path. */
const QUESTIONS = ['is the label', 'Has the policy a boolean'];
const QUESTION = new RegExp(`^(?:First: |Then: )?(${QUESTIONS.join('|')})`);

/**
 * Leaves advice out that was given for the same two types before.
 *
 * @param explained - in the order in which it is shown
 * @returns the same, where something was left out with a note that says so
 */
export function saidOnce(explained: Explained[]): Explained[] {
	const said = new Set<string>();
	return explained.map((each) => {
		const { record, explanation } = each;
		if (record.kind !== 'access') return each;
		const types = `${record.subject.type} ${record.object.type}`;
		const isNew = ({ why, text }: Remedy, isLong: boolean) => {
			// What is behind the question differs by path.
			const [, question] = QUESTION.exec(why) ?? [];
			const key = JSON.stringify([types, ...(question === undefined ? [why, text] : [question])]);
			const wasSaid = (question !== undefined || isLong) && said.has(key);
			said.add(key);
			// Where the label is known to be another's, neither is a question any more.
			const answered = why.includes(OTHER_MODULE) ? QUESTIONS : [];
			for (const each of answered) said.add(JSON.stringify([types, each]));
			return !wasSaid;
		};
		// To update the policy is said once for a domain, whatever was wanted.
		const isNewGap = ({ why }: Remedy) => !why.startsWith(GAP) || !said.has(adviceOf(why));
		const given = explanation.remedies.filter(isNewGap);
		for (const { why } of given) if (why.startsWith(GAP)) said.add(adviceOf(why));
		const left = withAlternatives(given).flatMap((group) => {
			const isLong = (group[0]?.why.length ?? 0) > LONG;
			// Each is asked, so that it counts as said further on.
			const areNew = group.map((one) => one.why.startsWith(GAP) || isNew(one, isLong));
			return areNew.some(Boolean) ? group : [];
		});
		const out = given.length - left.length;
		if (out === 0) return { ...each, explanation: { ...explanation, remedies: left } };
		const remedies = [asAbove(types, left.length > 0), ...left];
		return { ...each, explanation: { ...explanation, remedies } };
	});
}

/** What begins with another word for 'or' is no advice without what it is an alternative to. */
const ALTERNATIVE = /^Or (?:this|these)\b/;

function withAlternatives(given: Remedy[]): Remedy[][] {
	const groups: Remedy[][] = [];
	for (const one of given) {
		const before = groups.at(-1);
		if (before && ALTERNATIVE.test(one.why)) before.push(one);
		else groups.push([one]);
	}
	return groups;
}

function asAbove(types: string, isMore: boolean): Remedy {
	const [subject, object] = types.split(' ');
	const both = subject === object ? subject : `${subject} and ${object}`;
	const why = `What was said above for ${both} counts here, too`;
	return { kind: 'note', why: isMore ? `${why}; then:` : `${why}.` };
}

/** The advice to update the policy, without the remark on whose else it may be. */
function adviceOf(why: string): string {
	return why.replace(/ \(If .*/, '');
}
