import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const INDEX = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** Runs a script where the dynamic linker finds a libselinux.so.1 that is none. */
function withoutLibselinux(script: string) {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-library-'));
	try {
		writeFileSync(join(folder, 'libselinux.so.1'), '');
		return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
			env: { ...process.env, LD_LIBRARY_PATH: folder, INDEX },
			encoding: 'utf8',
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const missing = suite('without libselinux');

missing('should load, warn once, and give the reason at every call', () => {
	const { status, stdout, stderr } = withoutLibselinux(`
		const native = await import(process.env.INDEX);
		console.log(native.is_selinux_enabled());
		for (const call of [() => native.getpeercon(0), () => native.getcon(), () => new native.Epoll()]) {
			try { call(); } catch (error) { console.log(error.code, error.message); }
		}`);
	assert.is(status, 0, stderr);
	const [enabled, ...failures] = stdout.trim().split('\n');
	assert.is(enabled, 'false');
	assert.is(failures.length, 3);
	for (const failure of failures) {
		assert.match(failure, /^ERR_NATIVE_UNAVAILABLE .*libselinux\.so\.1/);
	}
	assert.is(stderr.split('@peercon/native could not be loaded').length - 1, 1);
});

missing.run();
