// What a router is asked for wherever there are labels. Marked packets are in debian-kernel.test.ts.
import { scenario } from '../../src/scenario.ts';
import { forwardWithoutEach } from './forwarding.ts';

const RULES = [
	'netlabel_peer_t intranet_netif_t:netif { egress }',
	'netlabel_peer_t intranet_node_t:node { sendto }',
];

const forwarding = scenario('forwarding', { policy: 'switched', document: 'checks.md' });

forwarding('should be checked by the label of the sender', async (guest) => {
	guest.documented('forwarding', await forwardWithoutEach(guest, RULES));
});

forwarding.run();
