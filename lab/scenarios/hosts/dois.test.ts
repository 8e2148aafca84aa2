// Hosts that do not agree on the DOI: what does the client see, and where is the packet counted?
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { FAR, LABELED, labeling, SERVER, twoHosts, v6, withRouter } from './hosts.ts';

const DOCUMENT = 'labeled-hosts.md';

/** The same addresses have a label on both hosts, by another DOI on each. */
function labeledBy(cipso: number, calipso: number): string[] {
	const dois = [`cipsov4 add pass doi:${cipso} tags:1`, `calipso add pass doi:${calipso}`];
	return labeling(dois, {
		'192.168.7.0/24': `cipsov4,${cipso}`,
		'fd00:7::/64': `calipso,${calipso}`,
	});
}

const other = scenario('a host with another DOI', {
	hosts: twoHosts({ labeling: labeledBy(1, 3) }, { labeling: labeledBy(2, 4) }),
	document: DOCUMENT,
});

other('should say that it cannot read the label, over IPv4 alone', async ({ client, server }) => {
	await server.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	const here = new Terminal(client);
	const cipso = await here.type(`echo-client ${SERVER}`);
	assert.match(cipso.output, /^echo-client: EPROTO: protocol error, connect/);
	assert.is(cipso.status, 1);
	const calipso = await here.type(`echo-client --timeout 3 ${v6(SERVER)}`);
	assert.is(calipso.status, 6);
	client.documented('other-doi', here.text);
	const there = new Terminal(server);
	await there.type('netlabelctl -p cipsov4 list');
	await there.type('netlabelctl -p calipso list');
	const { output } = await there.type('nstat -asz IpInHdrErrors');
	assert.match(output, /^IpInHdrErrors +1 /m);
	server.documented('other-doi-there', there.text);
	// How often TCP tries again is a matter of time.
	assert.match(await server.must('nstat -asz Ip6InHdrErrors'), /^Ip6InHdrErrors +[1-9]/m);
	for (const guest of [client, server]) {
		await guest.expectNoDenials('echo_client_t', 'echo_server_t', 'netlabel_peer_t');
	}
});

other.run();

const lacking = scenario('a router without the DOI', {
	hosts: withRouter({ labeling: LABELED }, {}, { labeling: LABELED }),
	document: DOCUMENT,
});

lacking('should refuse what it cannot read, until it knows the DOI', async (hosts) => {
	const { client, router, server } = hosts;
	await server.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	const before = await client.run(`echo-client ${FAR}`);
	assert.match(before.output, /^echo-client: EPROTO: protocol error, connect/);
	const there = new Terminal(router);
	assert.match((await there.type('nstat -asz IpInHdrErrors')).output, /^IpInHdrErrors +1 /m);
	for (const line of LABELED) await there.type(`netlabelctl ${line}`);
	router.documented('router-doi', there.text);
	const after = await client.run(`echo-client ${FAR}`);
	assert.is(after.status, 0, after.output);
	for (const guest of [client, router, server]) {
		await guest.expectNoDenials('echo_client_t', 'echo_server_t', 'netlabel_peer_t');
	}
});

lacking.run();
