// Every permission of labeled networking by itself: what a program sees where it alone is missing, and
// what the kernel records. Each is taken from the policy by its switch, and given back.
import * as assert from 'uvu/assert';
import { denialText, documented, type ScenarioGuest, scenario } from '../src/scenario.ts';
import { BRIEF, Driver, PATIENT } from './driver.ts';
import {
	INTRANET,
	LABELED,
	labeledIpsec,
	ON_OTHER_HOST,
	secmark,
	THERE,
	THERE_V6,
} from './intranet.ts';
import { denialWithoutClientPort } from './labeling.ts';
import { denialOf, switchesOf } from './rule.ts';

const DOCUMENT = 'networking-in-selinux.md';

/** What the programs do. IPv4 is labeled by CIPSO, IPv6 by IPsec; SECMARK labels both. */
const ACTS = {
	tcp: ['client', `await program.echo({ target: '${THERE}', timeout })`],
	udp: ['client', `await program.echo({ target: '${THERE}', protocol: 'udp', timeout })`],
	sctp: ['client', `await program.echo({ target: '${THERE}', protocol: 'sctp', timeout })`],
	ipsec: ['client', `await program.echo({ target: '${THERE_V6}', timeout })`],
	listen: ['server', 'kept.tcp?.close(); kept.tcp = await program.createEchoServer()'],
	'listen in the intranet': [
		'server',
		`kept.tcp?.close(); kept.tcp = await program.createEchoServer({ host: '${THERE}' })`,
	],
} as const;

type Act = keyof typeof ACTS;

/** A permission: the rule that grants it, what needs it, and what is seen without it. */
const CASES: [rule: string, act: Act, seen: string][] = [
	['echo_client_t echo_port_t:tcp_socket { name_connect }', 'tcp', 'EACCES'],
	['echo_client_t intranet_netif_t:netif { egress }', 'tcp', 'ECONNREFUSED'],
	['echo_client_t intranet_node_t:node { sendto }', 'tcp', 'ECONNREFUSED'],
	['echo_client_t echo_client_packet_t:packet { send }', 'tcp', 'ECONNREFUSED'],
	['echo_client_t echo_client_packet_t:packet { recv }', 'tcp', 'ETIMEDOUT'],
	['netlabel_peer_t intranet_netif_t:netif { ingress }', 'tcp', 'EHOSTUNREACH'],
	['netlabel_peer_t intranet_node_t:node { recvfrom }', 'tcp', 'EHOSTUNREACH'],
	['echo_client_t intranet_netif_t:netif { egress }', 'udp', 'ECONNREFUSED'],
	['echo_client_t echo_port_t:sctp_socket { name_connect }', 'sctp', 'EACCES'],
	['echo_server_t echo_server_packet_t:packet { recv }', 'tcp', 'ETIMEDOUT'],
	['echo_server_t echo_server_packet_t:packet { send }', 'tcp', 'ETIMEDOUT'],
	['echo_server_t intranet_netif_t:netif { egress }', 'tcp', 'ETIMEDOUT'],
	['echo_server_t intranet_node_t:node { sendto }', 'tcp', 'ETIMEDOUT'],
	// IPv6 behind the others of echo_server_t: for half a minute it sends again what was not acknowledged,
	// and the record of that would be the first.
	['echo_client_t intranet_netif_t:netif { ingress }', 'ipsec', 'ETIMEDOUT'],
	['echo_client_t intranet_node_t:node { recvfrom }', 'ipsec', 'ETIMEDOUT'],
	['echo_server_t echo_client_t:peer { recv }', 'ipsec', 'ETIMEDOUT'],
	['echo_client_t echo_server_t:peer { recv }', 'ipsec', 'ETIMEDOUT'],
	['echo_client_t intranet_spd_t:association { polmatch }', 'ipsec', 'ETIMEDOUT'],
	['echo_server_t echo_port_t:tcp_socket { name_bind }', 'listen', 'EACCES'],
	['echo_server_t node_t:tcp_socket { node_bind }', 'listen', 'EACCES'],
	['echo_server_t intranet_node_t:tcp_socket { node_bind }', 'listen in the intranet', 'EACCES'],
];

const permissions = scenario('each permission by itself', 'switched');

permissions('should be needed, and its absence be recorded', async (guest: ScenarioGuest) => {
	await guest.must(INTRANET);
	await guest.netlabel(...LABELED);
	await guest.must(secmark());
	await guest.must(labeledIpsec());
	const programs = {
		server: await Driver.start(guest, 'echo-server', ON_OTHER_HOST),
		client: await Driver.start(guest, 'echo-client'),
	};
	const sees = async (act: Act, timeout: number) => {
		const [who, code] = ACTS[act];
		return programs[who].run(`const timeout = ${timeout}; ${code}; return 'fine';`);
	};
	await sees('listen', PATIENT);
	await programs.server.run(
		`await program.createEchoServer({ host: '${THERE}', protocols: ['sctp'] })`,
	);
	await guest.quietly('dmesg --clear');

	const table: string[] = [];
	for (const [rule, act, expected] of CASES) {
		const switches = switchesOf(guest, rule);
		assert.is(await sees(act, PATIENT), 'fine', `${act} with ${rule}`);
		assert.equal((await guest.denials()).map(denialText), [], `${act} with ${rule}`);
		await guest.turn('off', switches);
		assert.is(await sees(act, BRIEF), expected, `${act} without ${rule}`);
		const denial = await guest.expectDenied(denialOf(rule));
		await guest.turn('on', switches);
		table.push(`${rule}\n\t${act}: ${expected}\n\t${denialWithoutClientPort(denial)}`);
		await guest.quietly('dmesg --clear');
	}
	documented(DOCUMENT, 'permissions', table.join('\n'));
});

permissions.run();
