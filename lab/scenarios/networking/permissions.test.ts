// Every permission of labeled networking by itself, but for those of marked packets, which
// debian-kernel.test.ts has.
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { type Case, startPrograms, withoutEach } from './each-permission.ts';

const CASES: Case[] = [
	['echo_client_t echo_port_t:tcp_socket { name_connect }', 'tcp', 'EACCES'],
	['echo_client_t intranet_netif_t:netif { egress }', 'tcp', 'ECONNREFUSED'],
	['echo_client_t intranet_node_t:node { sendto }', 'tcp', 'ECONNREFUSED'],
	['netlabel_peer_t intranet_netif_t:netif { ingress }', 'tcp', 'EHOSTUNREACH'],
	['netlabel_peer_t intranet_node_t:node { recvfrom }', 'tcp', 'EHOSTUNREACH'],
	['echo_client_t intranet_netif_t:netif { egress }', 'udp', 'ECONNREFUSED'],
	['echo_client_t echo_port_t:sctp_socket { name_connect }', 'sctp', 'EACCES'],
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

const permissions = scenario('each permission by itself', {
	policy: 'switched',
	document: 'checks.md',
});

permissions('should be needed, and its absence be recorded', async (guest: ScenarioGuest) => {
	const programs = await startPrograms(guest);
	guest.documented('permissions', await withoutEach(guest, programs, CASES));
});

permissions.run();
