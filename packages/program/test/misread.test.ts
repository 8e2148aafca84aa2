import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KnownOptions, misreadIn } from '../src/misread.ts';

const KNOWN: KnownOptions = {
	boolean: ['help', 'tcp'],
	string: ['host', 'log'],
	number: ['count'],
	alias: { help: ['h'], log: ['l'], count: ['c'] },
};

/** What is said of a command line, or undefined if it means what it says. */
const SAID: [words: string[], said: string | undefined][] = [
	[[], undefined],
	[['--tcp', '5000'], undefined],
	[['--tcp', '--tcp', '5000'], undefined],
	[['--tcp=1'], '--tcp takes no value'],
	[['--tcp=yes'], '--tcp takes no value'],
	[['--tcp=true'], '--tcp takes no value'],
	[['--tcp=false'], '--tcp takes no value'],
	[['--tcp=\n'], '--tcp takes no value'],
	[['--tcp='], '--tcp is empty'],
	[['--tcp', 'true'], '--tcp takes no value: for an argument, write -- true'],
	[['--tcp', 'false'], '--tcp takes no value: for an argument, write -- false'],
	[['--tcp', '--', 'true'], undefined],
	[['-h=1'], '-h takes no value'],
	[['-h1'], '-h takes no value'],
	[['--host', 'localhost', '--log', 'file'], undefined],
	[['--host=-x'], undefined],
	[['--host='], '--host is empty'],
	[['-l='], '-l is empty'],
	[['--host', '--bogus'], '--host lacks its value'],
	[['--host', '--tcp'], '--host lacks its value'],
	[['--host', '--', '5000'], '--host lacks its value'],
	[['--log', '-'], undefined],
	[['--host', 'a', '--host', 'b'], '--host may be given only once'],
	[['--log', 'a', '-l', 'b'], '-l may be given only once'],
	[['-la', '-l=b'], 'unknown option -la'],
	// yargs makes 2 of it.
	[['-c', '1', '-c', '1'], '-c may be given only once'],
	[['-c1', '--count=1'], '--count may be given only once'],
	[['-c1'], undefined],
	[['-c', '-5'], undefined],
	[['--count', '--', 'x'], '--count lacks its value'],
	[['--count='], '--count is empty'],
	// yargs makes three options of it.
	[['-hlc=1'], 'unknown option -hlc=1'],
	// What is no option is told by another check.
	[['--tcp.x=1', '--bogus', '-x', '-', '--', '--tcp=1'], undefined],
	[['a\ufffdb'], "'a\ufffdb' is not UTF-8 where it has \ufffd"],
	[['--', '\ufffd'], "'\ufffd' is not UTF-8 where it has \ufffd"],
	[[`--tcp=${'a'.repeat(100_000)}`], '--tcp takes no value'],
];

const misread = suite('misreadIn');

for (const [words, said] of SAID) {
	const line = words.join(' ').slice(0, 60);
	misread(`should say '${said ?? 'nothing'}' of ${JSON.stringify(line)}`, () => {
		assert.is(misreadIn(words, KNOWN), said);
	});
}

misread.run();
