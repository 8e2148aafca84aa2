import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { marked, switched, transitionsOf } from '../src/image/switches.ts';
import { ROOT } from '../src/paths.ts';

/** As m4 leaves a module, where it has expanded an interface inside a tunable_policy block. */
const EXPANDED = `		module echo 1.0.0;
${marked('echo.te', 'allow echo_t self:process execmem;')}
	if (!break) {
${marked('echo.if', '	allow echo_t net_t:{ netif node } { egress sendto };')}
	} # end !break
	allow other_t echo_t:fd use;`;

const switches = suite('switches');

switches('should be one for each network permission, and for any other rule', () => {
	assert.equal(
		switched('echo', EXPANDED).switches.map(({ rule, lines }) => [lines.join(), rule]),
		[
			['echo.te:1', 'allow echo_t self:process { execmem };'],
			['echo.if:1', 'allow echo_t net_t:netif { egress };'],
			['echo.if:1', 'allow echo_t net_t:netif { sendto };'],
			['echo.if:1', 'allow echo_t net_t:node { egress };'],
			['echo.if:1', 'allow echo_t net_t:node { sendto };'],
		],
	);
});

switches('should keep the condition of the block that a rule stands in', () => {
	const { text } = switched('echo', EXPANDED);
	assert.match(text, 'if (switch_echo_1) { allow echo_t self:process { execmem }; }');
	assert.match(text, 'if ((!break) && switch_echo_2) { allow echo_t net_t:netif { egress }; }');
	assert.match(text, 'module echo 1.0.0;\nbool switch_echo_1 true;\n');
	assert.match(text, '\tallow other_t echo_t:fd use;', 'what no source of the project says');
});

/** As m4 leaves what files_pid_filetrans() and domain_auto_trans() have made. */
const TRANSITIONS = `		module echo 1.0.0;
${marked('echo.te', 'type_transition echo_t var_run_t:{ dir file } echo_runtime_t ;')}
${marked('echo.te', 'type_transition echo_t tmp_t:file echo_tmp_t;')}
${marked('echo.te', 'type_transition echo_t tmp_t:{ file sock_file } echo_tmp_t;')}
${marked('echo.te', 'type_transition echo_t etc_t:file echo_conf_t "echo.conf";')}
${marked('echo.te', 'type_transition init_t echo_exec_t:process echo_t;')}
${marked('echo.te', 'type_transition other_t var_run_t:file echo_runtime_t;')}`;

switches('should be one for each class that a type transition is about', () => {
	const transitions = transitionsOf([TRANSITIONS], ['echo_t', 'echo_runtime_t']);
	const { switches: found, text } = switched('echo', TRANSITIONS, transitions);
	assert.equal(
		found.map(({ rule, permissions }) => [rule, permissions]),
		[
			['type_transition echo_t var_run_t:dir echo_runtime_t;', []],
			['type_transition echo_t var_run_t:file echo_runtime_t;', []],
		],
	);
	assert.match(
		text,
		'if (switch_echo_2) { type_transition echo_t var_run_t:file echo_runtime_t; }',
	);
	assert.match(text, 'type_transition init_t echo_exec_t:process echo_t;');
	assert.is(switched('echo', TRANSITIONS).switches.length, 0, 'unless they are asked for');
});

switches("should leave out none of the project's rules", () => {
	const folder = join(ROOT, 'policy');
	for (const name of readdirSync(folder).filter((each) => /\.(te|if)$/.test(each))) {
		const source = readFileSync(join(folder, name), 'utf8');
		const rules = source.match(/^\s*allow /gm) ?? [];
		const seen = marked(name, source).match(/^\s*##### statement .*\n\s*allow /gm) ?? [];
		assert.is(seen.length, rules.length, name);
	}
});

switches.run();
