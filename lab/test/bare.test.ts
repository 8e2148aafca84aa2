import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { marked } from '../src/image/switches.ts';
import { bare, declaredBy } from '../src/workbench/bare.ts';

/** As m4 leaves a module. */
const EXPANDED = `module echo 1.0;
require { type bin_t; attribute domain; }
type echo_t, exempt_type;
type echo_exec_t;
type helper_t, domain;
${marked('echo.te', 'typeattribute echo_t domain;\ntypeattribute echo_exec_t exec_type;')}
type_transition init_t echo_exec_t:process echo_t;
allow init_t echo_t:process transition;
optional {
	require { type cron_t; }
	allow echo_t cron_t:fd use;
}
allow { echo_t cron_t } bin_t:file read;
neverallow echo_t self:capability *;
`;

const suiteOf = suite('modules whose domains may do nothing');

suiteOf('should know the types of a module, and which of them processes have', () => {
	assert.equal(declaredBy(EXPANDED), {
		types: ['echo_t', 'echo_exec_t', 'helper_t'],
		domains: ['helper_t', 'echo_t'],
	});
});

suiteOf('should leave others what they may, and the domains nothing', () => {
	const left = bare(EXPANDED, ['echo_t', 'helper_t'])
		.replace(/#.*/g, '')
		.replace(/\s*\n\s*/g, '\n');
	assert.is(
		left,
		`module echo 1.0;
require { type bin_t; attribute domain; }
type echo_t;
type echo_exec_t;
type helper_t;
typeattribute echo_exec_t exec_type;
type_transition init_t echo_exec_t:process echo_t;
allow init_t echo_t:process transition;
optional {
require { type cron_t; }
}
allow { cron_t } bin_t:file read;
`,
	);
});

suiteOf.run();
