// `npx lab module new`: what it writes, as its user sees it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../src/paths.ts';
import { readStatements } from '../src/workbench/te.ts';

const LAB = join(import.meta.dirname, '../bin/lab.js');
const folder = mkdtempSync(join(tmpdir(), 'peercon-new-'));

function create(...words: string[]) {
	const { status, stderr } = spawnSync(process.execPath, [LAB, 'module', 'new', ...words], {
		cwd: folder,
		encoding: 'utf8',
	});
	return { status, stderr };
}

const read = (file: string) => readFileSync(join(folder, file), 'utf8');

const skeleton = suite('module new');

skeleton.after(() => rmSync(folder, { recursive: true }));

skeleton('should write three files and one for the port, with all that is asked for', () => {
	const options = ['--port', 'tcp/8080', '--log', '--state', '--unit'];
	const { status, stderr } = create('web_app', '/usr/local/lib/web-app.js', ...options);
	assert.is(status, 0, stderr);
	assert.equal(readdirSync(join(folder, 'web_app')).sort(), [
		'web_app-port.cil',
		'web_app.fc',
		'web_app.if',
		'web_app.te',
	]);
	const rules = read('web_app/web_app.te');
	const types = readStatements(rules).filter(({ word }) => word === 'type');
	assert.equal(
		types.map(({ text }) => text.slice(5, -1)),
		[
			'web_app_t',
			'web_app_exec_t',
			'web_app_log_t',
			'web_app_port_t',
			'web_app_unit_t',
			'web_app_var_lib_t',
		],
	);
	assert.match(rules, 'node_program_domain(web_app_t)');
	assert.match(rules, 'semanage port -a -t web_app_port_t -p tcp 8080');
	assert.match(
		read('web_app/web_app-port.cil'),
		/^\(portcon tcp 8080 \(system_u object_r web_app_port_t \(\(s0\) \(s0\)\)\)\)$/m,
	);
	assert.match(read('web_app/web_app.fc'), '/usr/local/lib/web-app\\.js\t--\tgen_context(');
	assert.match(read('web_app/web_app.if'), 'interface(`web_app_tcp_connect');
});

skeleton('should write no more than that', () => {
	assert.is(create('tiny', '/usr/bin/tiny++').status, 0);
	assert.match(read('tiny/tiny.fc'), /^\/usr\/bin\/tiny\\\+\\\+\t--\tgen_context\(.*\n$/);
	const words = readStatements(read('tiny/tiny.te')).filter(({ word }) => word !== '#');
	assert.equal(
		words.map(({ word }) => word),
		['policy_module', 'type', 'type', 'init_daemon_domain'],
	);
});

const selint = spawnSync('selint', ['--version']).error
	? 'selint is not installed here'
	: undefined;

skipUnless(skeleton, selint)('should write what selint has nothing to say of', () => {
	assert.is(create('udpd', '/usr/sbin/udpd', '--port', 'udp/53', '--log').status, 0);
	for (const config of [[], ['--config', join(ROOT, 'policy/selint.conf')]]) {
		const args = [...config, '--source', '--recursive', '--fail', folder];
		const { status, stdout } = spawnSync('selint', args, { encoding: 'utf8' });
		// It misses the base policy's sources, which Debian has no package of.
		const found = stdout
			.split('\n')
			.filter((line) => !/^(Warning: Failed to locate|Note:|$)/.test(line));
		assert.equal({ status, found }, { status: 0, found: [] });
	}
});

skeleton('should refuse what is there, and what can have no such name', () => {
	for (const [words, message] of [
		[['tiny', '/usr/bin/tiny'], /^lab: tiny is here already: nothing is written/],
		[['Tiny', '/usr/bin/tiny'], /^lab: a module's name has lower case letters/],
		[['../tiny', '/usr/bin/tiny'], /^lab: a module's name has lower case letters/],
		[['other', 'bin/tiny'], /^lab: the program is a whole path/],
		[['other', '/usr/bin/a b'], /^lab: the program is a whole path/],
		[['other', '/usr/bin/a', '--port', 'tcp/65536'], /^lab: --port is such as tcp\/8099/],
		[['other', '/usr/bin/a', '--port', '8080'], /^lab: --port is such as tcp\/8099/],
	] as const) {
		const { status, stderr } = create(...words);
		assert.is(status, 1, words.join(' '));
		assert.match(stderr, message);
	}
	assert.not.ok(readdirSync(folder).includes('other'));
});

skeleton.run();
