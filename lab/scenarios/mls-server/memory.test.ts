// Who writes machine code: the super-server does not, for it speaks with every level; its workers do,
// unless a boolean of theirs forbids it. To user-mode Linux all memory is executable.
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { PORT } from './mls-server.ts';

const memory = scenario('executable memory of a super-server', {
	document: 'servers-at-mls-level.md',
	kernel: 'debian',
});

memory('should be had by workers alone', async (guest) => {
	const server = await guest.serve(
		`mls-server --unlabeled-level s0 ${PORT} 2>&1 | cat`,
		/listening on TCP port \d+ \.\.\. ok\n/,
	);
	assert.match(await guest.must(`curl -sS 127.0.0.1:${PORT}`), /^Hello/);
	await guest.expectNoDenials('mls_server_t', 'mls_server_worker_t');
	await server.stop();

	// With V8's compiler it ends at its start, unless a boolean lets it.
	const { status } = await guest.run('mls-server-jit --version');
	assert.is(status, 128 + 5, 'SIGTRAP: signal(7)');
	const execmem = { class: 'process', permission: 'execmem' };
	const ofServer = await guest.expectDenied({
		...execmem,
		subject: 'mls_server_t',
		object: 'mls_server_t',
	});
	guest.documented('execmem', `${denialText(ofServer)}\n`);
	await guest.must('setsebool mls_server_jit on && mls-server-jit --version');

	// Workers have the compiler in any case, or none.
	await guest.must('setsebool mls_server_jit=off mls_server_worker_jit=off');
	const refused = await guest.run(`mls-server --unlabeled-level s0 ${PORT}`);
	assert.is(refused.status, 1);
	assert.match(refused.output, /cannot run: it ended with SIGTRAP/);
	await guest.expectDenied({
		...execmem,
		subject: 'mls_server_worker_t',
		object: 'mls_server_worker_t',
	});
});

memory.run();
