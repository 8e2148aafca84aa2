// "Networking in NSA Security-Enhanced Linux", the echo client's session: what works, and what is
// denied, with labeled networking and without.
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { ON_OTHER_HOST, serveEcho, THERE, THERE_V6 } from '../common/intranet.ts';
import { denialWithout, LOGIN, peerAt, Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';

/** Those of wrong-addresses.sh: none of the intranet, and one that lo leads to instead of intranet0. */
const OUTSIDE = '10.1.1.1';
const MISROUTED = '192.168.7.9';

const ECHOED = "Sending message: 'Hello, cliche'\nReceived message: 'Hello, cliche'\n";

const inDomain = (name: string) => LOGIN.replace('unconfined_t', name);

const article = scenario('networking in SELinux', { document: 'networking-in-selinux.md' });

article('should run in domains of their own', async (guest) => {
	await guest.network('intranet');
	const files = new Terminal(guest);
	await files.type('id -Z');
	const scripts = await files.type('ls -LZ /usr/local/bin/echo-client /usr/local/bin/echo-server');
	assert.match(scripts.output, /:echo_client_exec_t:s0 \S+\n.*:echo_server_exec_t:s0 /);
	guest.documented('files', files.text);

	await serveEcho(guest);
	const client = new Terminal(guest);
	assert.is((await client.type(`echo-client ${THERE}`)).output, ECHOED);
	guest.documented('works', client.text);

	// A client that waits for its message, so that it can be looked at.
	guest.start(`sleep infinity | echo-client ${THERE} -`);
	const processes = new Terminal(guest);
	await guest.must('until ps -C node -o label= | grep -q echo_client_t; do sleep 0.1; done');
	const { output } = await processes.type('ps -C node -ww -o label:60,args');
	assert.match(
		output,
		new RegExp(`${inDomain('echo_client_t')} +node .*/echo-client ${THERE} -\n`),
	);
	assert.match(output, new RegExp(`${inDomain('echo_server_t')} +node .*/echo-server\n`));
	guest.documented('processes', processes.text);
	await guest.expectNoDenials('echo_client_t', 'echo_server_t');
});

article(
	'should be denied what the article denies as soon as anything is labeled',
	async (guest) => {
		await guest.network('intranet', 'wrong-addresses');
		await serveEcho(guest);
		await guest.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);

		// Nothing is labeled, so nobody looks at interfaces and addresses.
		const before = new Terminal(guest);
		for (const address of [OUTSIDE, MISROUTED]) {
			assert.is((await before.type(`echo-client ${address}`)).output, ECHOED);
		}
		guest.documented('unlabeled', before.text);
		await guest.expectNoDenials('echo_client_t', 'echo_server_t');

		await guest.network('labeled-intranet');
		const after = new Terminal(guest);
		assert.is((await after.type(`echo-client ${THERE}`)).output, ECHOED);
		await guest.expectNoDenials('echo_client_t', 'echo_server_t', 'netlabel_peer_t');
		guest.documented('labeled', after.text);

		for (const [name, address, denied] of [
			[
				'outside',
				OUTSIDE,
				{ permission: 'sendto', class: 'node', object: 'node_t', netif: 'intranet0' },
			],
			[
				'wrong-interface',
				MISROUTED,
				{ permission: 'egress', class: 'netif', object: 'netif_t', netif: 'lo' },
			],
		] as const) {
			const client = new Terminal(guest);
			const { status, output } = await client.type(`echo-client ${address}`);
			assert.is(status, 4);
			assert.match(output, `ECONNREFUSED: connection refused, connect ${address} port 7\n`);
			const denial = await guest.expectDenied({
				...denied,
				subject: 'echo_client_t',
				daddr: address,
				dest: 7,
			});
			guest.documented(name, client.text);
			guest.documented(`${name}-denied`, denialWithout('src', denial));
		}

		// The wrong port is none of the network's affair: connect(2) itself is denied, labeled or not.
		const port = new Terminal(guest);
		const { status } = await port.type(`echo-client -p 5007 ${THERE}`);
		assert.is(status, 5);
		const denial = await guest.expectDenied({
			permission: 'name_connect',
			class: 'tcp_socket',
			subject: 'echo_client_t',
			object: 'unreserved_port_t',
			dest: 5007,
		});
		guest.documented('port', port.text);
		guest.documented('port-denied', denialText(denial));

		// A peer that nothing labels: IPv6, which has no map here.
		const unlabeled = new Terminal(guest);
		assert.is((await unlabeled.type(`echo-client -t 2 ${THERE_V6}`)).status, 6);
		const unlabeledDenial = await guest.expectDenied({
			permission: 'ingress',
			class: 'netif',
			subject: 'unlabeled_t',
			object: 'intranet_netif_t',
			dest: 7,
		});
		guest.documented('unlabeled-peer', unlabeled.text);
		guest.documented('unlabeled-peer-denied', denialWithout('src', unlabeledDenial));

		// A peer at another level: the server, at s0, does not dominate it.
		const level = new Terminal(guest);
		assert.is((await level.type(`runcon -l s0:c5 sh -c 'echo-client ${THERE}'`)).status, 1);
		const levelDenial = await guest.expectDenied({
			permission: 'recv',
			class: 'peer',
			subject: inDomain('echo_server_t'),
			object: peerAt('s0:c5'),
		});
		guest.documented('level', level.text);
		guest.documented('level-denied', denialWithout('src', levelDenial));
	},
);

article('should record what is granted, and break on purpose', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await serveEcho(guest);
	const granted = new Terminal(guest);
	await granted.type('setsebool echo_client_audit_grants on');
	assert.is((await granted.type(`echo-client ${THERE}`)).status, 0);
	const records = new Set(
		(await guest.quietly('dmesg --syslog'))
			.split('\n')
			.filter((line) => line.includes('granted'))
			.map((line) =>
				line.replace(/.*avc: {2}/, 'avc: ').replace(/ (for|pid|comm|src)(=\S*)?(?= )/g, ''),
			),
	);
	assert.equal(
		[...records].map((line) => line.replace(/.*\{ (\w+) \}.*tclass=(\w+).*/, '$2 $1')),
		['tcp_socket name_connect', 'netif egress', 'node sendto'],
	);
	guest.documented('granted', `${granted.text}# dmesg\n${[...records].join('\n')}`);

	const broken = new Terminal(guest);
	await broken.type('setsebool echo_client_break_policy on');
	assert.is((await broken.type(`echo-client ${THERE}`)).status, 5);
	await guest.expectDenied({
		permission: 'name_connect',
		class: 'tcp_socket',
		subject: 'echo_client_t',
		object: 'echo_port_t',
	});
	guest.documented('broken', broken.text);
});

article(
	"should give an accepted socket the listener's type and the peer's level",
	async (guest) => {
		await guest.network('intranet');
		await guest.network('labeled-intranet');
		// At the lowest level that dominates every client's.
		await serveEcho(guest, 's0:c0.c1023');
		guest.start(`sleep infinity | runcon -l s0:c5 ncat ${THERE} 7`);
		const sockets = new Terminal(guest);
		const list = `${ON_OTHER_HOST} ss -Htnpz`;
		await guest.must(`until ${list} 'sport = 7' | grep -q ESTAB; do sleep 0.1; done`);
		for (const [state, level] of [
			['listening', 's0:c0.c1023'],
			['established', 's0:c5'],
		]) {
			const command = `${list} state ${state} 'sport = 7' | grep -o 'proc_ctx=[^,]*\\|sock_ctx=[^)]*'`;
			const { output } = await sockets.type(command);
			assert.match(output, 'proc_ctx=unconfined_u:unconfined_r:echo_server_t:s0:c0.c1023\n');
			assert.match(output, `sock_ctx=unconfined_u:unconfined_r:echo_server_t:${level}\n`);
		}
		guest.documented('sockets', sockets.text);
		await guest.expectNoDenials('echo_server_t');
	},
);

article('should not be reached from a domain without a rule for it', async (guest) => {
	await guest.network('intranet');
	await serveEcho(guest);
	const terminal = await loginAs(guest, 'guest_u', 'id -Z', `ncat ${THERE} 7`);
	assert.match(terminal.text, 'guest_u:guest_r:guest_t:s0\n');
	const denial = await guest.expectDenied({
		permission: 'create',
		class: 'tcp_socket',
		subject: 'guest_t',
		object: 'guest_t',
	});
	guest.documented('wrong-domain', terminal.text);
	guest.documented('wrong-domain-denied', denialText(denial));
});

article.run();
