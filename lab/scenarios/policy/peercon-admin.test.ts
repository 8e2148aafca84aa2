// Who administers the servers, and nothing else: policy/peercon_admin.te.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { administer, prepare } from './administer.ts';

const EVERY_CATEGORY = 's0-s0:c0.c1023';
const ADMIN = `staff_u:peercon_admin_r:peercon_admin_t:${EVERY_CATEGORY}`;

const role = scenario('the administrator of the servers', { document: '../policy/README.md' });

role('should start, reload and stop the services, and use the client', async (guest) => {
	await prepare(guest);
	const shown = await administer(
		guest,
		EVERY_CATEGORY,
		'id -Z',
		'systemctl --no-ask-password start echo-server getpeercon-server mls-server',
		'systemctl is-active echo-server getpeercon-server mls-server',
		'echo-client 127.0.0.1',
		'systemctl --no-ask-password reload mls-server; echo $?',
		'ps -o label:50 -p $(systemctl show -P MainPID mls-server)',
		'systemctl --no-ask-password stop echo-server getpeercon-server mls-server; echo $?',
		'cat /var/log/getpeercon-server/peers',
	);
	guest.documented('admin', shown);
	assert.match(shown, `# id -Z\n${ADMIN}\n`);
	assert.match(shown, 'active\nactive\nactive\n');
	assert.match(shown, "Received message: 'Hello, cliche'\n");
	assert.match(shown, 'peers\nwhom it heard\n');
	await guest.expectNoDenials('peercon_admin_t');
});

role('should do nothing else', async (guest) => {
	await prepare(guest);
	const shown = await administer(
		guest,
		's0',
		'cat /etc/shadow',
		'setenforce 0',
		'systemctl --no-ask-password stop systemd-journald',
		'systemctl --no-ask-password daemon-reload',
		'/usr/local/bin/echo-server --help',
		'semodule -l',
		'cat /var/lib/mls-worker/low /var/lib/mls-worker/high',
	);
	guest.documented('admin-denied', shown);
	const subject = 'peercon_admin_t';
	for (const denied of [
		{ object: 'shadow_t', class: 'file', permission: 'read' },
		{ object: 'syslogd_unit_t', class: 'service', permission: 'stop' },
		{ object: 'init_t', class: 'system', permission: 'reload' },
		{ object: 'echo_server_exec_t', class: 'file', permission: 'execute' },
		{ object: 'mls_server_worker_var_lib_t', class: 'file', permission: 'read' },
	])
		await guest.expectDenied({ subject, ...denied });
	assert.match(shown, 'of nobody\ncat: /var/lib/mls-worker/high: Permission denied\n');
	assert.is(shown.match(/Access denied/g)?.length, 2, 'of systemd');
	assert.is(await guest.must('getenforce'), 'Enforcing\n');
});

role('should be reached by staff, and by no other user', async (guest) => {
	const allowed = await guest.must('sesearch --role_allow -t peercon_admin_r');
	const from = [...allowed.matchAll(/^allow (\w+) peercon_admin_r;/gm)].map(([, name]) => name);
	assert.equal(from.sort(), ['staff_r', 'system_r']);
});

role.run();

const mls = scenario('the administrator of the servers on an MLS host', { policy: 'mls' });

mls('should not read what workers of higher levels keep', async (guest) => {
	await guest.must(`
		mkdir -p /var/lib/mls-worker && cd /var/lib/mls-worker
		echo low > kept; echo secret > s1; restorecon -RF .`);
	const read = (file: string) =>
		guest.run(`runcon -r peercon_admin_r -t peercon_admin_t -l s0 cat /var/lib/mls-worker/${file}`);
	assert.equal(await read('kept'), { status: 0, output: 'low\n' });
	assert.match((await read('s1')).output, 'Permission denied');
	await guest.expectDenied({
		subject: 'peercon_admin_t',
		object: 'system_u:object_r:mls_server_worker_var_lib_t:s1',
		class: 'file',
		permission: 'read',
	});
});

mls.run();
