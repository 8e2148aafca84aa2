import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { is_selinux_enabled } from '@peercon/native';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = join(import.meta.dirname, '../..');

const start = suite('npm start');
const inLab = skipUnless(
	start,
	is_selinux_enabled() ? 'this host runs SELinux, so it starts here' : undefined,
);

inLab('should show the contexts of four clients, and end without a terminal', async () => {
	const script = ['--import', 'tsx', join(ROOT, 'scripts/start.ts')];
	const child = spawn(process.execPath, script, {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
	assert.is(status, 0);
	assert.equal(
		Array.from(output.matchAll(/connect\(([^,]+),(\S+)\)/g), ([, address, context]) => [
			address,
			context,
		]),
		[
			['127.0.0.1', 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023'],
			['127.0.0.1', 'unconfined_u:unconfined_r:unconfined_t:s0:c5,c7'],
			['192.168.8.4', 'system_u:object_r:netlabel_peer_t:s0'],
			['::1', 'NO_CONTEXT'],
		],
	);
});

start.run();
