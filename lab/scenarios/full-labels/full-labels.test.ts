// "Full Labels over Loopback with CIPSO", step by step, on the policy that Debian installs.
//
// What Paul Moore's getpeercon_server prints for these clients is the same to the letter.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import {
	ARTICLE_MAP,
	after,
	denialWithout,
	LOGIN,
	loginAt,
	peerAt,
	peers,
	Terminal,
	withoutModule,
} from '../common/labeling.ts';

const fullLabels = withoutModule(
	scenario('full labels over loopback', { document: 'full-labels-over-loopback.md' }),
);

fullLabels('should list both DOIs, and a map that selects by address', async (guest) => {
	const terminal = new Terminal(guest);
	await terminal.type('netlabelctl cipsov4 add pass doi:1 tags:1');
	await terminal.type('netlabelctl cipsov4 add local doi:2');
	const dois = await terminal.type('netlabelctl -p cipsov4 list');
	assert.is(
		dois.output,
		`\
Configured CIPSO mappings (2)
 DOI value : 1
   mapping type : PASS_THROUGH
 DOI value : 2
   mapping type : LOCAL
`,
	);
	guest.documented('dois', terminal.text);

	const network = new Terminal(guest);
	await network.type('ip link add eth0 type dummy');
	await network.type('ip addr add 192.168.8.4/24 dev eth0');
	await network.type('ip link set eth0 up');
	guest.documented('eth0', network.text);

	const map = new Terminal(guest);
	await map.type('netlabelctl map del default');
	await map.type('netlabelctl map add default address:0.0.0.0/0 protocol:unlbl');
	await map.type('netlabelctl map add default address:::/0 protocol:unlbl');
	await map.type('netlabelctl map add default address:127.0.0.1 protocol:cipsov4,2');
	await map.type('netlabelctl map add default address:192.168.8.4 protocol:cipsov4,1');
	const { output } = await map.type('netlabelctl -p map list');
	// The article's listing had one domain for both families. Each has its own since kernel 4.8.
	assert.is(output, `Configured NetLabel domain mappings (2)\n${ARTICLE_MAP}`);
	guest.documented('map', map.text);
	await guest.expectNoDenials('unconfined_t');
});

fullLabels('should show the whole context on 127.0.0.1, and no type elsewhere', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await guest.serve('getpeercon-server 5000', /waiting/);
	const client = new Terminal(guest);
	await client.type('echo Hello from eth0 | ncat 192.168.8.4 5000');
	await after(1, server);
	await client.type('echo Hello from lo | ncat 127.0.0.1 5000');
	await after(2, server);
	await client.type('echo Hello at a level | runcon -l s0:c5,c7 ncat 127.0.0.1 5000');
	await after(3, server);
	await client.type('echo Hello in a range | runcon -l s0-s0:c1000 ncat 127.0.0.1 5000');
	const seen = await after(4, server);
	assert.equal(peers(seen), [
		`192.168.8.4,${peerAt('s0')}`,
		`127.0.0.1,${LOGIN}`,
		`127.0.0.1,${loginAt('s0:c5,c7')}`,
		`127.0.0.1,${loginAt('s0-s0:c1000')}`,
	]);
	guest.documented('clients', client.text);
	guest.documented('session', `# getpeercon-server 5000\n${seen}`);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');

	// A level that the server does not dominate does not get in.
	const refused = new Terminal(guest);
	const { status } = await refused.type('runcon -l s0:c5,c7 ncat 192.168.8.4 5000');
	assert.is(status, 1);
	assert.match(refused.text, /Ncat: No route to host\.\n$/);
	// The kernel's answer to a CIPSO packet that it denies is an ICMP error: cipso_v4_error.
	const denial = await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		// The lower of the two levels has to dominate, so the server's range does not help:
		// `mlsconstrain peer recv (l1 dom l2 or neither type is mcs_constrained_type)`.
		subject: LOGIN,
		object: peerAt('s0:c5,c7'),
		saddr: '192.168.8.4',
		daddr: '192.168.8.4',
		dest: 5000,
		netif: 'lo',
	});
	guest.documented('denied-client', refused.text);
	guest.documented('denied', denialWithout('src', denial));
	assert.is(peers(server.output).length, 4, 'the server hears nothing of it');
});

fullLabels('should run as the context that it is given', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const command = 'runcon -l s0:c0.c1023 getpeercon-server 5000';
	const server = await guest.serve(command, /waiting/);
	await guest.must('echo Hello | runcon -l s0:c5,c7 ncat 192.168.8.4 5000');
	const seen = await after(1, server);
	assert.match(seen, `-> running as ${loginAt('s0:c0.c1023')}\n`);
	assert.equal(peers(seen), [`192.168.8.4,${peerAt('s0:c5,c7')}`]);
	guest.documented('dominating', `# ${command}\n${seen}`);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');
});

fullLabels.run();
