// What is left of a record whose head is cut off: no record, but a refusal in view.

import { RecordError } from './record.ts';

/** The parts that each record has, by what an error calls them. */
const PARTS: [name: string, pattern: RegExp][] = [
	['the permissions in braces', /\b(?:denied|granted)\b[\s:]*\{/i],
	['scontext=', /\bscontext\b["\s]*[=:|]/],
	['tcontext=', /\btcontext\b["\s]*[=:|]/],
	['tclass=', /\btclass\b["\s]*[=:|]/],
];
const WHERE =
	"the whole record: 'ausearch -m avc,user_avc', or 'journalctl --no-pager -l -g avc:' where there is no auditd";

/**
 * Tells what is missing where a text has parts of a record and no record.
 *
 * @param lines - plain lines
 * @returns none unless two of the parts are there
 */
export function cutRecord(lines: string[]): RecordError | undefined {
	const places = PARTS.map(([, pattern]) => lines.findIndex((line) => pattern.test(line)));
	const found = places.filter((at) => at >= 0);
	if (found.length < 2) return undefined;
	const missing = PARTS.flatMap(([name], at) => (places[at] === -1 ? [name] : []));
	const what = missing.length > 0 ? missing.join(', ') : "the beginning, 'avc:  denied  { ... }',";
	const verb = missing.length > 1 ? 'are' : 'is';
	return new RecordError(
		Math.min(...found) + 1,
		`${what} ${verb} missing: a part of a record`,
		WHERE,
	);
}
