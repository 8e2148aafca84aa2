// A router: what it forwards is checked with the sender's label, on the way in and on the way out.
import * as assert from 'uvu/assert';
import { denialText, documented, scenario } from '../src/scenario.ts';
import { BRIEF, Driver, PATIENT } from './driver.ts';
import { ECHO_ON_FAR_HOST, FAR, INTRANET, LABELED, ROUTED, secmark } from './intranet.ts';
import { denialWithout } from './labeling.ts';
import { denialOf, switchesOf } from './rule.ts';

const DOCUMENT = 'networking-in-selinux.md';

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
	await guest.serve(ECHO_ON_FAR_HOST, /Listening on 0\.0\.0\.0:7/);
	const client = await Driver.start(guest, 'echo-client');
	const echo = (timeout: number) =>
		client.run(`await program.echo({ target: '${FAR}', timeout: ${timeout} }); return 'echoed'`);
	assert.is(await echo(PATIENT), 'echoed');
	await guest.expectNoDenials('netlabel_peer_t', 'echo_client_t');

	const seen: string[] = [];
	for (const rule of RULES) {
		const switches = switchesOf(guest, rule);
		await guest.turn('off', switches);
		const result = await echo(BRIEF);
		const denial = await guest.expectDenied(denialOf(rule));
		seen.push(`without ${rule}: ${result}\n\t${denialWithout('src', denial)}`);
		assert.is.not(result, 'echoed', denialText(denial));
		await guest.turn('on', switches);
	}
	assert.is(await echo(PATIENT), 'echoed');
	documented(DOCUMENT, 'forwarding', seen.join(''));
});

forwarding.run();
