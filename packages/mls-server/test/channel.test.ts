import { readdirSync } from 'node:fs';
import { createSocketPair, sys } from '@peercon/native';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Channel } from '../src/channel/channel.ts';

type Message = { n: number; padding?: string };

interface Side {
	channel: Channel<Message, Message>;
	fd: number;
	heard: Message[];
	fds: number[];
	ends: number;
}

function side(fd: number, takesDescriptors = true): Side {
	const heard: Message[] = [];
	const fds: number[] = [];
	const made: Side = {
		channel: new Channel<Message, Message>({
			fd,
			takesDescriptors,
			onMessage(message, passed) {
				heard.push(message);
				fds.push(...passed);
			},
			onEnd: () => {
				made.ends++;
			},
		}),
		fd,
		heard,
		fds,
		ends: 0,
	};
	return made;
}

const openDescriptors = () => readdirSync('/proc/self/fd').length;

const numbers = (messages: Message[]) => messages.map(({ n }) => n);

const counted = (count: number) => Array.from({ length: count }, (_, n) => n);

const channel = suite('Channel');

channel('should bring messages in order, both ways', async () => {
	const [a, b] = createSocketPair('seqpacket').map((fd) => side(fd)) as [Side, Side];
	for (const n of counted(100)) {
		a.channel.send({ n });
		b.channel.send({ n: -n });
	}
	await eventually(() => a.heard.length === 100 && b.heard.length === 100, 'all are there');
	assert.equal(numbers(b.heard), counted(100));
	assert.is(a.heard[99]?.n, -99);
	a.channel.close();
	b.channel.close();
});

channel('should wait for a slow reader, and lose nothing', async () => {
	const [ours, theirs] = createSocketPair('seqpacket');
	const sender = side(ours);
	const [passed, peer] = createSocketPair('stream');
	const padding = 'x'.repeat(5000);
	// Far more than the kernel takes while nobody reads.
	for (const n of counted(1000)) sender.channel.send({ n, padding }, n % 10 === 0 ? [passed] : []);

	const reader = side(theirs);
	await eventually(() => reader.heard.length === 1000, 'all are there');
	assert.equal(numbers(reader.heard), counted(1000));
	assert.is(new Set(reader.fds).size, 100);
	for (const fd of [...reader.fds, passed, peer]) sys.close(fd);
	sender.channel.close();
	reader.channel.close();
});

channel('should let others have their turn while somebody chatters', async () => {
	const [ours, theirs] = createSocketPair('seqpacket');
	let heard = 0;
	let isWriting = true;
	const reader = new Channel<Message, Message>({
		fd: ours,
		takesDescriptors: false,
		onMessage() {
			heard++;
			// Whatever is read is there again at once: it never runs dry.
			if (isWriting) sys.sendfds(theirs, Buffer.from('{"n":0}'), []);
		},
		onEnd() {},
	});
	for (let n = 0; n < 50; n++) sys.sendfds(theirs, Buffer.from('{"n":0}'), []);
	await eventually(() => heard > 1000, 'it chatters');
	isWriting = false;
	reader.close();
	sys.close(theirs);
});

channel('should end at nonsense, once, and hear nothing more', async () => {
	for (const nonsense of ['not JSON', '{"n":', `{"n":"${'x'.repeat(10_000)}"}`, '\0']) {
		const [ours, theirs] = createSocketPair('seqpacket');
		const reader = side(ours);
		for (const text of ['{"n":1}', nonsense, '{"n":2}']) {
			sys.sendfds(theirs, Buffer.from(text), []);
		}
		await eventually(() => reader.ends > 0, 'it ends');
		assert.equal(numbers(reader.heard), [1], nonsense.slice(0, 10));
		assert.is(reader.ends, 1);
		sys.close(theirs);
	}
});

channel(
	'should say whether it was nonsense that ended it, of which others may decide',
	async () => {
		for (const [text, wasNonsense] of [
			['{"n":2}', true],
			[undefined, false],
		] as const) {
			const [ours, theirs] = createSocketPair('seqpacket');
			const heard: Message[] = [];
			let ended: boolean | undefined;
			const reader = new Channel<Message, Message>({
				fd: ours,
				takesDescriptors: false,
				isMessage: (value): value is Message => (value as Message).n === 1,
				onMessage: (message) => heard.push(message),
				onEnd: (isNonsense) => {
					ended = isNonsense;
				},
			});
			sys.sendfds(theirs, Buffer.from('{"n":1}'), []);
			if (text) sys.sendfds(theirs, Buffer.from(text), []);
			sys.close(theirs);
			await eventually(() => ended !== undefined, 'it ends');
			assert.is(ended, wasNonsense);
			assert.equal(heard, [{ n: 1 }]);
			reader.close();
		}
	},
);

channel('should end when the other side closes, after what it has said', async () => {
	const [a, b] = createSocketPair('seqpacket').map((fd) => side(fd)) as [Side, Side];
	for (const n of counted(50)) a.channel.send({ n });
	a.channel.close();
	await eventually(() => b.ends > 0, 'the other one ends');
	assert.equal(numbers(b.heard), counted(50));
	assert.is(b.ends, 1);
	assert.is(a.ends, 0);
	// Nobody hears these, and they are no error.
	a.channel.send({ n: 1 });
	b.channel.send({ n: 1 });
	b.channel.close();
});

channel('should not mind that the other side is gone when it sends', async () => {
	const [ours, theirs] = createSocketPair('seqpacket');
	const sender = side(ours);
	sys.close(theirs);
	for (const n of counted(3)) sender.channel.send({ n });
	await eventually(() => sender.ends === 1, 'it ends');
});

channel('should let the kernel drop descriptors that it does not take', async () => {
	const before = openDescriptors();
	const [ours, theirs] = createSocketPair('seqpacket');
	const reader = side(ours, false);
	const sender = side(theirs);
	const [passed, peer] = createSocketPair('stream');
	for (const n of counted(10)) sender.channel.send({ n }, [passed, passed]);
	await eventually(() => reader.heard.length === 10, 'all are there');
	assert.equal(reader.fds, []);
	sys.close(passed);
	assert.is(sys.recv(peer, Buffer.alloc(1)), 0); // nobody else has it
	sys.close(peer);
	sender.channel.close();
	reader.channel.close();
	assert.is(openDescriptors(), before);
});

channel.run();
