// The policy capability always_check_network: the echo article's checks without any label.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { THERE } from '../common/intranet.ts';
import { denialWithout, Terminal } from '../common/labeling.ts';

const article = scenario('always_check_network', {
	policy: 'checked',
	document: 'networking-in-selinux.md',
});

article('should check what nothing labels', async (guest) => {
	await guest.network('intranet');
	const packet = new Terminal(guest);
	await packet.type('cat /sys/fs/selinux/policy_capabilities/always_check_network; echo');
	assert.is((await packet.type(`echo-client ${THERE}`)).status, 4);
	const unmarked = { class: 'packet', permission: 'send', object: 'unlabeled_t' };
	const unmarkedDenial = await guest.expectDenied({ ...unmarked, subject: 'echo_client_t' });
	guest.documented('always', packet.text);
	guest.documented('always-denied', denialWithout('src', unmarkedDenial));

	// Where these packets are allowed it is the article's denial: 10.1.1.1 is none of the intranet.
	await guest.network('wrong-addresses');
	await guest.must('setsebool lab_unmarked_packets=1');
	assert.is((await guest.run('echo-client 10.1.1.1')).status, 4);
	await guest.expectDenied({
		permission: 'sendto',
		class: 'node',
		subject: 'echo_client_t',
		object: 'node_t',
		daddr: '10.1.1.1',
		dest: 7,
		netif: 'intranet0',
	});
});

article.run();
