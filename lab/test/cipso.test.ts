import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packetsOf, type WireLabel, wireLabel, wireLabelText } from '../src/cipso.ts';

const cipso = suite('CIPSO and CALIPSO options');

/** An IPv4 header with options, without what follows it. */
function ipv4(...options: number[]): Buffer {
	const padded = [...options, ...Array(-options.length & 3).fill(0)];
	return Buffer.from([0x45 + padded.length / 4, ...Array(19).fill(0), ...padded]);
}

/** A CIPSO option with one tag. */
function option(doi: number, tag: number, ...data: number[]): number[] {
	const length = data.length + 2;
	return [134, 6 + length, 0, 0, 0, doi, tag, length, ...data];
}

const label = (packet: Buffer) => wireLabelText(wireLabel(packet));

cipso('should find no label in a packet without options', () => {
	assert.is(wireLabel(ipv4()), undefined);
	assert.is(label(ipv4()), 'no label');
	assert.is(wireLabel(Buffer.from([0x60, ...Array(39).fill(6)])), undefined);
});

cipso('should pass over other options and fillers', () => {
	const routerAlert = [148, 4, 0, 0];
	assert.is(label(ipv4(1, ...routerAlert, 1, ...option(3, 1, 0, 0))), 'CIPSO DOI 3, tag 1: s0');
	assert.is(label(ipv4(...routerAlert)), 'no label');
});

cipso('should read a DOI of 32 bits', () => {
	const packet = ipv4(134, 10, 0x80, 0, 0, 1, 1, 4, 0, 0);
	assert.is(wireLabel(packet)?.doi, 0x80000001);
});

cipso('should read the bitmap of tag 1', () => {
	const packet = ipv4(...option(1, 1, 0, 2, 0b10000101, 0b00000001));
	const expected: WireLabel = {
		protocol: 'CIPSO',
		doi: 1,
		tag: 1,
		level: 2,
		categories: [0, 5, 7, 15],
	};
	assert.equal(wireLabel(packet), expected);
	assert.is(label(packet), 'CIPSO DOI 1, tag 1: s2:c0,c5,c7,c15');
});

cipso('should read the list of tag 2', () => {
	assert.is(label(ipv4(...option(2, 2, 0, 0, 0, 7, 3, 255))), 'CIPSO DOI 2, tag 2: s0:c7,c1023');
});

cipso('should read the ranges of tag 5, with and without the last low end', () => {
	const whole = option(5, 5, 0, 0, 0, 20, 0, 10, 0, 2, 0, 1);
	assert.is(label(ipv4(...whole)), 'CIPSO DOI 5, tag 5: s0:c1,c2,c10.c20');
	assert.is(label(ipv4(...option(5, 5, 0, 0, 3, 255))), 'CIPSO DOI 5, tag 5: s0:c0.c1023');
});

cipso("should read the SID of Linux's own tag 128", () => {
	assert.equal(wireLabel(ipv4(...option(2, 128, 0xc7, 1, 0, 0))), {
		protocol: 'CIPSO',
		doi: 2,
		tag: 128,
		sid: 0x1c7,
	});
});

cipso('should read CALIPSO in the hop-by-hop header', () => {
	// As a guest sent it for s0:c3: two octets of padding follow the option.
	const packet = Buffer.from([
		...[0x60, 0, 0, 0, 0, 0, 0, 0x40, ...Array(32).fill(0)],
		...[6, 1, 7, 12, 0, 0, 0, 3, 1, 0, 0x28, 0x76, 0x10, 0, 0, 0],
	]);
	assert.is(label(packet), 'CALIPSO DOI 3: s0:c3');
});

cipso('should refuse what is cut short or unknown', () => {
	for (const octets of [[134], [134, 1], [134, 8, 0, 0], [134, 10, 0, 0, 0, 1, 1, 9]]) {
		assert.throws(
			() => wireLabel(ipv4(...octets)),
			(error: Error) => error instanceof RangeError,
		);
	}
	assert.throws(() => wireLabel(ipv4(...option(1, 6, 0, 0))), /tag of type 6/);
	assert.throws(
		() => wireLabel(Buffer.alloc(0)),
		(error: Error) => error instanceof RangeError,
	);
});

cipso("should find the packets in tcpdump's output", () => {
	const text = [
		'listening on lo, link-type EN10MB (Ethernet), snapshot length 262144 bytes',
		'12:00:00.000000 IP 127.0.0.1.40000 > 127.0.0.1.5002: UDP, length 4',
		'\t0x0000:  4800 002c 58bf 4000 4011 dbe9 7f00 0001',
		'\t0x0010:  7f00 0001 860c 0000 0002 8006 ff00 0000',
		'\t0x0020:  ecce 138a 000c fe1f 7564 700a',
		'12:00:00.000000 IP 127.0.0.1.40000 > 127.0.0.2.5002: UDP, length 1',
		'\t0x0000:  4500 001d 28a1 4000 4011 141f 7f00 0001',
		'\t0x0010:  7f00 0002 aa60 138a 0009 fe2a 75',
	].join('\n');
	const packets = packetsOf(text);
	assert.equal(
		packets.map((packet) => packet.length),
		[44, 29],
	);
	assert.equal(packets.map(label), ['CIPSO DOI 2, tag 128: SID 255', 'no label']);
	// While tcpdump writes, the last one is no packet yet, wherever it is cut.
	const second = text.indexOf('\t0x0000:  4500');
	for (let end = second; end < text.length; end += 1) {
		assert.is(packetsOf(text.slice(0, end)).length, 1, text.slice(second, end));
	}
	const ipv6 =
		'\t0x0000:  6000 0000 0002 3b40 fd00 0007 0000 0000\n\t0x0010:  0000 0000 0000 0001 fd00 0007 0000 0000\n';
	assert.equal(packetsOf(ipv6), []);
	assert.is(packetsOf(`${ipv6}\t0x0020:  0000 0000 0000 0002 0102\n`)[0]?.length, 42);
});

cipso.run();
