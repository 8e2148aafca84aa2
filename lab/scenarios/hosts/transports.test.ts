// UDP and SCTP between hosts: what arrives of the sender's label, and what does the sender see of a denial?
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { after, loginAt, peerAt, peers, Terminal } from '../common/labeling.ts';
import { labeling, SERVER, serveContexts, twoHosts, v6 } from './hosts.ts';

const LABELED = labeling(['cipsov4 add pass doi:1 tags:1', 'calipso add pass doi:3'], {
	'192.168.7.0/24': 'cipsov4,1',
	'fd00:7::/64': 'calipso,3',
});

const transports = scenario('UDP and SCTP to another host', {
	hosts: twoHosts({ labeling: LABELED }, { labeling: LABELED }),
	document: 'labeled-hosts.md',
});

const ALL = { as: loginAt('s0:c0.c1023') };

transports('should show the level of each datagram, over IPv4', async ({ client, server }) => {
	const running = await serveContexts(server, ALL, '--udp 5000');
	const here = new Terminal(client);
	for (const [level, address] of [
		['s0', SERVER],
		['s0:c3', SERVER],
		['s0:c5', v6(SERVER)],
	]) {
		await here.type(`echo Hello | runcon -l ${level} ncat -u -w 1 ${address} 5000`);
	}
	await running.waitFor(/(?:Hello\n-> waiting \.\.\. [\s\S]*){3}$/);
	// SCM_SECURITY is for IPv4: ip_cmsg_recv_security. What the kernel checks has its CALIPSO label all the same.
	assert.equal(peers(running.output), [
		`192.168.7.1,${peerAt('s0')}`,
		`192.168.7.1,${peerAt('s0:c3')}`,
		'fd00:7::1,NO_CONTEXT',
	]);
	client.documented('udp', here.text);
	server.documented('udp-session', running.output.slice(running.output.indexOf('-> waiting')));
	for (const guest of [client, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
	}
});

transports('should tell the sender of a denied datagram, over IPv4', async ({ client, server }) => {
	await server.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	const here = new Terminal(client);
	assert.is((await here.type(`echo-client --udp ${SERVER}`)).status, 0);
	await server.expectNoDenials('echo_server_t', 'netlabel_peer_t');
	const refused = await here.type(`runcon -l s0:c3 sh -c 'echo-client --udp ${SERVER}'`);
	assert.match(refused.output, /^Sending .*\necho-client: EHOSTUNREACH: /);
	const silent = await here.type(`runcon -l s0:c3 sh -c 'echo-client --udp -t 3 ${v6(SERVER)}'`);
	assert.is(silent.status, 6);
	client.documented('udp-echo', here.text);
	for (const saddr of ['192.168.7.1', 'fd00:7::1']) {
		await server.expectDenied({
			permission: 'recv',
			class: 'peer',
			subject: 'echo_server_t',
			object: peerAt('s0:c3'),
			saddr,
			dest: 7,
			netif: 'intranet0',
		});
	}
	await client.expectNoDenials('echo_client_t', 'netlabel_peer_t');
});

/** Sends a line over SCTP, which has no half-close (RFC 9260, section 1.5.1): ncat would end at once. */
const sctp = (level: string, port: number) =>
	`(echo Hello; sleep 3) | runcon -l ${level} ncat --sctp ${SERVER} ${port}`;

transports('should show the level of each SCTP association', async ({ client, server }) => {
	const running = await serveContexts(server, ALL, '--sctp --reply --host 0.0.0.0 5000');
	const here = new Terminal(client);
	for (const [index, level] of ['s0:c3', 's0:c5'].entries()) {
		const reply = await here.type(sctp(level, 5000));
		assert.equal(reply, { status: 0, output: `${peerAt(level)}\n` });
		await after(index + 1, running);
	}
	// For another label than the first one the kernel asks for sctp_socket { association }:
	// selinux_sctp_process_new_assoc. The base policy allows it between peers of NetLabel, at all levels.
	assert.equal(peers(running.output), [
		`192.168.7.1,${peerAt('s0:c3')}`,
		`192.168.7.1,${peerAt('s0:c5')}`,
	]);
	client.documented('sctp', here.text);
	for (const guest of [client, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
	}
});

transports.run();
