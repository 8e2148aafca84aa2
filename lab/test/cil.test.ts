import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bareCil, declaredByCil, grantsOfCil, switchedCil } from '../src/workbench/cil.ts';
import { SourceError } from '../src/workbench/te.ts';

const MODULE = `; a module (in CIL)
(type echo_t)
(typeattributeset domain (echo_t other_t))
(typeattributeset file_type (echo_exec_t))
(block more (type one_t) (typeattributeset domain (one_t)))
(allow echo_t self (process
	(signal fork))) ; two lines
(booleanif (and a (not b))
	(true (allow echo_t bin_t (file (read))))
	(false (allow echo_t etc_t (file (read)))))
(optional maybe (allow echo_t cron_t (fd (use))))
(macro m ((type x)) (allow x echo_t (fd (use))))
(allow echo_t etc_t some_set)
`;

const cil = suite('modules in CIL');

cil('should offer their rules, with the conditions that these stand under', () => {
	assert.equal(
		grantsOfCil(MODULE, 'a.cil').map(({ line, text, blocks }) => [
			line,
			text,
			...blocks.map(({ about, isOtherwise }) => `${isOtherwise ? 'not ' : ''}${about}`),
		]),
		[
			[6, '(allow echo_t self (process (signal fork)))'],
			[9, '(allow echo_t bin_t (file (read)))', '(a && !b)'],
			[10, '(allow echo_t etc_t (file (read)))', 'not (a && !b)'],
			[11, '(allow echo_t cron_t (fd (use)))', 'maybe'],
			[13, '(allow echo_t etc_t some_set)'],
		],
	);
});

cil('should have a switch for each rule that says its permissions', () => {
	const { text, switches } = switchedCil('a.cil', MODULE);
	assert.equal(
		switches.map(({ name, lines, rule }) => [name, lines.join(), rule]),
		[
			['switch_a_cil_1', 'a.cil:6', 'allow echo_t self:process { signal fork };'],
			['switch_a_cil_2', 'a.cil:9', 'allow echo_t bin_t:file { read };'],
			['switch_a_cil_3', 'a.cil:10', 'allow echo_t etc_t:file { read };'],
			['switch_a_cil_4', 'a.cil:11', 'allow echo_t cron_t:fd { use };'],
		],
	);
	assert.match(text, /\n\(boolean switch_a_cil_4 true\)\n$/);
	// No condition's block has another one in it.
	assert.match(
		text,
		/two lines\n\(booleanif \(and \(and a \(not b\)\) switch_a_cil_2\) \(true \(allow echo_t bin_t \(file \(read\)\)\)\)\)\(booleanif \(and \(not \(and a \(not b\)\)\) switch_a_cil_3\)/,
	);
	assert.match(
		text,
		'(optional maybe (booleanif switch_a_cil_4 (true (allow echo_t cron_t (fd (use))))))',
	);
});

cil('should leave the rest of a condition, and no empty branch', () => {
	const { text } = switchedCil(
		'a.cil',
		'(booleanif a (true (dontaudit b c (fd (use))) (allow b c (fd (use)))) (false (allow b d (fd (use)))))',
	);
	assert.is(
		text.split('\n')[0],
		'(booleanif a (true (dontaudit b c (fd (use))) ) )' +
			'(booleanif (and a switch_a_cil_1) (true (allow b c (fd (use)))))' +
			'(booleanif (and (not a) switch_a_cil_2) (true (allow b d (fd (use)))))',
	);
});

cil('should stay on the lines of their author, whom a compiler tells numbers', () => {
	const lineIn = (text: string, part: string) =>
		text.split('\n').findIndex((each) => each.includes(part));
	const { text } = switchedCil('a.cil', MODULE);
	assert.is(lineIn(text, 'some_set'), lineIn(MODULE, 'some_set'));
	const kept = MODULE.replace('(false (allow', '(false (dontaudit');
	assert.is(lineIn(switchedCil('a.cil', kept).text, 'some_set'), lineIn(MODULE, 'some_set'));
});

cil('should know types and domains, with the names of their blocks', () => {
	assert.equal(declaredByCil(MODULE, 'a.cil'), {
		types: ['echo_t', 'more.one_t'],
		domains: ['echo_t', 'more.one_t'],
	});
});

cil('should leave the domains nothing', () => {
	const left = bareCil(MODULE, 'a.cil', ['echo_t', 'more.one_t']);
	assert.not.match(left, /\(allow echo_t/);
	assert.match(left, '(true (auditallow echo_t bin_t (file (read))))');
	assert.match(left, '(typeattributeset domain ( other_t))');
	assert.match(left, '(block more (type one_t) )');
	assert.match(left, '(allow x echo_t (fd (use)))');
});

cil('should be told where a list does not end', () => {
	for (const [text, message] of [
		['(a\n(b)', 'a.cil:1: this list does not end'],
		['(a))', 'a.cil:1: this ends no list'],
	] as const) {
		assert.throws(
			() => grantsOfCil(text, 'a.cil'),
			(error: Error) => error instanceof SourceError && error.message === message,
		);
	}
});

cil.run();
