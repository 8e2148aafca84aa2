// Every kind of channel, both programs in their domains: they echo, and nothing is denied.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { attempt, isFine, KINDS, NAMED_KINDS, prepare } from './channels.ts';

const kinds = scenario('every channel');

kinds('should echo, with nothing denied', async (guest) => {
	await prepare(guest);
	for (const kind of KINDS) {
		const said = await attempt(guest, kind);
		assert.ok(isFine(said), `${kind}: ${said}`);
	}
	for (const kind of ['unix-stream', 'unix-dgram', 'unix-seqpacket', 'memfd']) {
		const said = await attempt(guest, `${kind} @abstract`);
		assert.ok(isFine(said), `${kind} with an abstract name: ${said}`);
	}
	for (const kind of NAMED_KINDS) {
		const said = await attempt(guest, `stale ${kind}`);
		assert.ok(isFine(said), `${kind}, where a killed server has left something: ${said}`);
	}
	for (const kind of NAMED_KINDS) {
		const said = await attempt(guest, `twice ${kind}`);
		assert.ok(isFine(said), `${kind}, where another server would have the name: ${said}`);
	}
	await guest.expectNoDenials('channel_server_t', 'channel_client_t');
});

kinds.run();
