// Records in which somebody has typed over one of the three keys that each has: `context=` for `tcontext=`.
//
// Which key is meant is known where one of them alone is missing, and one key alone is like it: what else it
// could be, a record does not have. Who reads the explanation is told.

/** The keys that each record has, by what their values are. */
const KEYS = {
	scontext: /^[\w.-]+:[\w.-]+:[\w.-]+/,
	tcontext: /^[\w.-]+:[\w.-]+:[\w.-]+/,
	tclass: /^\w+$/,
};
type Key = keyof typeof KEYS;

/** A record in one line. */
const RECORD = /\bavc:\s+(?:denied|granted)\s+\{/;
const FIELD = /(?<=\s)([a-z]{3,10})=([^\s"']+)/g;
/** Keys of other records, or of this one, that are what they are. */
const KNOWN =
	/^(?:subj|obj|comm|name|path|dev|ino|pid|exe|src|dest|saddr|daddr|netif|capability|permissive|srawcon|trawcon)$/;
/** A longer line is no record. */
const LONGEST_LINE = 8192;

/** Lines, and what was put right in which of them. */
export interface Mended {
	lines: string[];
	/** By a line's number, from 1: what stood there, as `context= for tcontext=`. */
	keys: Map<number, string>;
}

/**
 * Puts mistyped keys right.
 *
 * @param lines - plain lines
 * @returns as many lines
 */
export function withKeysMended(lines: string[]): Mended {
	const keys = new Map<number, string>();
	const mended = lines.map((line, index) => {
		const found = mistypedKey(line);
		if (found === undefined) return line;
		const [wrong, right] = found;
		keys.set(index + 1, `${wrong}= for ${right}=`);
		return line.replace(new RegExp(`(?<=\\s)${wrong}=`), `${right}=`);
	});
	return { lines: mended, keys };
}

/** The one key that is like the one that is missing. */
function mistypedKey(line: string): [wrong: string, right: Key] | undefined {
	if (line.length > LONGEST_LINE || !RECORD.test(line)) return undefined;
	const missing = (Object.keys(KEYS) as Key[]).filter((key) => !line.includes(`${key}=`));
	const [right] = missing;
	if (right === undefined || missing.length > 1) return undefined;
	const like = Array.from(line.matchAll(FIELD)).filter(
		([, key = '', value = '']) =>
			!Object.hasOwn(KEYS, key) &&
			!KNOWN.test(key) &&
			KEYS[right].test(value) &&
			isMeant(key, right),
	);
	const [only] = like;
	return only?.[1] === undefined || like.length > 1 ? undefined : [only[1], right];
}

/** Two of the contexts are alike: what has a context for its value is the one that is missing. */
function isMeant(key: string, right: Key): boolean {
	return isLike(key, right) || (right !== 'tclass' && key.includes('con'));
}

/** Whether one letter is missing, too much, another, or two are exchanged. */
function isLike(key: string, right: string): boolean {
	const longer = Math.max(key.length, right.length);
	let before = 0;
	while (before < longer && key[before] === right[before]) before++;
	let behind = 0;
	while (
		behind < longer - before &&
		key[key.length - 1 - behind] === right[right.length - 1 - behind]
	)
		behind++;
	const [left, other] = [key.length - before - behind, right.length - before - behind];
	if (left <= 1 && other <= 1) return true;
	const middle = key.slice(before, before + 2);
	return left === 2 && other === 2 && middle === `${right[before + 1]}${right[before]}`;
}
