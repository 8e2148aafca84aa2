// A router: what it forwards is checked with the sender's label, on the way in and on the way out.
import * as assert from 'uvu/assert';
import { denialText, documented, scenario } from '../src/scenario.ts';
import { Driver } from './driver.ts';
import { INTRANET, LABELED, newHost, ON_OTHER_HOST, secmark } from './intranet.ts';
import { denialWithout } from './labeling.ts';
import { denialOf, switchesOf } from './rule.ts';

const DOCUMENT = 'networking-in-selinux.md';

/** A third host, behind the other one. */
const FAR = '192.168.7.130';
const ON_FAR_HOST = 'nsenter --net=/run/netns/far';
const ROUTED = `${newHost('far')} && ${[
	`${ON_OTHER_HOST} ip link add intranet1 type veth peer name intranet0 netns $!`,
	`${ON_OTHER_HOST} ip addr add 192.168.7.129/25 dev intranet1`,
	`${ON_OTHER_HOST} ip link set intranet1 up`,
	`${ON_FAR_HOST} ip addr add ${FAR}/25 dev intranet0`,
	`${ON_FAR_HOST} ip link set intranet0 up`,
	`${ON_FAR_HOST} ip route add default via 192.168.7.129`,
	'ip route add 192.168.7.128/25 via 192.168.7.2',
	`${ON_OTHER_HOST} sysctl -q net.ipv4.ip_forward=1`,
].join(' && ')}`;

/** What the router needs, in the order in which it is asked for. */
const RULES = [
	'netlabel_peer_t echo_server_packet_t:packet { forward_in }',
	'netlabel_peer_t echo_server_packet_t:packet { forward_out }',
	'netlabel_peer_t intranet_netif_t:netif { egress }',
	'netlabel_peer_t intranet_node_t:node { sendto }',
];

const forwarding = scenario('forwarding', 'switched');

forwarding('should be checked by the label of the sender', async (guest) => {
	await guest.must(INTRANET);
	await guest.must(ROUTED);
	await guest.netlabel(...LABELED);
	await guest.must(secmark());
	await guest.serve(`${ON_FAR_HOST} ncat -v -k -l -e /bin/cat 7`, /Listening on 0\.0\.0\.0:7/);
	const client = await Driver.start(guest, 'echo-client');
	const echo = (timeout: number) =>
		client.run(`await program.echo({ target: '${FAR}', timeout: ${timeout} }); return 'echoed'`);
	assert.is(await echo(60_000), 'echoed');
	await guest.expectNoDenials('netlabel_peer_t', 'echo_client_t');

	const seen: string[] = [];
	for (const rule of RULES) {
		const switches = switchesOf(guest, rule);
		await guest.turn('off', switches);
		const result = await echo(1000);
		const denial = await guest.expectDenied(denialOf(rule));
		seen.push(`without ${rule}: ${result}\n\t${denialWithout('src', denial)}`);
		assert.is.not(result, 'echoed', denialText(denial));
		await guest.turn('on', switches);
	}
	assert.is(await echo(60_000), 'echoed');
	documented(DOCUMENT, 'forwarding', seen.join(''));
});

forwarding.run();
