// `peercon explain` where there is a policy to ask: the layer comes from audit2why(1), not from the
// record alone.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { serveEcho, THERE } from '../common/intranet.ts';
import { Terminal } from '../common/labeling.ts';

const explain = scenario('peercon explain', { document: 'networking-in-selinux.md' });

explain('should tell a constraint from a missing rule, by the policy', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await serveEcho(guest);
	await guest.run(`runcon -l s0:c5 sh -c 'echo-client ${THERE}'`);
	await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'echo_server_t',
		object: 'netlabel_peer_t',
	});
	const constraint = new Terminal(guest);
	const { status, output } = await constraint.type('peercon explain --last');
	assert.is(status, 0);
	assert.match(output, /layer +MCS constraint\n/);
	assert.match(output, /known +.*audit2why/);
	assert.not.match(output, /^ +allow .*;$/m, 'no rule would help');
	guest.documented('explained', constraint.text);

	await guest.run(`echo-client -p 5007 ${THERE}`);
	await guest.expectDenied({
		permission: 'name_connect',
		class: 'tcp_socket',
		subject: 'echo_client_t',
		object: 'unreserved_port_t',
	});
	const rule = new Terminal(guest);
	await rule.type('peercon explain --last');
	assert.match(rule.text, /layer +type enforcement\n/);
	assert.match(rule.text, 'allow echo_client_t unreserved_port_t:tcp_socket name_connect;');
});

explain.run();
