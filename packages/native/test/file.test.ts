import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { thrownBy, withSelinux } from './support.ts';

const CONTEXT = 'system_u:object_r:etc_t:s0';

const folder = mkdtempSync(join(tmpdir(), 'peercon-file-'));
const path = join(folder, 'file');
writeFileSync(path, '');
symlinkSync(path, join(folder, 'link'));

/** Python is there: node-gyp needs it. Node cannot set extended attributes. */
const label = spawnSync('python3', [
	'-c',
	`import os; os.setxattr('${path}', 'security.selinux', b'${CONTEXT}\\0')`,
]);
const cannotLabel = label.status === 0 ? undefined : 'this user or file system sets no attributes';

const file = suite('getfilecon');
const onLabeledFile = skipUnless(file, cannotLabel ?? withSelinux);

onLabeledFile('should read the attribute also where SELinux is disabled', () => {
	assert.is(native.getfilecon(path), CONTEXT);
	assert.is(native.getfilecon_raw(join(folder, 'link')), CONTEXT);
	assert.is(native.lgetfilecon_raw(path), CONTEXT);
	const fd = openSync(path, 'r');
	assert.is(native.fgetfilecon(fd), CONTEXT);
	closeSync(fd);
});

onLabeledFile('should say ENODATA for a file without one', () => {
	const error = thrownBy(() => native.lgetfilecon(join(folder, 'link')));
	assert.is(error.code, 'ENODATA');
	assert.is(error.syscall, 'lgetfilecon');
	assert.match(error.message, `lgetfilecon '${join(folder, 'link')}'`);
});

file('should fail as stat does', () => {
	assert.is(thrownBy(() => native.getfilecon(join(folder, 'none'))).code, 'ENOENT');
	assert.is(thrownBy(() => native.getfilecon(join(path, 'none'))).code, 'ENOTDIR');
	assert.is(thrownBy(() => native.getfilecon_raw(`/${'x'.repeat(100_000)}`)).code, 'ENAMETOOLONG');
	assert.is(thrownBy(() => native.fgetfilecon_raw(-1)).code, 'EBADF');
});

file.after(() => rmSync(folder, { recursive: true }));

file.run();
