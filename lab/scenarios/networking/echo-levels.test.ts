// The echo programs on Debian's MLS policy: a peer at another level.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { serveEcho, THERE } from '../common/intranet.ts';
import { denialWithout, peerAt, Terminal } from '../common/labeling.ts';

const levels = scenario('the echo programs under MLS', {
	policy: 'mls',
	document: 'networking-in-selinux.md',
});

levels('should hear their own level, and be denied another', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await serveEcho(guest);
	const client = new Terminal(guest);
	assert.is((await client.type(`echo-client ${THERE}`)).status, 0);
	await guest.expectNoDenials('echo_client_t', 'echo_server_t', 'netlabel_peer_t');
	const { status } = await client.type(`runcon -l s3 sh -c 'echo-client ${THERE}'`);
	assert.is(status, 1);
	const denial = await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'echo_server_t',
		object: peerAt('s3'),
		dest: 7,
	});
	guest.documented('mls', client.text);
	guest.documented('mls-denied', denialWithout('src', denial));
});

levels.run();
