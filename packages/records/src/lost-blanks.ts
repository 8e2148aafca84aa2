// Records that have lost a blank before a key: `src=8090scontext=...`, `tclass=filepermissive=0`. Pages and PDF
// files drop them at the end of a line, and so does who joins the lines of a mail.
//
// A key is set apart where its name stands behind another field's value, outside quotes. Neither a context nor
// a number can have one in it, and a name that has a blank is in quotes or in hexadecimal.

import { KEYS_OF_RECORDS } from './joint.ts';
import { isInterpreted } from './record-texts.ts';

/** A decision, or one of the fields that each record has, whatever stands before it. */
const OF_RECORD = /\bavc:\s*(?:denied|granted)|(?:[st]context|tclass)=/;
/** A longer line is no record. */
const LONGEST_LINE = 8192;
const QUOTED = /("[^"]*")/;
const BEHIND_BRACES = /(?<=\bavc:\s*(?:denied|granted)\s*\{[^{}"=]{1,512}\})(?=for\b|[a-z_]+=)/;
const BEHIND_FOR = /(?<=[\s}]for)(?=([a-z_]{2,12})=)/;
/** Keys that begin a field behind whatever value: as parts of words they are not known. */
const OF_ALL = /(?=(scontext|tcontext|tclass|permissive|srawcon|trawcon)=)(?<==[^\s"=]{1,4096})/g;
/** Behind a number, an address or hexadecimal only what is known as a key of records. */
const BEHIND_NUMBER = /(?<=\s)([a-z_]{2,12}=[\dA-Fa-f.:]+?)([a-z]{2,12})(?==)/g;
/** A record, also right behind the last field of the one before. */
const NEXT_RECORD =
	/(?=\btype=[A-Z][A-Z\d_]* msg=audit\()|(?<=tclass=[a-z\d_]{2,64}|permissive=[01])(?=type=[A-Z][A-Z\d_]* msg=audit\()/;
/** So many fields stand behind one another at most. */
const MOST_FIELDS = 16;

/**
 * Puts the blanks back.
 *
 * @param lines - plain lines
 * @returns as many lines
 */
export function withBlanks(lines: string[]): string[] {
	// What `ausearch -i` has decoded may be names that somebody has chosen, without quotes.
	if (lines.some(isInterpreted)) return lines;
	return lines.map((line) => (mayLackBlanks(line) ? withBlanksIn(line) : line));
}

function mayLackBlanks(line: string): boolean {
	// With half a quote nobody can tell what is within one.
	return line.length <= LONGEST_LINE && OF_RECORD.test(line) && line.split('"').length % 2 === 1;
}

function withBlanksIn(line: string): string {
	const records = line.split(NEXT_RECORD).map(withFieldsApart);
	return records
		.map((record, at) => (/\S$/.test(record) && at + 1 < records.length ? `${record} ` : record))
		.join('');
}

function withFieldsApart(record: string): string {
	return record
		.replace(BEHIND_BRACES, ' ')
		.split(QUOTED)
		.map((part, at) => {
			if (at % 2 === 1) return part;
			const isBehindQuote = at > 0 && isKey(/^([a-z_]+)=/.exec(part)?.[1]);
			return (isBehindQuote ? ' ' : '') + withKeysApart(part, record);
		})
		.join('');
}

function withKeysApart(text: string, record: string): string {
	let apart = text
		.replace(BEHIND_FOR, (_, key: string) => (isKey(key) ? ' ' : ''))
		.replace(OF_ALL, (_, key: string) => (isThere(key, record) ? '' : ' '));
	for (let times = 0; times < MOST_FIELDS; times++) {
		const before = apart;
		apart = before.replace(BEHIND_NUMBER, (all, field: string, key: string) =>
			isKey(key) && !isThere(key, record) ? `${field} ${key}` : all,
		);
		if (apart === before) break;
	}
	return apart;
}

function isKey(name: string | undefined): boolean {
	return name !== undefined && KEYS_OF_RECORDS.has(name);
}

/** Of fields each record has one: where it is there as it should be, what looks like it is a part of a value. */
function isThere(key: string, record: string): boolean {
	return new RegExp(`\\s${key}=`).test(record.replace(/"[^"]*"/g, '""'));
}
