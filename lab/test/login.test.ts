// Shells of somebody else's than root's own login, each at a terminal of its own, which script(1) makes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shellWord } from '../src/shell-word.ts';
import { lab, ownRuntime } from './command.ts';

const runtime = ownRuntime();

const LAB = join(import.meta.dirname, '../bin/lab.js');

/** Runs `lab shell` at a terminal where a line is typed; gives its status, and what was shown. */
async function shell(line: string, ...args: string[]): Promise<{ status: number; shown: string }> {
	const command = [process.execPath, LAB, 'shell', ...args].map(shellWord).join(' ');
	const child = spawn('script', ['-qec', command, '/dev/null'], {
		env: { ...process.env, TERM: 'dumb' },
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	let shown = '';
	child.stdout.on('data', (data) => {
		shown += data;
	});
	child.stdin.write(`${line}\n`); // and not ended: script(1) would take that for Ctrl-D
	const [status] = await once(child, 'close');
	return { status, shown };
}

const login = suite('lab shell, as somebody');

login.after(async () => {
	await lab('down');
	rmSync(runtime, { recursive: true });
});

login('should log in as another SELinux user at a level, and leave all as it was', async () => {
	await lab('up');
	const seusers = 'cat /etc/selinux/default/seusers';
	const before = (await lab('run', seusers)).stdout;
	const { status, shown } = await shell(
		'id -Z; exit 7',
		...['--login', 'staff_u', '--level', 's0:c5'],
	);
	assert.match(shown, /^staff_u:staff_r:staff_t:s0:c5\r?$/m);
	assert.is(status, 7);
	assert.is((await lab('run', seusers)).stdout, before);
	// More than there are consoles: at each root is who he was.
	for (let i = 0; i < 9; i++) {
		assert.match((await lab('run', 'id -Z')).stdout, /^unconfined_u:unconfined_r:unconfined_t:/);
	}
});

login('should be the security administrator, or at a level, on the MLS policy', async () => {
	const administrator = await shell('id -Z; exit 3', '--policy', 'mls', '--role', 'secadm_r');
	assert.match(administrator.shown, /^root:secadm_r:secadm_t:s0-s15:c0\.c1023\r?$/m);
	assert.is(administrator.status, 3);
	for (const level of ['s1', 's0-s1', 's1:c3']) {
		const staff = await shell(
			'id -Z; exit 4',
			...['--policy', 'mls', '--login', 'staff_u', '--level', level],
		);
		assert.match(staff.shown, new RegExp(`^staff_u:staff_r:staff_t:${level}\\r?$`, 'm'));
		assert.is(staff.status, 4);
	}
});

login('should reach this host with ping(8), where the boolean for it is on', async () => {
	const ping = 'ping -c 1 127.0.0.1; exit $?';
	const isAllowed = async () =>
		(await shell(ping, '--login', 'user_u')).shown.includes(' 0% packet loss');
	assert.not.ok(await isAllowed());
	await lab('run', 'setsebool user_ping on');
	assert.ok(await isAllowed());
});

login('should say what the policy does not have', async () => {
	const nobody = await shell('', '--login', 'nobody_u');
	assert.is(nobody.status, 1);
	assert.match(nobody.shown, 'lab: nobody can log in as nobody_u at s0: the default policy has no');
	const both = await lab('shell', '--login', 'staff_u', '--role', 'sysadm_r');
	assert.is(both.status, 2);
	assert.match(both.stderr, 'lab: Arguments login and role are mutually exclusive');
});

login.run();
