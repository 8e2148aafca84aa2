// A level that is sent to another host, through a router: what is on the wire, and what arrives?
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import { capture, captured } from '../common/capture.ts';
import { after, denialWithout, loginAt, peerAt, peers, Terminal } from '../common/labeling.ts';
import { FAR, FAR_V6, labeling, serveContexts, withRouter } from './hosts.ts';

/** A DOI for each of CIPSO's tags, and one for CALIPSO. All hosts know all of them. */
const DOIS = [
	'cipsov4 add pass doi:1 tags:1',
	'cipsov4 add pass doi:2 tags:2',
	'cipsov4 add pass doi:5 tags:5',
	'calipso add pass doi:3',
];

/** More addresses of the server's: which DOI is taken is up to the address. */
const ENUMERATED = '192.168.7.35';
const RANGED = '192.168.7.36';

/** What is sent to the server, and what to the client. A router labels what it forwards by its own map. */
const TO_SERVER = {
	[FAR]: 'cipsov4,1',
	[ENUMERATED]: 'cipsov4,2',
	[RANGED]: 'cipsov4,5',
	[FAR_V6]: 'calipso,3',
};
// What comes back has the same level, and must fit as well.
const TO_CLIENT = { '192.168.7.0/27': 'cipsov4,5', 'fd00:7::/112': 'calipso,3' };

const hosts = withRouter(
	{ labeling: labeling(DOIS, TO_SERVER) },
	{ labeling: labeling(DOIS, { ...TO_SERVER, ...TO_CLIENT }) },
	{ labeling: labeling(DOIS, TO_CLIENT) },
	[ENUMERATED, RANGED],
);

const arrives = scenario('a level on its way to another host', {
	hosts,
	document: 'labeled-hosts.md',
});

/** Where each client connects to, its level, what is on the wire then, and what the server says. */
const CLIENTS: [address: string, level: string, wire: string, context: string][] = [
	[FAR, 's0', 'CIPSO DOI 1, tag 1: s0', peerAt('s0')],
	[FAR, 's0:c3,c200', 'CIPSO DOI 1, tag 1: s0:c3,c200', peerAt('s0:c3,c200')],
	[ENUMERATED, 's0:c3,c900', 'CIPSO DOI 2, tag 2: s0:c3,c900', peerAt('s0:c3,c900')],
	[RANGED, 's0:c3.c900', 'CIPSO DOI 5, tag 5: s0:c3.c900', peerAt('s0:c3.c900')],
	[FAR_V6, 's0:c3', 'CALIPSO DOI 3: s0:c3', peerAt('s0:c3')],
];

arrives(
	'should be on the wire as the tag has it, and arrive as it was',
	async ({ client, router, server }) => {
		const [running, wire] = await Promise.all([
			serveContexts(server, { as: loginAt('s0:c0.c1023') }),
			capture(router, 'intranet1'),
		]);
		for (const [index, [address, level]] of CLIENTS.entries()) {
			await client.must(`echo ${level} | runcon -l ${level} ncat ${address} 5000`);
			await after(index + 1, running);
		}
		const labels = (await captured(wire, CLIENTS.length)).map(wireLabel).map(wireLabelText);
		const contexts = peers(running.output).map((peer) => peer.slice(peer.indexOf(',') + 1));
		assert.equal(
			labels,
			CLIENTS.map(([, , label]) => label),
		);
		assert.equal(
			contexts,
			CLIENTS.map(([, , , context]) => context),
		);
		const lines = CLIENTS.map(([address, level], index) =>
			[address.padEnd(13), level.padEnd(11), labels[index]?.padEnd(30), contexts[index]].join('  '),
		);
		const head = [
			'to'.padEnd(13),
			'client at'.padEnd(11),
			'at the router'.padEnd(30),
			'getpeercon',
		];
		server.documented('arrives', [head.join('  '), ...lines].join('\n'));
		for (const guest of [client, router, server]) {
			await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
		}
	},
);

arrives('should be heard by who dominates it, and refused by others', async (hosts) => {
	const { client, router, server } = hosts;
	await server.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	const terminal = new Terminal(client);
	assert.is((await terminal.type(`echo-client ${FAR}`)).status, 0);
	await server.expectNoDenials('echo_server_t', 'netlabel_peer_t');
	assert.is((await terminal.type(`runcon -l s0:c3 sh -c 'echo-client ${FAR}'`)).status, 1);
	const denial = await server.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'echo_server_t',
		object: peerAt('s0:c3'),
		dest: 7,
		netif: 'intranet0',
	});
	client.documented('echo', terminal.text);
	server.documented('echo-denied', denialWithout('src', denial));
	for (const guest of [client, router]) {
		await guest.expectNoDenials('echo_client_t', 'netlabel_peer_t');
	}
});

arrives.run();
