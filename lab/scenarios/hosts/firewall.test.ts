// A firewall on the way that looks at options: one that drops them, takes them away, or requires them.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { after, denialWithout, loginAt, peerAt, peers, Terminal } from '../common/labeling.ts';
import { CLIENT, LABELED, LIMIT, mapAgain, SERVER, SILENT, serveContexts } from './hosts.ts';

/** What comes without a label is given one, on both hosts. */
const FALLBACK = `unlbl add interface:intranet0 address:0.0.0.0/0 label:${peerAt('s0')}`;

const end = (link: string, ...addresses: string[]) => ({ link, addresses });

const firewalled = scenario('a firewall', {
	hosts: {
		client: { interfaces: { intranet0: end('left', `${CLIENT}/24`) }, labeling: LABELED },
		firewall: { interfaces: { left: end('left'), right: end('right') } },
		server: { interfaces: { intranet0: end('right', `${SERVER}/24`) }, labeling: LABELED },
	},
	document: 'labeled-hosts.md',
});

type Hosts = Record<'client' | 'firewall' | 'server', ScenarioGuest>;

/** Starts the firewall, and the server. */
async function start({ firewall, server }: Hosts, mode: 'drop' | 'strip' | 'require') {
	await firewall.bring(join(import.meta.dirname, 'firewall.py'), '/usr/local/bin/firewall.py');
	const [running] = await Promise.all([
		serveContexts(server, { as: loginAt('s0:c0.c1023') }),
		firewall.serve(`firewall.py ${mode} left right`, /ready/),
	]);
	return running;
}

const connect = (seconds: number) => `runcon -l s0:c3 ncat -w ${seconds} ${SERVER} 5000`;
const SILENCE = { status: 1, output: 'Ncat: TIMEOUT.\n' };

/** Nobody has denied anything. */
async function expectNothing({ client, server }: Hosts): Promise<void> {
	for (const guest of [client, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
	}
}

firewalled('should, if it drops options, leave a silence and no record', async (hosts) => {
	const running = await start(hosts, 'drop');
	const terminal = new Terminal(hosts.client);
	assert.equal(await terminal.type(connect(SILENT)), SILENCE);
	const echo = await terminal.type(`echo-client -t 3 ${SERVER}`);
	assert.is(echo.status, 6);
	assert.equal(peers(running.output), []);
	hosts.client.documented('firewall-drops', terminal.text);
	await expectNothing(hosts);
});

firewalled('should, if it takes them away, lose the level', async (hosts) => {
	const { client, server } = hosts;
	const running = await start(hosts, 'strip');
	assert.equal(await client.run(connect(SILENT)), SILENCE);
	const denial = await server.expectDenied({
		permission: 'ingress',
		class: 'netif',
		subject: 'unlabeled_t',
		object: 'intranet_netif_t',
		dest: 5000,
	});
	server.documented('firewall-strips', denialWithout('src', denial));
	for (const guest of [client, server]) await guest.must(`netlabelctl ${FALLBACK}`);
	assert.is((await client.run(`echo Hello | ${connect(LIMIT)}`)).status, 0);
	await after(1, running);
	const seen = peers(running.output);
	assert.equal(seen, [`${CLIENT},${peerAt('s0')}`]);
	server.documented('firewall-fallback', running.output.slice(running.output.indexOf('-> wai')));
});

firewalled('should, if it requires them, let nobody through without', async (hosts) => {
	const { client } = hosts;
	const running = await start(hosts, 'require');
	assert.is((await client.run(`echo Hello | ${connect(LIMIT)}`)).status, 0);
	await after(1, running);
	assert.equal(peers(running.output), [`${CLIENT},${peerAt('s0:c3')}`]);
	await mapAgain(client, {});
	assert.equal(await client.run(connect(SILENT)), SILENCE);
	await expectNothing(hosts);
});

firewalled.run();
