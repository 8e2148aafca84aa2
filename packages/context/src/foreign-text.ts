// Text that strangers wrote (peers, whoever made a record, named a file or typed an option), made
// safe for where it goes: a terminal, a shell, JSON. It is in this package because every program and
// the page in the browser may depend on it, and because contexts are most of what is shown.

/**
 * What a terminal obeys instead of showing it, or shows elsewhere than where it stands: control
 * characters (C0, DEL, C1), formatting ones such as the bidi marks, halves of surrogate pairs, what
 * Unicode has not assigned, and the separators of lines and paragraphs.
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Makes text safe to show in one line of a terminal or a log. It is for reading: a backslash stays as
 * it is, so only {@link jsonText} can be read back.
 *
 * @param text - any text
 * @param keep - characters to leave as they are, such as a tab
 * @returns the same, with unprintable characters as `\x1b` or, above U+00FF, as `\u{202e}`
 */
export function printable(text: string, keep = ''): string {
	return text.replace(UNPRINTABLE, (character) => {
		return keep.includes(character) ? character : writtenOut(character.codePointAt(0) as number);
	});
}

function writtenOut(code: number): string {
	const digits = code.toString(16);
	return code < 256 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`;
}

/** Well-formed UTF-8 (RFC 3629, section 4), or else one byte, in a string that has a byte a character. */
const UTF8_OR_BYTE =
	/(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+|./gs;

/**
 * Makes received bytes safe to show on a terminal, as lines: tabs and the ends of lines stay.
 *
 * @param data - any bytes; a character that is cut off at the end is shown as the bytes that are there
 * @returns text with unprintable characters as {@link printable} writes them, and each byte that is
 *   not UTF-8 as `\xff`
 */
export function printableBytes(data: Uint8Array): string {
	const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
	const text = bytes.replace(UTF8_OR_BYTE, (piece) => {
		const first = piece.charCodeAt(0);
		const isByte = piece.length === 1 && first > 0x7f;
		return isByte ? writtenOut(first) : Buffer.from(piece, 'latin1').toString();
	});
	// A terminal obeys a carriage return by itself, which lets a line be overwritten.
	return printable(text, '\t\n\r').replace(/\r(?!\n)/g, writtenOut(0x0d));
}

/** Characters that mean nothing to any shell, wherever they stand in an argument. */
const PLAIN_WORD = /^[\w.,:/@%+-]+$/;

/**
 * Makes text one word of a command for sh(1), bash(1) or another shell of that family, also where it
 * is pasted into a terminal. What the word means to the command is not looked at: `-x` stays an option.
 *
 * @param text - any text
 * @returns the text itself if no character of it means anything to a shell; otherwise quoted, with
 *   unprintable characters as the octal bytes of `$'...'`
 */
export function shellWord(text: string): string {
	if (PLAIN_WORD.test(text)) return text;
	if (text.search(UNPRINTABLE) === -1) return `'${text.replaceAll("'", "'\\''")}'`;
	// Octal for quotes and backslashes, too: a shell without $'...' then reads a wrong word, not a command.
	return `$'${text.replace(/[\p{C}\p{Zl}\p{Zp}'\\]/gu, octalBytes)}'`;
}

function octalBytes(character: string): string {
	const bytes = [...new TextEncoder().encode(character)];
	return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/**
 * A value as JSON in one line. JSON.stringify alone leaves DEL, C1 and the bidi marks as they are,
 * which a terminal obeys when somebody looks at the output.
 *
 * @param value - what JSON can hold
 * @returns JSON that any parser reads as the same value, with unprintable characters as `\u009b`
 */
export function jsonText(value: unknown): string {
	return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
		Array.from({ length: character.length }, (_, unit) => {
			return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
		}).join(''),
	);
}
