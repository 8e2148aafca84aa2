import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonLine, peerText } from '../src/index.ts';

const TIME = new Date('2026-01-02T03:04:05.678Z');

const local = { family: 'inet6', address: '::ffff:127.0.0.1', port: 5000 } as const;
const peer = {
	address: { family: 'inet6', address: '::ffff:192.0.2.9', port: 40000 } as const,
	context: 'staff_u:staff_r:staff_t:Secret',
	rawContext: 'staff_u:staff_r:staff_t:s2',
};

const events = suite('events');

events('should be one line of JSON each, with IPv4 addresses as such', () => {
	const data = Buffer.from('abc');
	const line = jsonLine({ event: 'data', protocol: 'tcp', local, peer, data }, 'own_t', TIME);
	assert.is(line.indexOf('\n'), line.length - 1);
	assert.equal(JSON.parse(line), {
		event: 'data',
		time: '2026-01-02T03:04:05.678Z',
		ownContext: 'own_t',
		protocol: 'tcp',
		local: { family: 'inet', address: '127.0.0.1', port: 5000 },
		peer: { family: 'inet', address: '192.0.2.9', port: 40000 },
		context: 'staff_u:staff_r:staff_t:Secret',
		rawContext: 'staff_u:staff_r:staff_t:s2',
		bytes: 3,
	});
});

events('should say null for a context that is not there, never something empty', () => {
	const nobody = { address: null, context: null, rawContext: null };
	const event = { event: 'close', protocol: 'unix-stream', local: null, peer: nobody } as const;
	const error = Object.assign(new Error('x'), { code: 'ECONNRESET' });
	const record = JSON.parse(jsonLine({ ...event, bytes: 0, error }, 'NO_CONTEXT', TIME));
	assert.is(record.peer, null);
	assert.is(record.context, null);
	assert.is(record.rawContext, null);
	assert.is(record.bytes, 0);
	assert.is(record.error, 'ECONNRESET');
});

events('should name peers as people do', () => {
	const at = (address: string) =>
		peerText('tcp', {
			address: { family: 'inet6', address, port: 1 },
			context: null,
			rawContext: null,
		});
	assert.is(peerText('tcp', peer), '192.0.2.9,staff_u:staff_r:staff_t:Secret');
	assert.is(at('::1'), '::1,NO_CONTEXT');
	assert.is(at('::ffff:a'), '::ffff:a,NO_CONTEXT');
	const unknown = { address: null, context: null, rawContext: null };
	assert.is(peerText('unix-stream', unknown), 'UNIX,NO_CONTEXT');
	assert.is(peerText('tcp', unknown), 'unknown,NO_CONTEXT');
});

events.run();
