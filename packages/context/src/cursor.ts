// A place in the input. All parsers share one cursor over the whole text, so an error deep inside
// the range of a full context still has the right offset, and each character is read once.

import { ContextSyntaxError, inAscii } from './parse-error.ts';

/** Reads a text from left to right. */
export class Cursor {
	readonly input: string;
	/** UTF-16 index of the next character to read. */
	offset = 0;

	/** @param input the whole text */
	constructor(input: string) {
		this.input = input;
	}

	/**
	 * Steps over `char` if it is next.
	 *
	 * @param char one character
	 * @returns whether it was there
	 */
	take(char: string): boolean {
		if (this.input.charAt(this.offset) !== char) return false;
		this.offset += 1;
		return true;
	}

	/**
	 * Steps over every character that passes `test`.
	 *
	 * @param test tells whether a character belongs to the piece being read
	 * @returns the characters stepped over, `''` if none
	 */
	takeWhile(test: (char: string) => boolean): string {
		const start = this.offset;
		while (this.offset < this.input.length && test(this.input.charAt(this.offset))) {
			this.offset += 1;
		}
		return this.input.slice(start, this.offset);
	}

	/**
	 * Steps over `char`, which must be next.
	 *
	 * @param char one character
	 * @param expected what to call it in the error
	 * @throws ContextSyntaxError if something else is next
	 */
	expect(char: string, expected: string): void {
		if (!this.take(char)) throw this.unexpected(expected);
	}

	/**
	 * Checks that all input was read.
	 *
	 * @throws ContextSyntaxError at the first character left over
	 */
	expectEnd(): void {
		if (this.offset < this.input.length) throw this.unexpected('the end of the input');
	}

	/**
	 * Makes, but does not throw, the error for the character at the cursor.
	 *
	 * @param expected what should have been there
	 * @returns the error to throw
	 */
	unexpected(expected: string): ContextSyntaxError {
		const char = this.input.charAt(this.offset);
		const found = char === '' ? 'the end of the input' : `'${inAscii(char)}'`;
		return this.error(`expected ${expected}, found ${found}`, this.offset);
	}

	/**
	 * Makes, but does not throw, an error about something that began earlier.
	 *
	 * @param problem what is wrong
	 * @param offset UTF-16 index of its first character
	 * @returns the error to throw
	 */
	error(problem: string, offset: number): ContextSyntaxError {
		return new ContextSyntaxError(this.input, offset, problem);
	}
}
