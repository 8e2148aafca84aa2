// The error every parser in this package throws: what is wrong, where, and a picture of the spot.

// How many characters of the input the message shows on each side of the spot.
const SHOWN = 40;

/**
 * The input is not a well-formed security context, range, level or category list.
 *
 * The kernel answers such input with a bare EINVAL; this error also says where the mistake is.
 */
export class ContextSyntaxError extends Error {
	override readonly name = 'ContextSyntaxError';
	/** For `if (error.code === …)`, as on Node's own errors. */
	readonly code = 'ERR_CONTEXT_SYNTAX';
	/** The whole text given to the parser. */
	readonly input: string;
	/** UTF-16 index in `input` of the first wrong character; `input.length` if text is missing. */
	readonly offset: number;

	/**
	 * @param input the whole text given to the parser
	 * @param offset UTF-16 index of the first wrong character, 0 to `input.length`
	 * @param problem what was expected or found, as the start of a sentence
	 */
	constructor(input: string, offset: number, problem: string) {
		super(`${problem} at offset ${offset}\n${showSpot(input, offset)}`);
		this.input = input;
		this.offset = offset;
	}
}

/**
 * Makes untrusted text safe to print, and each character one column wide, so that the caret stands
 * under the spot: each UTF-16 unit outside printable ASCII becomes `\uXXXX`.
 *
 * @param text any text, for example a context sent by a peer
 * @returns the same text with control characters and non-ASCII escaped
 */
export function inAscii(text: string): string {
	return text.replace(/[^ -~]/g, (unit) => {
		return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
	});
}

// Two lines: the input around the offset, and a caret under the wrong character.
function showSpot(input: string, offset: number): string {
	const start = Math.max(0, offset - SHOWN);
	const end = Math.min(input.length, offset + SHOWN);
	const before = (start > 0 ? '...' : '') + inAscii(input.slice(start, offset));
	const after = inAscii(input.slice(offset, end)) + (end < input.length ? '...' : '');
	return `  ${before}${after}\n  ${' '.repeat(before.length)}^`;
}
