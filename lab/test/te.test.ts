import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readStatements, SourceError } from '../src/workbench/te.ts';

/** What there is in a text, without comments: line, first word, and the blocks around. */
const read = (text: string) =>
	readStatements(text)
		.filter(({ word }) => word !== '#')
		.map(({ line, word, blocks }) =>
			[
				line,
				word,
				...blocks.map((each) => `${each.isOtherwise ? '!' : ''}${each.about || each.name}`),
			].join(' '),
		);

const te = suite('sources of policies');

te('should be read statement by statement', () => {
	const [, rule, call] = readStatements(`policy_module(a, 1)
allow a_t {
	b_t c_t # two
}:file read; files_read_etc_files(a_t)
`);
	assert.is(rule?.text, 'allow a_t { b_t c_t }:file read;');
	assert.is(rule?.line, 2);
	assert.is(rule?.isCall, false);
	assert.is(call?.text, 'files_read_etc_files(a_t)');
	assert.is(call?.line, 4);
	assert.is(call?.isCall, true);
});

te('should have blocks: macros, conditions, and what is otherwise', () => {
	assert.equal(
		read(`
optional_policy(\`
	tunable_policy(\`a && !b',\`
		x(a_t)
	',\`
		y(a_t)
	')
')
ifdef(\`distro_debian',\` z(a_t) ')
if (a) {
	allow a_t b_t:file read;
} else {
	allow a_t c_t:file read;
}
optional { require { type d_t; } allow a_t d_t:file { { read } write }; }
gen_require(\`
	type e_t;
')`),
		[
			'4 x optional_policy a && !b',
			'6 y optional_policy !a && !b',
			'9 z distro_debian',
			'11 allow a',
			'13 allow !a',
			'15 type optional require',
			'15 allow optional',
			'17 type gen_require',
		],
	);
});

te('should not be misled by comments, nor by quoted arguments', () => {
	assert.equal(
		read(`# allow a; don't
refpolicywarn(\`not any more; sorry')
allow a_t b_t:file read; # ; (
filetrans_pattern(a_t, b_t, c_t, { file dir }, "a;b")`),
		['2 refpolicywarn', '3 allow', '4 filetrans_pattern'],
	);
});

te('should be told where they do not end', () => {
	const broken: [string, RegExp][] = [
		['allow a b:file read', /^the source:1: allow without its ';'$/],
		['\nfoo(a, (b)', /^the source:2: the call of foo does not end$/],
		['optional_policy(`\nfoo(a)', /^the source:2: optional_policy does not end$/],
		["foo(a)\n')", /^the source:2: this ends no block$/],
		['?', /^the source:1: what is this: \?$/],
	];
	for (const [text, message] of broken) {
		assert.throws(
			() => readStatements(text),
			(error: Error) => error instanceof SourceError && message.test(error.message),
			text,
		);
	}
});

te.run();
