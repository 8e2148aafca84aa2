// Tells a person what a proof has shown.
import { printable } from '@peercon/context/foreign-text';
import type { Learned } from './learn.ts';
import type { Judged, Proof, Verdict } from './prove.ts';
import { stem } from './sources.ts';
import type { Unused } from './unused.ts';

/** So many types are named of those that the same is allowed on. */
const NAMED = 6;

/** The lines of the sources one by one, and what the policy allows beyond what the test did. */
export function proofText({ lines, unused, runs }: Proof): string {
	const count = (verdict: Verdict) => lines.filter((line) => line.verdict === verdict).length;
	const summary = [
		`${lines.length} lines: ${count('needed')} needed, ${count('nothing needed it')} that nothing needed, ` +
			`${count('no run shows it')} that no run shows.`,
		`The test was run ${runs.all} times, ${runs.without} of them without some lines.`,
	];
	return `${[...linesText(lines), '', ...unusedText(unused), '', ...summary].map((line) => printable(line)).join('\n')}\n`;
}

function linesText(lines: readonly Judged[]): string[] {
	const width = Math.max(0, ...lines.map(({ place }) => place.length));
	const indent = ' '.repeat(width + 2);
	return lines.flatMap(({ place, text, verdict, why }) => {
		const shown = verdict === 'nothing needed it' ? verdict.toUpperCase() : verdict;
		return [`${place.padEnd(width)}  ${text}`, `${indent}${shown}: ${why}`];
	});
}

function unusedText(unused: readonly Unused[]): string[] {
	const domains = [...new Set(unused.map(({ domain }) => domain))];
	return domains.flatMap((domain) => {
		const of = unused.filter((each) => each.domain === domain);
		const own = of.filter(({ source }) => source === domain);
		const others = of.filter(({ source }) => source !== domain);
		const attributes = [...new Set(others.map(({ source }) => source))];
		return [
			`What ${domain} may do that the test never did, by rules about it:`,
			...byClass(own),
			`and by rules about its attributes (${attributes.join(', ')}):`,
			...byClass(others),
		];
	});
}

/** `  file { read } of a_t, b_t`, for each class and set of permissions. */
function byClass(unused: readonly Unused[]): string[] {
	const groups = new Map<string, Set<string>>();
	for (const { class: objectClass, permissions, target } of unused) {
		const key = `${objectClass} { ${permissions.join(' ')} }`;
		groups.set(key, (groups.get(key) ?? new Set()).add(target));
	}
	if (groups.size === 0) return ['  nothing'];
	return [...groups].sort().map(([key, targets]) => {
		const names = [...targets].sort();
		const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
		return `  ${key} of ${names.slice(0, NAMED).join(', ')}${more}`;
	});
}

/** What is proposed for modules, and what it costs. */
export function learnedText({ proposals, unsolved, seen }: Learned): string {
	const text = proposals.flatMap(({ file, proposal }, index) => [
		...(file === proposals[index - 1]?.file ? [] : [`${file}:`]),
		...[...proposal.declarations, ...proposal.lines].map((line) => `  ${line}`),
		...proposal.contexts.map((line) => `  ${stem(file)}.fc: ${line}`),
		...proposal.records.map((record) => `    for ${record}`),
		...proposal.besides.map((more) => `    besides: ${more}`),
	]);
	const rest = unsolved.flatMap(({ record, why }) => [`no line for ${record}`, `    ${why}`]);
	const these = proposals.length > 0 ? 'With these the' : 'The';
	const gap = text.length + rest.length > 0 ? [''] : [];
	const end =
		seen === 'fine'
			? [...gap, `${these} test passes, and nothing is denied.`]
			: [...gap, `${these} test does not pass yet:`, ...seen.split('\n')];
	return `${[...text, ...rest, ...end].map((line) => printable(line, '\t')).join('\n')}\n`;
}
