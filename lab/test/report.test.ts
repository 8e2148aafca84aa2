import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnedText, proofText } from '../src/workbench/report.ts';

const report = suite('reports of proofs');

report('should tell each line, what is allowed beyond, and how often the test was run', () => {
	const unused = (source: string, target: string, ...permissions: string[]) => ({
		domain: 'a_t',
		source,
		target,
		class: 'file',
		permissions,
	});
	assert.is(
		proofText({
			lines: [
				{ place: 'a.te:9', text: 'foo(a_t)', verdict: 'needed', why: 'without it: exit status 1' },
				{ place: 'a.te:10', text: 'bar(a_t)', verdict: 'nothing needed it', why: 'it passes' },
				{ place: 'a.te:11', text: 'baz(a_t)\x1b[2J', verdict: 'no run shows it', why: 'it is odd' },
			],
			unused: [
				unused('a_t', 'b_t', 'read', 'write'),
				...['c', 'd', 'e', 'f', 'g', 'h', 'i'].map((each) => unused('domain', `${each}_t`, 'read')),
			],
			runs: { all: 8, without: 4 },
		}),
		`a.te:9   foo(a_t)
         needed: without it: exit status 1
a.te:10  bar(a_t)
         NOTHING NEEDED IT: it passes
a.te:11  baz(a_t)\\x1b[2J
         no run shows it: it is odd

What a_t may do that the test never did, by rules about it:
  file { read write } of b_t
and by rules about its attributes (domain):
  file { read } of c_t, d_t, e_t, f_t, g_t, h_t and 1 more

3 lines: 1 needed, 1 that nothing needed, 1 that no run shows.
The test was run 8 times, 4 of them without some lines.
`,
	);
});

report('should tell what is proposed, what for, and at what price', () => {
	const proposal = (...lines: string[]) => ({
		file: 'a.te',
		proposal: {
			domain: 'a_t',
			lines,
			declarations: [],
			contexts: lines[0] === 'foo(a_t)' ? ['/var/log/a\t--\tgen_context(x)'] : [],
			records: ['avc: denied { read }'],
			besides: ['fd { use } of b_t'],
		},
	});
	const unsolved = [{ record: 'avc: denied { write }', why: 'it has no label' }];
	const learned = {
		proposals: [proposal('foo(a_t)'), proposal('bar(a_t)')],
		unsolved: [],
		texts: new Map(),
	};
	assert.is(
		learnedText({ ...learned, seen: 'fine' }),
		`a.te:
  foo(a_t)
  a.fc: /var/log/a\t--\tgen_context(x)
    for avc: denied { read }
    besides: fd { use } of b_t
  bar(a_t)
    for avc: denied { read }
    besides: fd { use } of b_t

With these the test passes, and nothing is denied.
`,
	);
	assert.is(
		learnedText({ proposals: [], unsolved: [], texts: new Map(), seen: 'fine' }),
		'The test passes, and nothing is denied.\n',
	);
	assert.is(
		learnedText({ proposals: [], unsolved, texts: new Map(), seen: 'exit status 1\navc: denied' }),
		`no line for avc: denied { write }
    it has no label

The test does not pass yet:
exit status 1
avc: denied
`,
	);
});

report.run();
