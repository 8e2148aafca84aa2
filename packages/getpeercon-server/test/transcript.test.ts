import type { ServerEvent } from '@peercon/endpoint';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Transcript } from '../src/transcript.ts';

const CONTEXT = 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023';

const from = (address: string, context: string | null = CONTEXT) => ({
	protocol: 'tcp' as const,
	local: null,
	peer: {
		address: { family: 'inet', address, port: 1 } as const,
		context,
		rawContext: context,
	},
});

const connect = (address: string, context?: string | null): ServerEvent => ({
	event: 'connect',
	...from(address, context),
});
const data = (text: string, address = '10.0.0.1', context?: string | null): ServerEvent => ({
	event: 'data',
	...from(address, context),
	data: Buffer.from(text),
});
const close = (
	address = '10.0.0.1',
	context?: string | null,
	error?: NodeJS.ErrnoException,
): ServerEvent => ({
	event: 'close',
	...from(address, context),
	bytes: 0,
	...(error && { error }),
});

/** Everything written for these events, on both streams, in order. */
function transcriptOf(...events: ServerEvent[]): string {
	let all = '';
	const transcript = new Transcript({
		diagnostic: (text) => {
			all += text;
		},
		received: (bytes) => {
			all += bytes;
			return undefined;
		},
		datagram: (bytes) => {
			all += bytes;
		},
	});
	transcript.wait();
	for (const event of events) transcript.write(event);
	return all;
}

const transcript = suite('the transcript');

transcript('should be that of getpeercon_server for one client after another', () => {
	const text = transcriptOf(
		connect('127.0.0.1'),
		data('Connected to 127.0.0.1\n'),
		close(),
		connect('192.0.2.1', 'system_u:object_r:netlabel_peer_t:s0'),
		data('no line feed'),
		close(),
		connect('::1', null),
		close(),
	);
	assert.is(
		text,
		[
			`-> waiting ... connect(127.0.0.1,${CONTEXT})`,
			'Connected to 127.0.0.1',
			'-> connection closed',
			'-> waiting ... connect(192.0.2.1,system_u:object_r:netlabel_peer_t:s0)',
			'no line feed-> connection closed',
			'-> waiting ... connect(::1,NO_CONTEXT)',
			'-> connection closed',
			'-> waiting ... ',
		].join('\n'),
	);
});

transcript(
	'should give each event a line of its own, and say whose, when clients come together',
	() => {
		const text = transcriptOf(
			connect('10.0.0.1'),
			data('half a line'),
			connect('10.0.0.2', null),
			data('x', '10.0.0.2', null),
			data('y', '10.0.0.2', null),
			data('z'),
			close('10.0.0.2', null),
			data('whole\n'),
			close(),
			connect('10.0.0.3'),
			close(),
		);
		assert.is(
			text,
			[
				`-> waiting ... connect(10.0.0.1,${CONTEXT})`,
				'half a line',
				'-> connect(10.0.0.2 port 1,NO_CONTEXT)',
				'-> data(10.0.0.2 port 1,NO_CONTEXT)',
				'xy',
				`-> data(10.0.0.1 port 1,${CONTEXT})`,
				'z',
				'-> connection closed (10.0.0.2 port 1,NO_CONTEXT), 1 open',
				`-> data(10.0.0.1 port 1,${CONTEXT})`,
				'whole',
				`-> connection closed (10.0.0.1 port 1,${CONTEXT}), 0 open`,
				`-> waiting ... connect(10.0.0.3,${CONTEXT})`,
				'-> connection closed',
				'-> waiting ... ',
			].join('\n'),
		);
	},
);

transcript('should wait for nobody once it has ended', () => {
	let all = '';
	const ending = new Transcript({
		diagnostic: (text) => {
			all += text;
		},
		received: () => undefined,
		datagram: () => {},
	});
	ending.wait();
	ending.write(connect('10.0.0.1', null));
	ending.end();
	ending.write(close('10.0.0.1', null));
	assert.is(all, '-> waiting ... connect(10.0.0.1,NO_CONTEXT)\n-> connection closed\n');
});

transcript('should give errors in words', () => {
	const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
	assert.is(
		transcriptOf(connect('10.0.0.1'), close('10.0.0.1', CONTEXT, error)),
		`-> waiting ... connect(10.0.0.1,${CONTEXT})\nerror: read ECONNRESET\n-> connection closed\n-> waiting ... `,
	);
});

transcript('should end the line of a datagram that does not', () => {
	const datagram = (text: string): ServerEvent => ({
		event: 'datagram',
		...from('10.0.0.1'),
		data: Buffer.from(text),
	});
	assert.is(
		transcriptOf(datagram('a'), datagram('b\n')),
		`-> waiting ... datagram(10.0.0.1,${CONTEXT})\na\n-> waiting ... datagram(10.0.0.1,${CONTEXT})\nb\n-> waiting ... `,
	);
});

transcript.run();
