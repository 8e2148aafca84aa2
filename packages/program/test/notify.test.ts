import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket, sys } from '@peercon/native';
import { feedWatchdog, notifyManager, type ServiceState } from '@peercon/program';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'peercon-notify-'));
const path = join(folder, 'notify');

/** What a manager that listens at the path hears of a state. */
function heard(state: ServiceState): string {
	const buffer = Buffer.alloc(1024);
	notifyManager(state);
	return buffer.toString('utf8', 0, sys.recv(manager, buffer));
}

const manager = createSocket('unix-dgram', 'unix');
sys.bind(manager, { family: 'unix', path });

const notify = suite('notifyManager');

notify.before.each(() => {
	process.env.NOTIFY_SOCKET = path;
});

notify('should tell the states of sd_notify(3)', () => {
	assert.is(heard('ready'), 'READY=1\n');
	assert.is(heard('stopping'), 'STOPPING=1\n');
	const before = process.hrtime.bigint() / 1000n;
	const [, microseconds = ''] =
		/^RELOADING=1\nMONOTONIC_USEC=(\d+)\n$/.exec(heard('reloading')) ?? [];
	assert.ok(BigInt(microseconds) >= before, microseconds);
});

notify('should tell nobody where no manager asks', () => {
	delete process.env.NOTIFY_SOCKET;
	notifyManager('ready');
	process.env.NOTIFY_SOCKET = '';
	notifyManager('ready');
	assert.ok(sys.recv(manager, Buffer.alloc(1)) < 0, 'nothing arrives');
});

notify('should tell again and again that it is alive, where a manager waits for that', async () => {
	const buffer = Buffer.alloc(100);
	process.env.WATCHDOG_USEC = '2000';
	process.env.WATCHDOG_PID = String(process.pid);
	const leave = feedWatchdog((error) => assert.unreachable(error.message));
	assert.is(process.env.WATCHDOG_USEC, undefined, 'it is not for those that are started');
	for (let i = 0; i < 3; i++) {
		let length = 0;
		await eventually(() => {
			length = sys.recv(manager, buffer);
			return length > 0;
		}, 'it tells');
		assert.is(buffer.toString('utf8', 0, length), 'WATCHDOG=1\n');
	}
	leave();
	while (sys.recv(manager, buffer) > 0); // what it told before
	await eventually(() => sys.recv(manager, buffer) < 0, 'it tells no more');
});

notify('should not tell that it is alive for another process, or without a period', () => {
	for (const [period, pid] of [
		['2000', '1'],
		['', ''],
		['0', ''],
		['often', ''],
	]) {
		process.env.WATCHDOG_USEC = period;
		process.env.WATCHDOG_PID = pid;
		const before = process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;
		feedWatchdog(() => {})();
		const after = process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;
		assert.is(after, before);
	}
});

notify('should say once that nobody hears that it is alive', async () => {
	process.env.NOTIFY_SOCKET = join(folder, 'nobody');
	process.env.WATCHDOG_USEC = '2000';
	const errors: Error[] = [];
	feedWatchdog((error) => errors.push(error));
	await eventually(() => errors.length > 0, 'it says so');
	assert.match(errors[0]?.message ?? '', /nobody$/);
});

notify('should say that the manager cannot be told', () => {
	process.env.NOTIFY_SOCKET = join(folder, 'nobody');
	const matches = (error: NodeJS.ErrnoException) =>
		error.code === 'ENOENT' && error.syscall === 'sendto' && /nobody$/.test(error.message);
	assert.throws(() => notifyManager('ready'), matches);
});

notify.after(() => {
	delete process.env.NOTIFY_SOCKET;
	sys.close(manager);
	rmSync(folder, { recursive: true });
});

notify.run();
