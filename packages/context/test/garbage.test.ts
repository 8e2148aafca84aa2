import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	ContextSyntaxError,
	formatCategories,
	formatContext,
	formatLevel,
	formatRange,
	parseCategories,
	parseContext,
	parseLevel,
	parseRange,
} from '../src/index.ts';
import { context } from './arbitraries.ts';

const garbage = suite('garbage');

// Any characters, among them control characters and non-ASCII.
const noise = fc.string({ unit: 'binary' });

// The right pieces in a random order.
const pieces = fc
	.array(
		fc.constantFrom('s0', 's1', 'c0', 'c1', 'c7', ':', '-', ',', '.', '0', 's', 'c', ' ', '\0'),
	)
	.map((list) => list.join(''));

// A well-formed context with one character replaced.
const typo = fc
	.tuple(context.map(formatContext), fc.nat(), fc.constantFrom(...':-,.sc019 \0\né'))
	.map(([text, n, char]) => {
		const offset = n % text.length;
		return text.slice(0, offset) + char + text.slice(offset + 1);
	});

const anyText = fc.oneof(
	noise,
	pieces,
	pieces.map((text) => `u:r:t:${text}`),
	typo,
);

garbage('is refused by a ContextSyntaxError inside the text, or survives a round trip', () => {
	fc.assert(
		fc.property(anyText, (text) => {
			check(text, parseContext, formatContext);
			check(text, parseRange, formatRange);
			check(text, parseLevel, formatLevel);
			check(text, parseCategories, formatCategories);
		}),
		{ numRuns: 1000 },
	);
});

garbage.run();

function check<T>(text: string, parse: (text: string) => T, format: (value: T) => string): void {
	let value: T;
	try {
		value = parse(text);
	} catch (error) {
		if (!(error instanceof ContextSyntaxError)) throw error;
		assert.is(error.input, text);
		assert.ok(error.offset >= 0 && error.offset <= text.length);
		return;
	}
	assert.equal(parse(format(value)), value);
}
