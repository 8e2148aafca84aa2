// Records as people write them down: `AVC denied`, `denied` without its head or its braces, `scontext: ...`.
//
// What is put in place is the kernel's own form, and only where its contexts stand near, or one of them and the class:
// nothing is read that is not there.

import { hasPermission, isPermission } from './permissions.ts';

/** A record in the kernel's form, or what may become one when its lines are joined. */
const WHOLE = /\bavc:\s+(?:denied|granted)\s+\{/;
/** What a record of another type says may have any name in it. */
const OF_OTHERS =
	/\btype=(?!(?:USER_)?AVC\b|1400\b|1107\b)\w+|\b(?:apparmor=|lsm=SMACK)|"\w+"\s*:\s*\{/;
/** A decision and its permissions, in braces of some kind. */
const IN_BRACES =
	/(?:\bavc\b[\s:]*)?\b(denied|granted)[\s:]*[{[(]\s*([a-z_\d]+(?:[\s,]+[a-z_\d]+)*)\s*[}\])]\s*/i;
/** Or without. */
const WITHOUT_BRACES =
	/(?:\bavc\b[\s:]*)?\b(denied|granted)\s+([a-z_\d]+(?:[\s,]+[a-z_\d]+){0,7}?)\s+(?=for\b|[\w-]+=)/i;
/** Permissions alone, at the beginning of a line or behind the head. */
const BRACES_ALONE =
	/^([\s>|+#*`]*(?:type=(?:USER_)?AVC\b\S*\s+)?(?:(?:msg=)?audit\([^()]{0,64}\)\s*:\s*)?(?:\bavc\b[\s:]*)?)\{\s*([a-z_\d]+(?:[\s,]+[a-z_\d]+)*)\s*\}\s*(?=for\b|[\w-]+=)/i;
/** Fields as YAML, JSON and tables have them. */
const FIELD =
	/(?<![\w-])"?\b(scontext|tcontext|tclass)\b"?(?:\s*:\s*|\s+=\s*|=\s+)"?([^\s",;]+)"?,?/gi;
/** The lines of a record that somebody has written down. */
const MOST_LINES = 16;

/**
 * Gives records the kernel's form.
 *
 * @param lines - plain lines
 * @returns as many lines
 */
export function repaired(lines: string[]): string[] {
	const fields = lines.map((line) => (isAsItIs(line) ? line : withFields(line)));
	return fields.map((line, index) =>
		mayBegin(line, fields[index - 1] ?? '') && hasContexts(fields, index)
			? withHead(line, classNear(fields, index))
			: line,
	);
}

/** A record that the kernel has written may have such words in a name. */
function isAsItIs(line: string): boolean {
	return OF_OTHERS.test(line) || (WHOLE.test(line) && /\sscontext=\S/.test(line));
}

function withFields(line: string): string {
	const plain = line.replace(
		FIELD,
		(_, name: string, value: string) => `${name.toLowerCase()}=${value} `,
	);
	return plain.replace(/\b[ST](?:CONTEXT|CLASS)=/g, (name) => name.toLowerCase());
}

function mayBegin(line: string, before: string): boolean {
	if (!/\{|denied|granted/i.test(line) || WHOLE.test(line) || OF_OTHERS.test(line)) return false;
	// A terminal may have broken the line within `avc:`, or behind it.
	return !/\ba(?:v(?:c:?)?)?\s*$|\bavc:\s+\w*\s*$/.test(before) && !/^[\s>|]*(?:v?c)?:/.test(line);
}

function hasContexts(lines: string[], from: number): boolean {
	const near = lines.slice(from, from + MOST_LINES).join('\n');
	// Without the other context it is no whole record, which is told.
	return /\bscontext=\S/.test(near) && /\bt(?:context|class)=\S/.test(near);
}

function classNear(lines: string[], from: number): string {
	return /\btclass=(\w+)/.exec(lines.slice(from, from + MOST_LINES).join('\n'))?.[1] ?? '';
}

function withHead(line: string, of: string): string {
	for (const pattern of [IN_BRACES, WITHOUT_BRACES]) {
		const [all, decision = '', words = ''] = pattern.exec(line) ?? [];
		// What stands in braces behind `denied` is nothing else, also if it is newer than the list.
		if (all === undefined || !(all.includes('{') || areOf(of, words))) continue;
		return line.replace(all, () => head(decision.toLowerCase(), words));
	}
	const [all, before = '', words = ''] = BRACES_ALONE.exec(line) ?? [];
	if (all === undefined || !areOf(of, words)) return line;
	// Who asks what was refused has a refusal; of what was granted nobody asks.
	return line.replace(all, () => before.replace(/\bavc\b[\s:]*$/i, '') + head('denied', words));
}

function head(decision: string, words: string): string {
	return `avc:  ${decision}  { ${namesIn(words).join(' ')} } `;
}

function areOf(of: string, words: string): boolean {
	return namesIn(words).every((name) => hasPermission(of, name) ?? isPermission(name));
}

function namesIn(words: string): string[] {
	return words.toLowerCase().split(/[\s,]+/);
}
