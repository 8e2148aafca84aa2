// docs/first-steps.md: how to read a context, a rule and a record, on one program that may do one thing.
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { LOGIN, Terminal } from '../common/labeling.ts';

const ECHOED = "Sending message: 'Hello, cliche'\nReceived message: 'Hello, cliche'\n";

const steps = scenario('first steps', { document: 'first-steps.md' });

steps('should show the labels of processes, files and ports', async (guest) => {
	const labels = new Terminal(guest);
	assert.is((await labels.type('id -Z')).output, `${LOGIN}\n`);
	await labels.type('ps -o label,args -p 1');
	await labels.type('ls -Z /etc/passwd /etc/shadow');
	guest.documented('labels', labels.text);

	const port = new Terminal(guest);
	await port.type('semanage port -l | grep echo_port_t');
	guest.documented('port', port.text);
});

steps('should show a rule, and a denial for want of another', async (guest) => {
	const rule = new Terminal(guest);
	await rule.type('sesearch -A -s echo_client_t -c tcp_socket -p name_connect');
	guest.documented('rule', rule.text);

	await guest.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	await guest.serve(
		'node /usr/local/bin/echo-server --tcp 5007',
		/listening on TCP port 5007 \.\.\. ok/,
	);
	const client = new Terminal(guest);
	assert.is((await client.type('id -u')).output, '0\n');
	assert.is((await client.type('echo-client 127.0.0.1')).output, ECHOED);
	const refused = await client.type('echo-client -p 5007 127.0.0.1');
	assert.match(refused.output, 'EACCES');
	guest.documented('denied', client.text);
	const denial = await guest.expectDenied({
		permission: 'name_connect',
		class: 'tcp_socket',
		subject: 'echo_client_t',
		object: 'unreserved_port_t',
		dest: '5007',
	});
	guest.documented('record', denialText(denial));

	const explained = new Terminal(guest);
	await explained.type('peercon explain --last');
	guest.documented('explained', explained.text);

	const unconfined = new Terminal(guest);
	const served = await unconfined.type('node /usr/local/bin/echo-client -p 5007 127.0.0.1');
	assert.is(served.output, ECHOED);
	guest.documented('unconfined', unconfined.text);
});

steps('should start a program at another level', async (guest) => {
	const level = new Terminal(guest);
	const { output } = await level.type('runcon -l s0:c5 id -Z');
	assert.is(output, 'unconfined_u:unconfined_r:unconfined_t:s0:c5\n');
	guest.documented('level', level.text);
});

steps.run();
