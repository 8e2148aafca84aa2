// MLS over the wire: a super-server's clients on other hosts, one of which has only categories.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { after, denialWithout, peerAt, peers, Terminal } from '../common/labeling.ts';
import { OURS, PORT, renumbering, serveLevels } from '../mls-server/mls-server.ts';
import { DOI_1, LIMIT, labeling, mlsHosts, SERVERS, SILENT } from './hosts.ts';

const TO_ALL = { '10.0.0.0/16': 'cipsov4,1' };
const LABELED = labeling([DOI_1], TO_ALL);

/** Its s2 is 200 to all others, which no policy of Debian's has. */
const HIGHER = labeling(
	['cipsov4 add trans doi:1 tags:1 levels:0=0,1=1,2=200 categories:0=0'],
	TO_ALL,
);

const mls = scenario('MLS over the wire', {
	hosts: mlsHosts(
		{ labeling: HIGHER },
		{ labeling: LABELED },
		{ labeling: LABELED, policy: 'default' },
	),
	document: 'labeled-hosts.md',
});

/** A request, at a level. */
function request(level: string, address: string, seconds = LIMIT): string {
	return `runcon -l ${level} sh -c 'curl -sS --max-time ${seconds} ${address}:${PORT}'`;
}

/**
 * Checks that what comes to a host is thrown away behind IP, without a word: its label can be read, and
 * means nothing to the policy (selinux_skb_peerlbl_sid in security/selinux/hooks.c).
 *
 * @param send - has something sent to it
 * @returns what a person sees there
 */
async function expectThrownAway(guest: ScenarioGuest, send: () => Promise<void>): Promise<string> {
	const delivered = async () => {
		const table = await guest.must('nstat -asz IpInDelivers');
		return Number(/^IpInDelivers +(\d+)/m.exec(table)?.[1]);
	};
	const before = await delivered();
	await send();
	assert.ok((await delivered()) > before, 'it has come');
	await guest.expectNoDenials(...OURS, 'getpeercon_server_t', 'netlabel_peer_t', 'unlabeled_t');
	const terminal = new Terminal(guest);
	assert.match((await terminal.type('nstat -asz IpInHdrErrors')).output, /^IpInHdrErrors +0 /m);
	return terminal.text;
}

mls('should give clients of other hosts a worker each', async ({ first, server, second }) => {
	const running = await serveLevels(server);
	const [here, there] = [new Terminal(first), new Terminal(second)];
	assert.is((await here.type(request('s1', SERVERS.first))).status, 0);
	assert.is((await there.type(request('s0:c3', SERVERS.second))).status, 0);
	assert.is((await there.type(request('s0', SERVERS.second))).status, 0);
	for (const level of ['s1', 's0:c3', 's0']) {
		assert.match(running.output, `create new worker for context ${peerAt(level)}\n`);
	}
	const renumber = renumbering();
	server.documented('mls-server', renumber(running.output));
	first.documented('mls-first', renumber(here.text));
	second.documented('mls-second', renumber(there.text));
	await server.expectNoDenials(...OURS, 'netlabel_peer_t');
});

mls('should not bring a level that the server does not have', async ({ first, server }) => {
	await serveLevels(server);
	const terminal = new Terminal(first);
	const seen = await expectThrownAway(server, async () => {
		// curl's status for what does not come in time.
		assert.is((await terminal.type(request('s2', SERVERS.first, SILENT))).status, 28);
	});
	server.documented('mls-unknown', seen);
});

mls('should not bring a level to a host that has none', async ({ server, second }) => {
	const running = await second.serve('getpeercon-server 5000', /waiting/);
	const connect = (level: string) => `runcon -l ${level} sh -c 'ncat 10.0.1.2 5000'`;
	const terminal = new Terminal(server);
	assert.is((await terminal.type(`echo Hello | ${connect('s0')}`)).status, 0);
	await after(1, running);
	assert.equal(peers(running.output), [`${SERVERS.second},${peerAt('s0')}`]);

	await expectThrownAway(second, async () => {
		assert.equal(await terminal.type(connect('s1')), { status: 1, output: 'Ncat: TIMEOUT.\n' });
	});

	assert.is((await terminal.type(connect('s0:c3'))).output, 'Ncat: No route to host.\n');
	const denial = await second.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'getpeercon_server_t',
		object: peerAt('s0:c3'),
		dest: 5000,
	});
	server.documented('mls-to-mcs', terminal.text);
	second.documented('mls-to-mcs-denied', denialWithout('src', denial));
});

mls.run();
