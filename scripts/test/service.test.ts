// What a service manager and a terminal may expect of the servers that have nothing to read again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSocket, sys } from '@peercon/native';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

/** Where echo-server listens without an argument. */
const ECHO_PORT = 7;

const folder = mkdtempSync(join(tmpdir(), 'peercon-service-'));
const path = join(folder, 'socket');
const manager = join(folder, 'notify');

const binOf = (name: string) => join(ROOT, 'packages', name, 'bin', `${name}.js`);

function start(name: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
	const stdio = ['ignore', 'ignore', 'ignore'] as const;
	return spawn(binOf(name), [path], { stdio: [...stdio], env: { ...process.env, ...env } });
}

async function isServed(): Promise<boolean> {
	const client = net.connect(path);
	try {
		await once(client, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		client.destroy();
	}
}

const service = suite('a service');

for (const name of ['echo-server', 'getpeercon-server', 'mls-server']) {
	service(`should bind the port that its unit starts it with, and no other: ${name}`, () => {
		const file = join(ROOT, 'packages', name, 'systemd', `${name}.service`);
		const unit = readFileSync(file, 'utf8');
		const [, port = String(ECHO_PORT)] = /^ExecStart=\S+.*? (\d+)$/m.exec(unit) ?? [];
		assert.match(unit, /^SocketBindDeny=any$/m);
		const allowed = [...unit.matchAll(/^SocketBindAllow=(.*)$/gm)].map(([, what]) => what);
		const protocols = name === 'echo-server' ? ['tcp', 'udp'] : ['tcp'];
		assert.equal(
			allowed,
			protocols.map((protocol) => `${protocol}:${port}`),
		);
	});
}

for (const name of ['echo-server', 'getpeercon-server']) {
	service(`should tell its manager that it serves, is alive, and ends: ${name}`, async () => {
		const fd = createSocket('unix-dgram', 'unix');
		sys.bind(fd, { family: 'unix', path: manager });
		const heard = async () => {
			const buffer = Buffer.alloc(100);
			let length = 0;
			await eventually(() => {
				length = sys.recv(fd, buffer);
				return length > 0;
			}, 'it tells');
			return buffer.toString('utf8', 0, length);
		};
		const child = start(name, { NOTIFY_SOCKET: manager, WATCHDOG_USEC: '1000000' });
		assert.is(await heard(), 'READY=1\n');
		assert.ok(await isServed());
		assert.is(await heard(), 'WATCHDOG=1\n');
		// It may have ended by the time that its manager is asked.
		const ended = once(child, 'exit');
		child.kill();
		let last = await heard();
		while (last === 'WATCHDOG=1\n') last = await heard();
		assert.is(last, 'STOPPING=1\n');
		await ended;
		sys.close(fd);
		rmSync(manager);
	});

	service(`should serve also when its manager cannot be told: ${name}`, async () => {
		const child = start(name, { NOTIFY_SOCKET: join(folder, 'nobody') });
		while (!(await isServed())) await sleep(5);
		child.kill();
		assert.equal(await once(child, 'exit'), [0, null]);
	});

	service(`should not end by SIGHUP, whenever it comes: ${name}`, async () => {
		// Before Node runs the program nobody can handle it, and a manager sends none before READY=1.
		const child = start(name);
		const node = () => existsSync(path);
		await eventually(node, 'it listens');
		for (let i = 0; i < 20; i++) {
			child.kill('SIGHUP');
			await sleep(1);
		}
		assert.ok(await isServed());
		child.kill();
		assert.equal(await once(child, 'exit'), [0, null]);
		assert.not(existsSync(path));
	});

	service(`should end with its terminal, and leave no path behind: ${name}`, async () => {
		// Gives it a terminal of its own, and takes that away once it listens.
		const script = `
import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
while not os.path.exists(sys.argv[2]): time.sleep(0.01)
time.sleep(0.2)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
		const child = spawn('python3', ['-c', script, binOf(name), path]);
		assert.is(await text(child.stdout), '-1\n', 'by signal 1, SIGHUP');
		assert.not(existsSync(path));
	});
}

service.after(() => rmSync(folder, { recursive: true }));

service.run();
