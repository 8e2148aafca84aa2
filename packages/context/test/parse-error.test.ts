import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseContext } from '../src/index.ts';
import { errorOf } from './fails-at.ts';

const errors = suite('ContextSyntaxError');

errors('carries code, name, input and offset', () => {
	const error = errorOf(parseContext, 'u:r:t:s0:c1,x3');
	assert.instance(error, Error);
	assert.is(error.name, 'ContextSyntaxError');
	assert.is(error.code, 'ERR_CONTEXT_SYNTAX');
	assert.is(error.input, 'u:r:t:s0:c1,x3');
	assert.is(error.offset, 12);
});

errors('says what was expected, what was found and where, and points at the spot', () => {
	assert.is(
		errorOf(parseContext, 'u:r:t:s0:c1,x3').message,
		[
			"expected a category such as c0, found 'x' at offset 12",
			'  u:r:t:s0:c1,x3',
			'              ^',
		].join('\n'),
	);
});

errors('points behind the text if something is missing', () => {
	assert.is(
		errorOf(parseContext, 'u:r:t:').message,
		[
			'expected a sensitivity such as s0, found the end of the input at offset 6',
			'  u:r:t:',
			'        ^',
		].join('\n'),
	);
});

errors('escapes control characters, so that printing it is safe', () => {
	assert.is(
		errorOf(parseContext, 'u:\x1b[2J:t').message,
		["expected a role, found '\\u001b' at offset 2", '  u:\\u001b[2J:t', '    ^'].join('\n'),
	);
});

errors('keeps the caret under the spot behind escaped characters', () => {
	assert.is(
		errorOf(parseContext, '\ud83d\ude00:r:t').message,
		["expected a user, found '\\ud83d' at offset 0", '  \\ud83d\\ude00:r:t', '  ^'].join('\n'),
	);
});

errors('shows a window of a long text', () => {
	const text = `u:r:t:s0:${'c1,'.repeat(100)}!${',c2'.repeat(100)}`;
	const [, shown = '', caret = ''] = errorOf(parseContext, text).message.split('\n');
	assert.is(shown.length, 2 + 3 + 40 + 40 + 3);
	assert.is(shown.charAt(caret.indexOf('^')), '!');
});

errors.run();
