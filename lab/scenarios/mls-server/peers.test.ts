// Whom the super-server serves, whom it refuses, and what it tells whom of its workers, on Debian's
// MLS policy.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import {
	DRIVER,
	installDriver,
	inWorker,
	OURS,
	PORT,
	renumbering,
	SEEN_BY,
	serveLevels,
} from './mls-server.ts';

const STATUS = '/run/mls-server/status';

const peers = scenario('the peers of a super-server', {
	policy: 'mls',
	document: 'servers-at-mls-level.md',
});

peers('should be refused above its clearance, by the kernel or by itself', async (guest) => {
	await guest.network('full-labels');
	const server = await serveLevels(guest, { range: 's0-s5' });
	const client = (range: string) => guest.run(`runcon -l ${range} curl -sS 127.0.0.1:${PORT}`);
	assert.match((await client('s5')).output, /^Hello/);
	// The listener is at s5, the server's high level. A connection request from s7 does not reach it.
	assert.match((await client('s7')).output, /Could not connect|No route to host/);
	await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'root:sysadm_r:mls_server_t:s5',
		object: 'root:sysadm_r:sysadm_t:s7',
		dest: PORT,
	});
	// One from s0-s7 does: the kernel compares low levels. A worker would have to run at s0-s7.
	assert.match((await client('s0-s7')).output, /Empty reply|reset by peer/);
	await server.waitFor(
		/refuse connection \d+ of root:sysadm_r:sysadm_t:s0-s7: its range is not within s0-s5, the server's own\n/,
	);
});

peers('should be refused without a label, unless they are given a level', async (guest) => {
	const client = `curl -sS 127.0.0.1:${PORT}`;
	const strict = await serveLevels(guest);
	assert.match((await guest.run(client)).output, /Empty reply|reset by peer/);
	await strict.waitFor(/refuse connection \d+ of NO_CONTEXT: it has no security context\n/);
	await strict.stop();

	const lenient = await serveLevels(guest, { flags: '--unlabeled-level s2' });
	assert.match((await guest.run(client)).output, /^Hello/);
	await lenient.waitFor(/worker \d+ \(root:sysadm_r:mls_server_worker_t:s2\) is ready\n/);
	// Beside them, those are served who have one.
	await guest.network('full-labels');
	for (const level of ['s0', 's7']) {
		assert.match((await guest.run(`runcon -l ${level} ${client}`)).output, /^Hello/);
	}
	await guest.expectNoDenials(...OURS);
	await lenient.stop();

	for (const [level, complaint] of [
		['s16', "s16 is not within s0-s15:c0.c1023, the server's own range"],
		['nonsense', "'nonsense' is no level, such as s0 or s1:c0.c5"],
	]) {
		const { status, output } = await guest.run(`mls-server --unlabeled-level ${level} ${PORT}`);
		assert.is(status, 2);
		assert.match(output, complaint as string);
	}
});

peers('should be told of the workers that their level dominates', async (guest) => {
	await guest.network('full-labels');
	await guest.must('mkdir -p /run/mls-server && restorecon -RF /run/mls-server');
	await serveLevels(guest, { flags: `--status ${STATUS}` });
	for (const level of ['s0', 's1', 's3:c1']) {
		await guest.must(`runcon -l ${level} curl -sS 127.0.0.1:${PORT}`);
	}
	const all = new Terminal(guest);
	const { output } = await all.type(`mls-server --status ${STATUS}`);
	assert.equal(levelsIn(output), ['s0', 's1', 's3:c1']);
	// What it shows has no connections, some memory and a time.
	for (const line of output.trim().split('\n').slice(1)) {
		assert.match(line, /^\d+ +\S+ +0 +\d+\.\d MiB +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
	}
	for (const [asker, seen] of SEEN_BY) {
		const command = `runcon -l ${asker} sh -c 'mls-server --status ${STATUS}'`;
		const { output: shown } = await all.type(command);
		assert.equal(levelsIn(shown), seen, asker);
	}
	await guest.expectNoDenials(...OURS);
	const numbered = renumbering();
	const text = all.text
		.replace(/\d{4}-\S+Z/g, '2026-01-02T03:04:05Z')
		.replace(/\d+\.\d MiB/g, '11.1 MiB');
	guest.documented('status', numbered(text));
});

peers('should find what their workers write in a log of their level only', async (guest) => {
	await guest.network('full-labels');
	await installDriver(guest);
	const write = "console.log('noted'); console.error('twice\\x1b[2J'); return 'done'";
	const piped = await serveLevels(guest, { module: DRIVER });
	assert.is(await inWorker(guest, 's1', write), 'done');
	await piped.waitFor(/worker \d+ \(root:sysadm_r:mls_server_worker_t:s1\): noted\n/);
	await piped.waitFor(/worker \d+ \(root:sysadm_r:mls_server_worker_t:s1\): twice\\x1b\[2J\n/);
	await guest.expectNoDenials(...OURS);
	await piped.stop();

	// The terminal is at s0: who is at s0 may read it.
	const terminal = await guest.serve(`mls-server ${PORT} -- ${DRIVER}`, /listening on TCP port/);
	assert.is(await inWorker(guest, 's1', write), 'done');
	assert.is(await inWorker(guest, 's0', write), 'done');
	await terminal.waitFor(/worker \d+ \(root:sysadm_r:mls_server_worker_t:s0\): noted\n/);
	await terminal.waitFor(
		/worker \d+ \(root:sysadm_r:mls_server_worker_t:s1\) writes, which is not shown: this log is root:object_r:user_tty_device_t:s0\n/,
	);
	assert.not.match(terminal.output, /s1\): noted/);
	await guest.expectNoDenials(...OURS);
	const shown = terminal.output;

	// Nor does it tell how it has ended, which is a byte of the worker's choice.
	await inWorker(guest, 's1', 'process.exit(42)');
	await terminal.waitFor(
		/worker \d+ \(root:sysadm_r:mls_server_worker_t:s1\) has ended: how is not shown\n/,
	);
	await inWorker(guest, 's0', 'process.exit(42)');
	await terminal.waitFor(/worker_t:s0\) has ended: it ended with status 42\n/);
	const text = `# mls-server ${PORT} -- ${DRIVER}\n${shown}`;
	guest.documented('hidden', renumbering()(text));
});

/** The levels of the workers in a table of status, in order. */
function levelsIn(table: string): string[] {
	return Array.from(
		table.matchAll(/:mls_server_worker_t:(\S+)/g),
		([, level = '']) => level,
	).sort();
}

peers.run();
