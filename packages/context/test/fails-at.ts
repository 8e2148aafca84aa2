import * as assert from 'uvu/assert';
import { ContextSyntaxError } from '../src/index.ts';

/** Asserts that the parser refuses the text, and at which offset. */
export function failsAt(parse: (text: string) => unknown, text: string, offset: number): void {
	const error = errorOf(parse, text);
	assert.is(error.offset, offset, `${JSON.stringify(text)}: ${error.message}`);
}

/** Runs the parser on malformed text and gives back its error. */
export function errorOf(parse: (text: string) => unknown, text: string): ContextSyntaxError {
	try {
		parse(text);
	} catch (error) {
		if (error instanceof ContextSyntaxError) return error;
		throw error;
	}
	throw new Error(`${JSON.stringify(text)} was accepted`);
}
