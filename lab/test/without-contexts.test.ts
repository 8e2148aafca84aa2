// Labels of the policy's own modules that somebody's modules have others for: ../image/without-contexts.py.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const SCRIPT = join(import.meta.dirname, '../image/without-contexts.py');

const folder = mkdtempSync(join(tmpdir(), 'peercon-contexts-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
	mkdirSync(dirname(join(folder, path)), { recursive: true });
	writeFileSync(join(folder, path), text);
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

const filecon = (path: string, kind: string, type: string) =>
	`(filecon "${path}" ${kind} (system_u object_r ${type} ((s0) (s0))))\n`;

const contexts = suite('labels in the way');

contexts('should be taken out where they are for the same path and kind of file', () => {
	const kept = [
		'(type httpd_t)\n',
		filecon('/usr/sbin/apache2', 'file', 'httpd_exec_t'),
		filecon('/run/lighttpd\\.pid', 'socket', 'httpd_runtime_t'),
	];
	const gone = [
		filecon('/usr/sbin/lighttpd', 'file', 'httpd_exec_t'),
		filecon('/etc/lighttpd(/.*)?', 'any', 'httpd_config_t'),
	];
	write('store/100/apache/cil', [...gone, ...kept].join(''));
	write('store/100/cron/cil', filecon('/etc/crontab', 'file', 'cron_spool_t'));
	write('store/100/lighttpd/cil', gone.join('')); // theirs takes its place
	write('store/100/aisexec/hll', ''); // disabled
	write(
		'switched/lighttpd.mod.fc',
		[
			'# theirs\n',
			'/usr/sbin/lighttpd\t--\tsystem_u:object_r:lighttpd_exec_t:s0\n',
			'/etc/lighttpd(/.*)?\tsystem_u:object_r:lighttpd_config_t:s0\n',
			'/run/lighttpd\\.pid\t--\tsystem_u:object_r:lighttpd_runtime_t:s0\n',
		].join(''),
	);
	mkdirSync(join(folder, 'bare'));
	const folders = ['store', 'switched', 'bare'].map((name) => join(folder, name));
	const { status, stderr } = spawnSync('python3', [SCRIPT, ...folders], { encoding: 'utf8' });
	assert.is(status, 0, stderr);
	for (const variant of ['switched', 'bare']) {
		assert.is(read(`${variant}/apache.cil`), kept.join(''));
		for (const name of ['cron', 'lighttpd', 'aisexec'])
			assert.not.ok(existsSync(join(folder, variant, `${name}.cil`)), name);
	}
});

contexts.run();
