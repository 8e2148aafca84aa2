import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket, sys } from '@peercon/native';
import { notifyManager, type ServiceState } from '@peercon/program';
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
