// Every program where the addon cannot be loaded: it says that and why, and runs on as on a host without
// SELinux nowhere.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

const WHY =
	/@peercon\/native could not be loaded: libselinux\.so\.1 is missing, or is not what it should be: install it/;

/** What each program is asked to do; without the addon it can do none of it. */
const PROGRAMS: [bin: string, ...args: string[]][] = [
	['channels/bin/channel-client.js', 'unix-stream', '/no/such/socket'],
	['channels/bin/channel-server.js', 'unix-stream', '/no/such/socket'],
	['channels/bin/channel-server.js', '--quiet', 'fifo', '/no/such/fifo'],
	['echo-client/bin/echo-client.js', '/no/such/socket'],
	['echo-client/bin/echo-client.js', '--udp', '-p', '9', '127.0.0.1'],
	['echo-server/bin/echo-server.js', '0'],
	['echo-server/bin/echo-server.js', '--quiet', '0'],
	['getpeercon-server/bin/getpeercon-server.js', '0'],
	['getpeercon-server/bin/getpeercon-server.js', '--json', '0'],
	['mls-server/bin/mls-server.js', '0'],
	['mls-server/bin/mls-server.js', '--allow-no-selinux', '0'],
	['mls-server/bin/mls-server.js', '--quiet', '--allow-no-selinux', '0'],
];

const folder = mkdtempSync(join(tmpdir(), 'peercon-library-'));
writeFileSync(join(folder, 'libselinux.so.1'), '');

/** Runs a program where the dynamic linker finds a libselinux.so.1 that is none. */
function run(bin: string, args: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(ROOT, 'packages', bin), ...args],
		{ encoding: 'utf8', env: { ...process.env, LD_LIBRARY_PATH: folder } },
	);
	return { status, stdout, stderr };
}

const missing = suite('programs without libselinux');
missing.after(() => rmSync(folder, { recursive: true }));

for (const [bin, ...args] of PROGRAMS) {
	missing(`should say why they do nothing: ${bin} ${args.join(' ')}`, () => {
		const { status, stdout, stderr } = run(bin, args);
		assert.is(status, 1);
		assert.match(stderr, WHY);
		assert.is(stderr.split('\n').length, 2, stderr);
		assert.not.match(stdout + stderr, /disabled|NO_CONTEXT|allow-no-selinux/);
	});
}

missing('should show their help and their version', () => {
	for (const bin of new Set([...PROGRAMS.map(([each]) => each), 'explain/bin/peercon.js'])) {
		for (const option of ['--help', '--version']) {
			const { status, stderr } = run(bin, [option]);
			assert.equal([status, stderr], [0, ''], `${bin} ${option}`);
		}
	}
});

missing("should explain records, and say that they ask no policy of this host's", () => {
	const log = join(ROOT, 'packages/records/test/logs/docs.log');
	const { status, stdout, stderr } = run('explain/bin/peercon.js', ['explain', log]);
	assert.is(status, 0);
	assert.match(stdout, /layer {3}probably type enforcement/);
	assert.match(stderr, WHY);
	assert.match(stderr, "This host's policy is not asked, if it has one.");
});

missing.run();
