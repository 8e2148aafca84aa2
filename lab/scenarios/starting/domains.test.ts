// How the programs get into their domains, who may start them, and where their output goes.
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { LOGIN, Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';

const SCRIPT = `${PACKAGES}/echo-client/bin/echo-client.js`;
const CLIENT = LOGIN.replace('unconfined_t', 'echo_client_t');
const ECHOED = "Sending message: 'Hello, cliche'\nReceived message: 'Hello, cliche'\n";
const UNTIL_SERVED = "until ss -Hltn 'sport = 7' | grep -q .; do sleep 0.1; done";
const SERVING = /listening on UDP port 7 \.\.\. ok/;

const domains = scenario('domains', { document: 'starting-confined-programs.md' });

domains('should be entered by the script, through any name, and not by node', async (guest) => {
	await guest.serve('echo-server', SERVING);
	const files = new Terminal(guest);
	await files.type(`ls -Z /usr/local/bin/echo-client /usr/bin/node ${SCRIPT}`);
	assert.match(files.text, `system_u:object_r:echo_client_exec_t:s0 ${SCRIPT}\n`);
	guest.documented('files', files.text);

	// Each waits for its stdin, which never ends.
	const ways = ['echo-client', SCRIPT, `sh -c "echo-client`, `node ${SCRIPT}`];
	for (const [i, way] of ways.entries()) {
		guest.start(`tail -f /dev/null | ${way} 127.0.0.1 -${way.includes('"') ? '"' : ''}`);
		await guest.must(`until [ $(pgrep -xc node) = ${i + 2} ]; do sleep 0.1; done`);
	}
	const running = new Terminal(guest);
	await running.type('ps -ww -C node -o label:55,args');
	guest.documented('running', running.text);
	assert.is(running.text.split(`${CLIENT} `).length - 1, 3, 'three are in the domain');
	assert.match(running.text, new RegExp(`${LOGIN} +node ${SCRIPT} 127`), 'node itself is not');
	await guest.expectNoDenials('echo_client_t', 'echo_server_t');
});

domains('should write to a terminal or a pipe, and silently to no file', async (guest) => {
	await guest.serve('echo-server', SERVING);
	const terminal = new Terminal(guest);
	const shown = await terminal.type('echo-client 127.0.0.1');
	assert.equal(shown, { status: 0, output: ECHOED });
	const piped = await terminal.type(
		'echo -n Hello | echo-client 127.0.0.1 - | cat; echo $' + '{PIPESTATUS[*]}',
	);
	assert.is(piped.output, "Sending message: 'Hello'\nReceived message: 'Hello'\n0 0 0\n");
	await guest.expectNoDenials('echo_client_t', 'echo_server_t');
	guest.documented('pipe', terminal.text);

	const file = new Terminal(guest);
	const lost = await file.type('echo-client 127.0.0.1 > out; echo $?; wc -c out');
	assert.is(lost.output, '0\n0 out\n');
	const unheard = await file.type('echo Hello > in; echo-client 127.0.0.1 - < in; echo $?');
	assert.match(unheard.output, /the message is empty[\s\S]*\n2\n$/);
	guest.documented('file', file.text);
	const home = { subject: 'echo_client_t', object: 'user_home_t', class: 'file' };
	const write = await guest.expectDenied({ ...home, permission: 'write', path: '/root/out' });
	const read = await guest.expectDenied({ ...home, permission: 'read', path: '/root/in' });
	guest.documented('file-denied', `${denialText(write)}\n${denialText(read)}`);

	const kept = new Terminal(guest);
	await kept.type('cat in | echo-client 127.0.0.1 - | cat > out; cat out');
	assert.match(kept.text, 'Received message: 6 bytes\n');
	guest.documented('file-kept', kept.text);
});

domains('should be open to users for the client, and not for the servers', async (guest) => {
	await guest.serve('echo-server', SERVING);
	const echo = 'echo-client 127.0.0.1; echo $?';
	const asked = ['id -Z', echo, '/usr/local/bin/echo-server; echo $?'];
	const staff = await loginAs(guest, 'staff_u', ...asked);
	const user = await loginAs(guest, 'user_u', 'id -Z', echo);
	for (const { text } of [staff, user]) assert.match(text, `# ${echo}\n${ECHOED}0\n`);
	assert.match(user.text, 'user_u:user_r:user_t:s0\n');
	assert.match(
		staff.text,
		/staff_u:staff_r:staff_t:s0\n[\s\S]*echo-server: Permission denied\n126\n$/,
	);
	// The reference policy does not audit a login's attempts to execute what it may not.
	await guest.expectNoDenials('echo_client_t', 'echo_server_t');
	guest.documented('staff', staff.text);
});

domains('should be open to the administrator for all', async (guest) => {
	const admin = await loginAs(
		guest,
		'sysadm_u',
		'id -Z',
		`echo-server & ${UNTIL_SERVED}; echo-client 127.0.0.1; echo $?; kill %1; wait`,
	);
	assert.match(admin.text, 'running as sysadm_u:sysadm_r:echo_server_t:s0\n');
	assert.match(admin.text, /Received message: 'Hello, cliche'\n(->.*\n)*0\n/);
	await guest.expectNoDenials('echo_client_t', 'echo_server_t', 'sysadm_t');
});

domains.run();

// To user-mode Linux all memory is executable: see debian-kernel.test.ts.
const memory = scenario('executable memory', {
	document: 'starting-confined-programs.md',
	kernel: 'debian',
});

memory('should not be needed as node --jitless', async (guest) => {
	await guest.must('setsebool echo_client_jit=off echo_server_jit=off');
	await guest.serve('echo-server-jitless', SERVING);
	const terminal = new Terminal(guest);
	await terminal.type('echo-client-jitless 127.0.0.1');
	assert.is(terminal.text, `# echo-client-jitless 127.0.0.1\n${ECHOED}`);
	await guest.expectNoDenials('echo_client_t', 'echo_server_t');
	guest.documented('jitless', terminal.text);

	const { status, output } = await guest.run('echo-client 127.0.0.1');
	assert.is(status, 128 + 5, 'SIGTRAP: signal(7)');
	assert.match(output, 'Fatal error in , line 0\n# Check failed: 12 == (*__errno_location ()).');
	const execmem = await guest.expectDenied({
		subject: CLIENT,
		object: CLIENT,
		class: 'process',
		permission: 'execmem',
	});
	guest.documented('execmem', denialText(execmem));
});

memory.run();
