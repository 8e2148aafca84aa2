import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonText, printable, printableBytes, shellWord } from '../src/index.ts';

/** What a terminal must never be sent: C0, DEL, C1, and marks that change the order of what is shown. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/u;

/** Text of which most means something to a terminal or to a shell. */
const hostile = fc.string({
	unit: fc.oneof(
		fc.constantFrom(...'\0\x07\b\t\n\r\x1b\x7f\x85\x9b\u061c\u202e\u2066\u2028\ufeff\ud83d'),
		fc.constantFrom(...' "\'\\$`;&|<>(){}[]*?!#~=-%^\n\t', 'id', 'é', '漢', '😀', '\u{e0001}'),
		fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
	),
});

const terminal = suite('printable');

terminal('should write out C0, DEL, C1, bidi marks and halves of pairs, and nothing else', () => {
	assert.is(printable('a\x1b[2J\n\t\x7f\x9b0m'), 'a\\x1b[2J\\x0a\\x09\\x7f\\x9b0m');
	assert.is(
		printable('\u202ecba\u2069\ufeff\ud83d\u2028'),
		'\\u{202e}cba\\u{2069}\\u{feff}\\u{d83d}\\u{2028}',
	);
	for (const text of ['', 'u:r:t:s0-s15:c0.c1023', 'Größe 漢字 😀 \\x1b $(id)']) {
		assert.is(printable(text), text);
	}
});

terminal('should leave what is to be kept', () => {
	assert.is(printable('a\tb\n', '\t'), 'a\tb\\x0a');
});

terminal('should let nothing through that a terminal obeys', () => {
	fc.assert(
		fc.property(hostile, (text) => !OBEYED.test(printable(text))),
		{ numRuns: 2000 },
	);
});

terminal.run();

const bytes = suite('printableBytes');

bytes('should keep lines, tabs and UTF-8, and write out the rest', () => {
	const shown = (text: string) => printableBytes(Buffer.from(text, 'latin1'));
	assert.is(shown('GET /\r\nHost:\tx\n'), 'GET /\r\nHost:\tx\n');
	assert.is(shown('old\rnew'), 'old\\x0dnew');
	assert.is(shown('\x1b]0;title\x07'), '\\x1b]0;title\\x07');
	assert.is(printableBytes(Buffer.from('é漢😀\u009b\u202e')), 'é漢😀\\x9b\\u{202e}');
	// A C1 character by itself, an overlong one, half a pair, one that is cut off, a byte order mark.
	assert.is(shown('\x9b0m\xc0\x9b\xed\xa0\x80'), '\\x9b0m\\xc0\\x9b\\xed\\xa0\\x80');
	assert.is(shown('caf\xc3'), 'caf\\xc3');
	assert.is(shown('\xef\xbb\xbfa'), '\\u{feff}a');
});

bytes('should let nothing through that a terminal obeys but the ends of lines and tabs', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 40 }), (data) => {
			const text = printableBytes(data).replace(/\r?\n|\t/g, '');
			return !OBEYED.test(text) && !text.includes('\ufffd');
		}),
		{ numRuns: 5000 },
	);
});

bytes.run();

const shell = suite('shellWord');

/** The shells of this machine. */
const SHELLS = ['/bin/sh', '/bin/bash', '/bin/dash', '/bin/ksh', '/bin/zsh'].filter(existsSync);

/** The words that a shell makes of a line. */
function wordsIn(shellPath: string, line: string): string[] {
	const script = `printf '%s\\0' ${line}`;
	return execFileSync(shellPath, ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

shell('should leave what means nothing to a shell, and quote the rest', () => {
	assert.is(shellWord('fe80::1%eth0'), 'fe80::1%eth0');
	assert.is(shellWord('ROLES staff_r'), "'ROLES staff_r'");
	assert.is(shellWord('$(id)'), "'$(id)'");
	assert.is(shellWord("it's"), "'it'\\''s'");
	assert.is(shellWord(''), "''");
	assert.is(shellWord('~'), "'~'");
	assert.is(shellWord("a\n'\\\u202e"), "$'a\\012\\047\\134\\342\\200\\256'");
});

shell('should be one word of the same text to the shells that there are', () => {
	// NUL ends an argument, and half a surrogate pair is no text; dash has no $'...' before 0.5.13.
	const text = hostile.filter((one) => !/[\0\p{Cs}]/u.test(one));
	fc.assert(
		fc.property(fc.array(text, { minLength: 20, maxLength: 50 }), (texts) => {
			for (const path of SHELLS) {
				const said = wordsIn(path, texts.map(shellWord).join(' '));
				assert.is(said.length, texts.length, path);
				if (path === '/bin/bash') assert.equal(said, texts);
			}
		}),
		{ numRuns: 30 },
	);
});

shell('should have nothing that a terminal obeys when it is pasted', () => {
	fc.assert(
		fc.property(hostile, (text) => !OBEYED.test(shellWord(text))),
		{ numRuns: 2000 },
	);
});

shell.run();

const json = suite('jsonText');

json('should write out what JSON.stringify leaves', () => {
	assert.is(
		jsonText({ a: 'é\x7f\x9b\u202e\u{e0001}' }),
		'{"a":"é\\u007f\\u009b\\u202e\\udb40\\udc01"}',
	);
});

json('should be read back as the same, and have nothing that a terminal obeys', () => {
	fc.assert(
		fc.property(fc.array(hostile), (texts) => {
			const said = jsonText(texts);
			assert.equal(JSON.parse(said), texts);
			assert.not.match(said, OBEYED);
		}),
		{ numRuns: 2000 },
	);
});

json.run();
