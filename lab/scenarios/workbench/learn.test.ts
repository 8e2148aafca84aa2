// `npx lab module learn`, on a module that declares the greeter's types and allows nothing of what it does.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documented } from '../../src/documented.ts';
import type { Learned } from '../../src/workbench/learn.ts';
import { lab } from '../../test/command.ts';
import { copied, shown, TREE } from './greeter.ts';

/** What of the module's own lines is left: the first types. */
const DECLARATIONS = /^policy_module[\s\S]*?unconfined_run_to\(.*\)\n/;

const folder = copied();
const te = join(folder, 'greeter.te');
const conf = 'type greeter_conf_t;\nfiles_config_file(greeter_conf_t)\n';
const [declarations = ''] = DECLARATIONS.exec(readFileSync(te, 'utf8')) ?? [];
const BEFORE = `${declarations}\n${conf}`;
writeFileSync(te, BEFORE);
// Nobody has told what its log is.
const fc = join(folder, 'greeter.fc');
const CONTEXTS = readFileSync(fc, 'utf8').replace(/^.*greeter_log_t.*\n/m, '');
writeFileSync(fc, CONTEXTS);

const learn = (...options: string[]) =>
	lab('module', 'learn', folder, '--with', TREE, ...options, '--', './test-by-name.sh');

// The list is right in /var/log, as many programs have it.
writeFileSync(
	join(folder, 'test-by-name.sh'),
	`#!/bin/sh
rm -rf /var/log/greeter
sed -i 's,log/greeter/greeted,log/greeted,' /usr/local/bin/greeter
rm -f /var/log/greeted
[ "$(greeter you)" = 'Hello you' ] && grep -qx you /var/log/greeted
`,
	{ mode: 0o755 },
);

const steps = suite('module learn');

steps('should propose interfaces, rules with own types, and a type for what is made', async () => {
	const { status, stdout, stderr } = await learn('--json');
	assert.is(status, 0, stderr);
	const { proposals, unsolved, seen } = JSON.parse(stdout) as Learned;
	assert.is(seen, 'fine');
	assert.equal(unsolved, []);
	const lines = proposals.flatMap(({ proposal }) => [...proposal.declarations, ...proposal.lines]);
	assert.equal(lines.toSorted(), [
		'allow greeter_t greeter_conf_t:dir search;',
		'allow greeter_t greeter_conf_t:file { open read };',
		'allow greeter_t greeter_log_t:file { append create open };',
		'corecmd_exec_shell(greeter_t)',
		'locallogin_use_fds(greeter_t)',
		'logging_log_file(greeter_log_t)',
		'logging_log_filetrans(greeter_t, greeter_log_t, file)',
		'type greeter_log_t;',
	]);
	assert.equal(
		proposals.flatMap(({ proposal }) => proposal.contexts),
		['/var/log/greeted\t--\tgen_context(system_u:object_r:greeter_log_t,s0)'],
	);
	const shell = proposals.find(({ proposal }) => proposal.lines[0]?.startsWith('corecmd'));
	assert.ok(
		shell?.proposal.besides.some((each) =>
			/^file \{.*execute_no_trans.*\} of shell_exec_t$/.test(each),
		),
	);
	assert.match(stderr, /lab: nothing is written: --write changes greeter\.te, greeter\.fc\n$/);
	assert.is(readFileSync(te, 'utf8'), BEFORE);
});

steps('should write it where that is wanted, and then have nothing more to propose', async () => {
	const written = await learn('--write');
	assert.is(written.status, 0, written.stderr);
	const command = '$ npx lab module learn greeter --with tree --write -- ./test-by-name.sh';
	documented('policy-workbench.md', 'learn', `${command}\n${shown(written.stdout)}`);
	assert.match(written.stdout, /\nWith these the test passes, and nothing is denied\.\n$/);
	assert.match(written.stderr, /lab: changed greeter\.te, greeter\.fc\n$/);
	assert.match(
		readFileSync(te, 'utf8'),
		/\nlogging_log_file\(greeter_log_t\)\n[\s\S]*\ncorecmd_exec_shell\(greeter_t\)\n/,
	);
	const again = await learn();
	assert.is(again.stdout, 'The test passes, and nothing is denied.\n');
});

steps('should propose a type for what was there before, which restorecon(8) gives it', async () => {
	const tree = join(folder, 'tree');
	cpSync(TREE, tree, { recursive: true });
	mkdirSync(join(tree, 'var/log'), { recursive: true });
	writeFileSync(join(tree, 'var/log/greeted'), '');
	const program = join(tree, 'usr/local/bin/greeter');
	writeFileSync(
		program,
		readFileSync(program, 'utf8').replace('log/greeter/greeted', 'log/greeted'),
	);
	writeFileSync(te, BEFORE);
	writeFileSync(fc, CONTEXTS);
	const greet = '[ "$(greeter you)" = "Hello you" ]';
	const written = await lab('module', 'learn', folder, '--with', tree, '--write', '--', greet);
	assert.is(written.status, 0, written.stderr);
	assert.match(
		readFileSync(te, 'utf8'),
		/\nallow greeter_t greeter_log_t:file \{ append open \};\n/,
	);
	assert.not.match(readFileSync(te, 'utf8'), 'filetrans');
	assert.match(readFileSync(fc, 'utf8'), /\n\/var\/log\/greeted\t--\tgen_context/);
	const labeled = `${greet} && stat -c %C /var/log/greeted | grep :greeter_log_t:`;
	const again = await lab('module', 'learn', folder, '--with', tree, '--', labeled);
	assert.is(again.stdout, 'The test passes, and nothing is denied.\n', again.stderr);
});

steps('should propose the interface of a module that is built along, not a rule', async () => {
	const two = copied();
	writeFileSync(join(two, 'greeter.te'), declarations);
	writeFileSync(join(two, 'greeter.fc'), CONTEXTS);
	writeFileSync(join(two, 'words.te'), `policy_module(words, 1.0.0)\n\n${conf}`);
	writeFileSync(
		join(two, 'words.if'),
		`## <summary>What is said to everybody.</summary>
interface(\`words_read',\`
	gen_require(\`
		type greeter_conf_t;
	')

	read_files_pattern($1, greeter_conf_t, greeter_conf_t)
')
`,
	);
	const { status, stdout, stderr } = await lab(
		'module',
		'learn',
		two,
		'--json',
		'--with',
		TREE,
		'--',
		'[ "$(greeter you)" = "Hello you" ]',
	);
	assert.is(status, 0, stderr);
	const { proposals, seen } = JSON.parse(stdout) as Learned;
	assert.is(seen, 'fine');
	const lines = proposals.flatMap(({ proposal }) => proposal.lines);
	assert.ok(lines.includes('words_read(greeter_t)'), stdout);
	assert.not.ok(lines.some((line) => line.includes('greeter_conf_t')));
	assert.equal([...new Set(proposals.map(({ file }) => file))], ['greeter.te']);
});

steps('should say that of a test that fails for something else', async () => {
	const failing = await lab(
		'module',
		'learn',
		folder,
		'--with',
		TREE,
		'--',
		'greeter you > /dev/null; exit 3',
	);
	assert.is(failing.status, 1);
	assert.match(failing.stderr, /the test fails although nothing is enforced, .*: exit status 3\n/);
	assert.is(failing.stdout, '');
});

steps('should not say that nothing is missing where the domain was never entered', async () => {
	const outside = await lab('module', 'learn', folder, '--with', TREE, '--', 'true');
	assert.is(outside.status, 1);
	assert.match(outside.stderr, /lab: nothing of the test runs in greeter_t: is the program's file/);
	assert.is(outside.stdout, '');
});

steps.run();
