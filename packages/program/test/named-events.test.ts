import { Names, peerAt, type ServerEvent } from '@peercon/endpoint';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NamedEvents } from '../src/index.ts';
import { withSilence } from './silence.ts';

const connect = (raw: string | null): ServerEvent => ({
	event: 'connect',
	protocol: 'tcp',
	local: null,
	peer: peerAt(null, raw),
});

/** Collects the contexts of the events that are written. */
function collect(names: Names) {
	const seen: (string | null)[] = [];
	const events = new NamedEvents(names, (event) => {
		seen.push('peer' in event ? event.peer.context : event.event);
		return undefined;
	});
	return { seen, events };
}

const named = suite('NamedEvents');

named('should write at once what needs no name', () => {
	const { seen, events } = collect(new Names('/no/such/socket'));
	assert.is(events.add(connect(null)), undefined);
	events.add({ event: 'resumed' });
	assert.equal(seen, [null, 'resumed']);
});

named('should keep the order while a name is long in coming, and go on without it', async () => {
	await withSilence(async (names) => {
		const { seen, events } = collect(names);
		const written = events.add(connect('a:b:c:s0'));
		events.add({ event: 'resumed' });
		events.add(connect('a:b:c:s1'));
		assert.equal(seen, []);
		await written;
		await eventually(() => seen.length === 3, 'all are written');
		assert.equal(seen, ['a:b:c:s0', 'resumed', 'a:b:c:s1']);
	});
});

named('should let no more wait than its limit, and lose none', async () => {
	await withSilence(async (names) => {
		const { seen, events } = collect(names);
		const contexts = Array.from({ length: 2500 }, (_, i) => `a:b:c:s0:c${i}`);
		for (const context of contexts) events.add(connect(context));
		assert.ok(seen.length >= 1500, `${seen.length} are written`);
		events.flush();
		assert.equal(seen, contexts);
	});
});

named('should tell when there is room for more', async () => {
	await withSilence(async (names) => {
		let makeRoom = () => {};
		const room = new Promise<void>((resolve) => {
			makeRoom = resolve;
		});
		const events = new NamedEvents(names, () => room);
		let hasRoom = false;
		events.add(connect('a:b:c:s0'))?.then(() => {
			hasRoom = true;
		});
		events.flush();
		await new Promise(setImmediate);
		assert.not(hasRoom);
		makeRoom();
		await new Promise(setImmediate);
		assert.ok(hasRoom);
	});
});

named.run();
