// Shared memory, semaphores and pipes: which tool shows whose they are, and which shows a context.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { LOGIN, Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';
import { atOneTime, renumbering, withoutKeys } from './steady.ts';

const ipc = scenario('IPC', { document: 'what-an-administrator-sees.md' });

ipc('should be listed by ipcs without a context, which a denial shows', async (guest) => {
	const lists = new Terminal(guest);
	for (const option of ['-M 4096', '-S 2', '-Q']) await lists.type(`ipcmk ${option}`);
	const { output } = await lists.type('ipcs');
	assert.equal(output.match(KEY)?.length, 3, 'a queue, a segment, and semaphores');
	assert.not.match(output, '_u:');
	guest.documented('ipcs', withoutKeys(lists.text));

	const contexts = new Terminal(guest);
	assert.is((await contexts.type('ipcs -Z')).status, 1);
	assert.is((await contexts.type("lsipc --help | grep -i 'context\\|label'")).output, '');
	guest.documented('ipcs-contexts', contexts.text);

	// Root is the owner, whatever the SELinux user: what refuses is the rule.
	const guestUser = await loginAs(guest, 'guest_u', 'id -u', 'ipcrm -m 0');
	assert.match(guestUser.text, '# id -u\n0\n');
	assert.match(guestUser.text, 'ipcrm: permission denied for id (0)\n');
	const denial = await guest.expectDenied({
		permission: 'destroy',
		class: 'shm',
		subject: 'guest_u:guest_r:guest_t:s0',
		object: LOGIN,
	});
	guest.documented('ipcrm-denied', guestUser.text);
	const { ipc_key: _, ...details } = denial.details;
	guest.documented('ipcrm-record', denialText({ ...denial, details }));

	const removed = new Terminal(guest);
	assert.is((await removed.type('ipcrm -m 0 -s 0 -q 0')).status, 0);
	const left = await removed.type('ipcs -m');
	assert.not.match(left.output, KEY);
	guest.documented('ipcrm', removed.text);
});

const KEY = /^0x[\da-f]{8} /gm;

ipc('should be files with contexts where they are POSIX', async (guest) => {
	const program = '/usr/local/lib/posix-ipc.py';
	await guest.bring(join(import.meta.dirname, 'posix-ipc.py'), program);
	const made = new Terminal(guest);
	await made.type(`python3 ${program} article`);
	const { output } = await made.type('ls -Z /dev/shm');
	assert.is(output, `${MEMORY} article\n${MEMORY} sem.article\n`);
	await made.type('lsipc -M');
	await made.type('lsipc -S');
	await made.type('sesearch -T -s unconfined_t -t tmpfs_t -c file');
	guest.documented('posix', atOneTime(made.text));

	const denied = await loginAs(guest, 'guest_u', 'cat /dev/shm/article');
	assert.match(denied.text, 'cat: /dev/shm/article: Permission denied\n');
	await guest.expectDenied({
		permission: 'read',
		class: 'file',
		subject: 'guest_t',
		object: MEMORY,
	});

	await guest.must('rm /dev/shm/article /dev/shm/sem.article');
	assert.is((await guest.run('lsipc -M -n; lsipc -S -n')).output, '');
});

const MEMORY = 'unconfined_u:object_r:user_tmpfs_t:s0';

ipc('should have the context of who made it, where it is a pipe', async (guest) => {
	await guest.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	// A shell makes the pipe, and a program in a domain of its own reads it.
	guest.start('sleep infinity | echo-client 127.0.0.1 -');
	const pid = await pidOf(guest, 'echo_client_t');

	const links = new Terminal(guest);
	await links.type(`ls -lZ /proc/${pid}/fd/0`);
	await links.type(`ls -lLZ /proc/${pid}/fd/0`);
	const [link = '', pipe = ''] = links.text.split('\n').filter((line) => !line.startsWith('#'));
	assert.match(link, new RegExp(`^l.* ${LOGIN.replace('unconfined_t', 'echo_client_t')} .*pipe:`));
	assert.match(pipe, new RegExp(`^p.* ${LOGIN} `), 'the pipe');
	guest.documented('pipe', atOneTime(renumbering()(links.text)));

	const named = new Terminal(guest);
	await named.type('mkfifo /tmp/named');
	assert.match((await named.type('ls -lZ /tmp/named')).output, /^p.* \S+:user_tmp_t:s0 /);
	guest.documented('fifo', atOneTime(named.text));
});

/** Waits until a domain has a process, and gives its pid. */
async function pidOf(guest: ScenarioGuest, domain: string): Promise<string> {
	const list = `ps -eo pid=,label= | awk '/:${domain}:/ { print $1; exit }'`;
	return (await guest.must(`until ${list} | grep .; do sleep 0.1; done`)).trim();
}

ipc.run();
