// `peercon doctor` on the MLS policy: ip(8), nft(8) and others enter domains of their own, which may
// inherit pipes and no sockets; semanage(8) may not read the policy's folder, and seinfo(1) answers.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';

const step = scenario('peercon doctor: the MLS policy', { policy: 'mls' });

step('should hear every program, and tell levels, ports and addresses', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await guest.serve('getpeercon-server 5000', /waiting/);
	const { status, output } = await guest.run('peercon doctor 192.168.7.2');
	assert.is(status, 0);
	const report = output.replace(/\n {12}/g, ' ');
	assert.match(report, 'MLS: more sensitivities than s0');
	assert.match(report, 'policy does not know is denied');
	assert.match(report, 'asked     peer { recv }');
	assert.match(report, 'to it     to 192.168.7.0/24: CIPSOv4 1');
	assert.match(report, 'interface intranet0 [ip -j route get 192.168.7.2]');
	assert.match(
		report,
		'node      system_u:object_r:intranet_node_t:s0-s15:c0.c1023 [seinfo --nodecon]',
	);
	// Without semanage nobody knows which of the policy's two mappings the kernel takes.
	assert.match(report, 'tcp 5000 probably one of commplex_main_port_t, getpeercon_port_t');
});

step.run();
