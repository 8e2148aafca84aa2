// `peercon doctor` where packets have marks, by rules that only Debian's kernel can have: user-mode Linux has none for IP.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';

const step = scenario('peercon doctor: marked packets', { kernel: 'debian' });

step('should tell that packets are checked', async (guest) => {
	await guest.network('intranet', 'secmark');
	const output = await guest.must('peercon doctor');
	const report = output.replace(/\n {12}/g, ' ');
	assert.match(report, 'SECMARK   system_u:object_r:echo_client_packet_t:s0 [nft -j list ruleset]');
	assert.match(
		report,
		'asked     packet { send recv forward_in forward_out }: SECMARK rules are loaded',
	);
	assert.match(report, 'not asked peer { recv }');
});

step.run();
