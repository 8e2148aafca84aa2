// The domains' manual pages, which sepolicy-manpage(8) makes of the policy: `make -C policy man`.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from '../../src/paths.ts';
import { scenario } from '../../src/scenario.ts';

const step = scenario('manual pages');

step('should be made of the policy', async (guest) => {
	await guest.must('mkdir policy');
	await guest.bring(join(ROOT, 'policy/Makefile'), 'policy/Makefile');
	await guest.must('make -C policy man');
	assert.is(
		await guest.must('ls -1 policy/doc'),
		[
			'channel_client',
			'channel_server',
			'echo_client',
			'echo_server',
			'getpeercon_server',
			'mls_server',
			'mls_server_worker',
		]
			.map((name) => `${name}_selinux.8\n`)
			.join(''),
	);
	const page = await guest.must('cat policy/doc/mls_server_worker_selinux.8');
	assert.match(page, /can be entered via the \S*mls_server_worker_exec_t\S* file type/);
	assert.match(page, '/var/lib/mls-worker(/.*)?');
});

step.run();
