// A host that knows no labels: who are its programs, to a host that does?
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { after, denialWithout, loginAt, peerAt, peers, Terminal } from '../common/labeling.ts';
import { CLIENT, DOI_1, labeling, SERVER, serveContexts, twoHosts } from './hosts.ts';

/** Another address of the client's. */
const SECOND = '192.168.7.9';

const hosts = twoHosts({}, { labeling: labeling([DOI_1]) }, [SECOND]);
const unlabeled = scenario('a host that knows no labels', { hosts, document: 'labeled-hosts.md' });

unlabeled('should be unlabeled_t, which the intranet is not for', async ({ client, server }) => {
	const running = await serveContexts(server, { as: loginAt('s0:c0.c1023') });
	const { status, output } = await client.run(`ncat -w 3 ${SERVER} 5000`);
	assert.equal({ status, output }, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	const denial = await server.expectDenied({
		permission: 'ingress',
		class: 'netif',
		subject: 'unlabeled_t',
		object: 'intranet_netif_t',
		netif: 'intranet0',
		dest: 5000,
	});
	server.documented('unlabeled', denialWithout('src', denial));
	assert.equal(peers(running.output), []);
	await client.expectNoDenials('unconfined_t');
});

unlabeled(
	'should have the label of its interface, or of its address',
	async ({ client, server }) => {
		const running = await serveContexts(server, { as: loginAt('s0:c0.c1023') });
		const terminal = new Terminal(server);
		const add = (address: string, level: string) =>
			terminal.type(
				`netlabelctl unlbl add interface:intranet0 address:${address} label:${peerAt(level)}`,
			);
		await add('192.168.7.0/24', 's0:c1');
		await add(CLIENT, 's0:c5');
		await terminal.type('netlabelctl -p unlbl list');
		server.documented('fallback', terminal.text);
		for (const [index, address] of [CLIENT, SECOND].entries()) {
			await client.must(`echo Hello | ncat -s ${address} ${SERVER} 5000`);
			await after(index + 1, running);
		}
		const seen = peers(running.output);
		assert.equal(seen, [`${CLIENT},${peerAt('s0:c5')}`, `${SECOND},${peerAt('s0:c1')}`]);
		server.documented(
			'fallback-session',
			running.output.slice(running.output.indexOf('-> waiting')),
		);
		for (const guest of [client, server]) {
			await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
		}
	},
);

unlabeled.run();
