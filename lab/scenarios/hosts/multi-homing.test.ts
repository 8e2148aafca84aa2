// An SCTP association over two links, of which one fails: what label has what comes by the other one?
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import type { Running } from '../../src/guest.ts';
import type { HostPlan } from '../../src/hosts/plan.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { packets } from '../common/capture.ts';
import { denialWithout, loginAt, peerAt } from '../common/labeling.ts';
import { CLIENT, DOI_1, labeling, SERVER } from './hosts.ts';

const DOCUMENT = 'labeled-hosts.md';

/** The addresses of the second link. Each host tells the other one of both: RFC 9260, section 3.3.2.1. */
const SECOND = { client: '192.168.7.33', server: '192.168.7.34' };

function twoLinks(client: HostPlan, server: HostPlan) {
	const ends = (first: string, second: string) => ({
		intranet0: { link: 'first', addresses: [`${first}/27`] },
		intranet1: { link: 'second', addresses: [`${second}/27`] },
	});
	return {
		client: { interfaces: ends(CLIENT, SECOND.client), ...client },
		server: { interfaces: ends(SERVER, SECOND.server), ...server },
	};
}

/** Heartbeats (in ms) find the second link, and who is not answered gives up after 3 times (10 by default). */
const SOONER = ['hb_interval=500', 'rto_max=2000', 'association_max_retrans=3'].map(
	(each) => `net.sctp.${each}`,
);

type Hosts = Record<'client' | 'server', ScenarioGuest>;

/**
 * Has an association made over the first link, and one line arrive.
 *
 * @param at - the client's level
 * @param range - what the server runs at
 */
async function associate({ client, server }: Hosts, at: string, range: string): Promise<Running> {
	for (const guest of [client, server]) await guest.must(`sysctl -qw ${SOONER.join(' ')}`);
	await server.bring(
		join(import.meta.dirname, 'associations.py'),
		'/usr/local/bin/associations.py',
	);
	const running = await server.serve('associations.py 5000', /ready/, { as: loginAt(range) });
	await client.must('echo one > /run/lines');
	client.start(`tail -f /run/lines | runcon -l ${at} ncat --sctp ${SERVER} 5000`);
	await running.waitFor(/one .*\n/);
	return running;
}

/** A shell's loop that ends when what it waits for does not come. */
const upToAMinute = (loop: string) => `timeout 60 sh -c "${loop}" > /dev/null`;

/** Waits until the client knows that the other end of the second link answers: SCTP_ACTIVE is 2. */
const secondAnswers = (client: ScenarioGuest) =>
	client.must(
		upToAMinute(`until grep '^${SECOND.server} .* 2$' /proc/net/sctp/remaddr; do sleep 0.1; done`),
	);

/** Pulls the plug of the first link, and has another line sent. */
async function failOver({ client }: Hosts): Promise<void> {
	await client.must('ip link set intranet0 down');
	await client.must('echo two >> /run/lines');
}

const mapped = labeling([DOI_1], { '192.168.7.0/27': 'cipsov4,1' });

const options = scenario('an association whose second link has no label in the map', {
	hosts: twoLinks({ labeling: mapped }, { labeling: mapped }),
	document: DOCUMENT,
});

options('should have the label of the first one on both', async (hosts) => {
	const { client, server } = hosts;
	const running = await associate(hosts, 's0:c3', 's0:c0.c1023');
	await secondAnswers(client);
	const wire = await server.serve(
		`tcpdump --immediate-mode -l -i intranet1 -nn -x 'sctp[12] == 0 and src ${SECOND.client}'`,
		/listening on/,
	);
	await failOver(hosts);
	await running.waitFor(/two .*\n/);
	assert.is(running.output, `ready\none ${peerAt('s0:c3')}\ntwo ${peerAt('s0:c3')}\n`);
	const [packet] = await packets(wire, 1);
	assert.ok(packet);
	const label = wireLabelText(wireLabel(packet));
	assert.is(label, 'CIPSO DOI 1, tag 1: s0:c3');
	server.documented('multi-homed', running.output.slice('ready\n'.length));
	server.documented('multi-homed-wire', `intranet1, the second line: ${label}`);
	for (const guest of [client, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
	}
});

options.run();

/** A server that gives each link's packets a level of their own; nothing of it is on the wire. */
function fallbackHosts(first: string, second: string) {
	const labels = [first, second].map(
		(level, index) =>
			`unlbl add interface:intranet${index} address:0.0.0.0/0 label:${peerAt(level)}`,
	);
	return twoLinks({}, { labeling: [...labeling([DOI_1]), ...labels] });
}

const dominated = scenario('an association whose second link has a lower label', {
	hosts: fallbackHosts('s0:c3,c9', 's0:c3'),
	document: DOCUMENT,
});

dominated('should keep the context of the first one', async (hosts) => {
	const { client, server } = hosts;
	const running = await associate(hosts, 's0', 's0:c0.c1023');
	await secondAnswers(client);
	await failOver(hosts);
	await running.waitFor(/two .*\n/);
	const context = peerAt('s0:c3,c9');
	assert.is(running.output, `ready\none ${context}\ntwo ${context}\n`);
	server.documented('multi-homed-fallback', running.output.slice('ready\n'.length));
	await server.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
});

dominated.run();

const other = scenario('an association whose second link has another label', {
	hosts: fallbackHosts('s0:c3', 's0:c9'),
	document: DOCUMENT,
});

other('should be denied what comes by the second one', async (hosts) => {
	const { client, server } = hosts;
	const running = await associate(hosts, 's0', 's0:c0.c1023');
	// The socket that was accepted has the peer's level in the place of its server's: selinux_conn_sid.
	const denial = await server.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: loginAt('s0:c3'),
		object: peerAt('s0:c9'),
		netif: 'intranet1',
		dest: 5000,
	});
	server.documented('multi-homed-denied', denialWithout('src', denial));
	await failOver(hosts);
	await client.must(upToAMinute("while grep '^192' /proc/net/sctp/remaddr; do sleep 0.1; done"));
	assert.is(running.output, `ready\none ${peerAt('s0:c3')}\n`);
});

other.run();
