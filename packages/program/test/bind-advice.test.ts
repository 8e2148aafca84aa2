// What is said where bind(2) is denied. Under SELinux: lab/scenarios/mls-server/starts.test.ts.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { is_selinux_enabled } from '@peercon/native';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bindAdvice } from '../src/bind-advice.ts';

const BIN = join(import.meta.dirname, '../../getpeercon-server/bin/getpeercon-server.js');

/** In a network of its own, where ports below 6000 are privileged; as a user without capabilities. */
const AS_USER = `
	echo 6000 > /proc/sys/net/ipv4/ip_unprivileged_port_start
	exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`;

const advice = suite('advice about bind');

const withoutSelinux = skipUnless(
	advice,
	is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined,
);

withoutSelinux('should not blame privileges for what takes none', () => {
	for (const place of [':: port 65535', '@name']) {
		const text = bindAdvice(`EACCES: permission denied, bind ${place}`);
		assert.match(text, /^It takes no privilege, and no SELinux runs here: /);
	}
});

/** Runs getpeercon-server as an ordinary user. */
function asUser(...args: string[]) {
	const command = ['-n', 'sh', '-c', AS_USER, 'sh', process.execPath, BIN, ...args];
	return spawnSync('unshare', command, { encoding: 'utf8' });
}

const asRoot = skipUnless(
	advice,
	is_selinux_enabled()
		? 'SELinux is enabled on this host'
		: asUser('--version').status === 0
			? undefined
			: 'it takes root, to make a network and to become another user',
);

asRoot('should say which ports take a privilege that is not there', () => {
	const { status, stderr } = asUser('5001');
	assert.is(status, 1);
	assert.ok(stderr.endsWith('\nPorts below 6000 need root or CAP_NET_BIND_SERVICE.\n'), stderr);
});

asRoot("should say that a folder is not the user's to write", () => {
	const { status, stderr } = asUser('/usr/no-such-socket');
	assert.is(status, 1);
	const need = 'Making a UNIX socket takes write permission on its folder.';
	assert.ok(stderr.endsWith(`\n${need}\n`), stderr);
});

advice.run();
