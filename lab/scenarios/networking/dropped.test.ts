// A labeled connection fails, and no record of a denial tells why: what is seen instead?
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';

const DOCUMENT = 'dropped-without-a-record.md';

/** Who could have been denied something. */
const DOMAINS = [
	'echo_client_t',
	'echo_server_t',
	'unconfined_t',
	'netlabel_peer_t',
	'unlabeled_t',
];

const dropped = scenario('dropped without a record', { document: DOCUMENT });

dropped('should show which tag a level does not fit', async (guest) => {
	await guest.network('eth0', 'tags');
	const client = new Terminal(guest);
	const { status, output } = await client.type("runcon -l s0:c240 sh -c 'echo-client 192.168.8.1'");
	assert.is(status, 7);
	assert.match(
		output,
		/ENOSPC: .*, connect .*\nProbably .*:\n {2}c240 is too high for CIPSO tag 1/,
	);
	await client.type('netlabelctl -p map list');
	assert.match(
		(await client.type('netlabelctl -p cipsov4 list doi:1')).output,
		'RESTRICTED BITMAP',
	);
	guest.documented('tag', client.text);
	await guest.expectNoDenials(...DOMAINS);
});

dropped('should show what a translating DOI has no number for', async (guest) => {
	await guest.network('eth0', 'translated');
	const client = new Terminal(guest);
	const { status, output } = await client.type("runcon -l s0:c7 sh -c 'echo-client 192.168.8.2'");
	assert.is(status, 7);
	assert.match(output, /EPERM: .*, connect .*\nProbably .* no number for all of .*, s0:c7\.\n/);
	const { output: listed } = await client.type('netlabelctl -p cipsov4 list doi:6');
	assert.match(listed, / categories \(3\): \n {3}0 = 0\n {3}1 = 1\n {3}5 = 50\n$/);
	guest.documented('trans', client.text);
	// The same over UDP, which fails before anything is sent, and what has a number is sent.
	assert.is((await guest.run("runcon -l s0:c7 sh -c 'echo-client --udp 192.168.8.2'")).status, 7);
	const sent = await guest.run('runcon -l s0:c5 ncat 192.168.8.2 7');
	assert.equal(sent, { status: 1, output: 'Ncat: Connection refused.\n' }, 'nobody listens');
	await guest.expectNoDenials(...DOMAINS);
});

dropped('should show that a map has no entry', async (guest) => {
	await guest.must('netlabelctl cipsov4 add local doi:2 && netlabelctl map del default');
	const client = new Terminal(guest);
	await client.type('netlabelctl map add default protocol:cipsov4,2');
	const { status, output } = await client.type('echo-client ::1');
	assert.is(status, 7);
	assert.match(output, /ENOENT: .*, socket tcp\nProbably no entry of NetLabel's map/);
	assert.not.match((await client.type('netlabelctl -p map list')).output, 'IPv6');
	guest.documented('no-entry', client.text);
	await guest.expectNoDenials(...DOMAINS);
});

dropped.run();
