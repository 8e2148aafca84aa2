import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endOf, firstOf } from '../src/workbench/few.ts';

const numbered = (length: number) => Array.from({ length }, (_, index) => `${index + 1}`);

const few = suite('long lists and outputs');

few('should be cut where nobody would read on, and say so', () => {
	assert.equal(firstOf(numbered(20)), numbered(20));
	assert.equal(firstOf(numbered(25)), [...numbered(20), 'and 5 more']);
	assert.is(endOf('one\r\ntwo\n\n'), 'one\r\ntwo');
	const cut = endOf(numbered(50).join('\n')).split('\n');
	assert.equal([cut[0], cut[1], cut.at(-1)], ['(10 lines before)', '11', '50']);
});

few.run();
