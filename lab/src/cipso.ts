/** A label as it stands in a packet. */
export interface WireLabel {
	protocol: 'CIPSO' | 'CALIPSO';
	/** The domain of interpretation, which says how to read the rest. */
	doi: number;
	/** CIPSO's tag type: 1, 2, 5, or Linux's own 128. CALIPSO has no tags. */
	tag?: number;
	/** The sensitivity level: 0 is SELinux's s0. */
	level?: number;
	categories?: number[];
	/** What tag 128 has instead of a level: a number by which one kernel knows a whole context. */
	sid?: number;
}

/** Where each option stands, and where its length is: RFC 791, section 3.1; RFC 8200, section 4.2. */
const IPV4_OPTIONS = 20;
const IPV6_OPTIONS = 42;
const HOP_BY_HOP = 0;

/** Options without a length of their own: RFC 791 has an end and a filler, RFC 8200 a filler. */
const IPV4_END = 0;
const IPV4_NO_OPERATION = 1;
const IPV6_PAD1 = 0;

const CIPSO = 134;
const CALIPSO = 7;

/**
 * Finds the packets in what tcpdump(8) prints with -x.
 *
 * @param text - its output
 * @returns each packet from its IP header on, without one that tcpdump has not written to its end yet
 */
export function packetsOf(text: string): Buffer[] {
	const packets: string[] = [];
	for (const [, offset = '', hex = ''] of text.matchAll(/^\s+0x([0-9a-f]{4}): {2}([0-9a-f ]+)/gm)) {
		if (offset === '0000') packets.push('');
		packets.push((packets.pop() ?? '') + hex.replaceAll(' ', ''));
	}
	return packets.map((hex) => Buffer.from(hex, 'hex')).filter(isWhole);
}

/** Whether a packet is as long as its IP header says: RFC 791, section 3.1; RFC 8200, section 3. */
function isWhole(packet: Buffer): boolean {
	if (packet.length < 20) return false;
	const isIpv4 = packet.readUInt8(0) >> 4 === 4;
	return packet.length >= (isIpv4 ? packet.readUInt16BE(2) : 40 + packet.readUInt16BE(4));
}

/**
 * Reads the label of a packet.
 *
 * @param packet - from its IP header on
 * @returns its CIPSO or CALIPSO option, or undefined if it has neither
 * @throws RangeError if the packet or an option in it is cut short
 */
export function wireLabel(packet: Buffer): WireLabel | undefined {
	const first = packet.readUInt8(0);
	if (first >> 4 === 4) {
		const header = packet.subarray(0, (first & 0xf) * 4);
		return cipso(optionOf(header.subarray(IPV4_OPTIONS), CIPSO, isIpv4Filler, 0));
	}
	if (packet.readUInt8(6) !== HOP_BY_HOP) return undefined;
	const length = (packet.readUInt8(41) + 1) * 8;
	// An IPv6 option's length leaves out its own two octets, an IPv4 option's does not.
	return calipso(optionOf(packet.subarray(IPV6_OPTIONS, 40 + length), CALIPSO, isPad1, 2));
}

/**
 * Says a label in one line, its level and categories as SELinux writes them.
 *
 * @param label - or undefined for a packet without one
 */
export function wireLabelText(label: WireLabel | undefined): string {
	if (!label) return 'no label';
	const { protocol, doi, tag, level, categories = [], sid } = label;
	const means = sid === undefined ? `s${level}${categoriesText(categories)}` : `SID ${sid}`;
	return `${protocol} DOI ${doi}${tag === undefined ? '' : `, tag ${tag}`}: ${means}`;
}

const isIpv4Filler = (type: number) => type === IPV4_END || type === IPV4_NO_OPERATION;
const isPad1 = (type: number) => type === IPV6_PAD1;

/** Finds an option's data, after its type and length. */
function optionOf(
	options: Buffer,
	wanted: number,
	isFiller: (type: number) => boolean,
	uncounted: number,
): Buffer | undefined {
	let at = 0;
	while (at < options.length) {
		const type = options.readUInt8(at);
		if (isFiller(type)) {
			at += 1;
			continue;
		}
		const length = options.readUInt8(at + 1) + uncounted;
		if (length < 2 || at + length > options.length) throw new RangeError('an option is cut short');
		if (type === wanted) return options.subarray(at + 2, at + length);
		at += length;
	}
	return undefined;
}

/**
 * Reads a CIPSO option: a DOI, then tags, of which Linux writes one. FIPS 188, sections 4 and 5;
 * draft-ietf-cipso-ipsecurity-01; cipso_v4_parsetag_* in net/ipv4/cipso_ipv4.c.
 */
function cipso(option: Buffer | undefined): WireLabel | undefined {
	if (!option) return undefined;
	const doi = option.readUInt32BE(0);
	const tag = option.readUInt8(4);
	const data = option.subarray(6, 4 + option.readUInt8(5));
	const label = { protocol: 'CIPSO', doi, tag } as const;
	// Linux's own tag, for its 'local' mapping, in the byte order of the machine: the lab's is x86-64.
	if (tag === 128) return { ...label, sid: data.readUInt32LE(0) };
	const read = { 1: bitmap, 2: enumerated, 5: ranges }[tag];
	if (!read) throw new RangeError(`a CIPSO tag of type ${tag}`);
	// An octet of alignment comes before the level.
	return { ...label, level: data.readUInt8(1), categories: read(data.subarray(2)) };
}

/**
 * Reads a CALIPSO option: RFC 5570, section 5.1. Its checksum is the kernel's to check, and a packet
 * where it is wrong is dropped (calipso_validate in net/ipv6/calipso.c).
 */
function calipso(option: Buffer | undefined): WireLabel | undefined {
	if (!option) return undefined;
	const words = option.readUInt8(4);
	return {
		protocol: 'CALIPSO',
		doi: option.readUInt32BE(0),
		level: option.readUInt8(5),
		categories: bitmap(option.subarray(8, 8 + words * 4)),
	};
}

/** Tag 1, and CALIPSO: one bit for each category, the first bit on the wire for c0. */
function bitmap(data: Buffer): number[] {
	return Array.from(data).flatMap((octet, index) =>
		[0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => octet & (0x80 >> bit)).map((bit) => index * 8 + bit),
	);
}

/** Tag 2: a list of 16-bit numbers. */
function enumerated(data: Buffer): number[] {
	return Array.from({ length: data.length / 2 }, (_, index) => data.readUInt16BE(index * 2));
}

/** Tag 5: pairs of highest and lowest, downwards; a last lowest of c0 is left out. */
function ranges(data: Buffer): number[] {
	const ends = enumerated(data);
	if (ends.length % 2 === 1) ends.push(0);
	const categories: number[] = [];
	for (let index = ends.length - 2; index >= 0; index -= 2) {
		const [high = 0, low = 0] = ends.slice(index, index + 2);
		for (let category = low; category <= high; category++) categories.push(category);
	}
	return categories;
}

/** Writes categories as the kernel does: `:c1,c2` for two neighbours, `:c1.c3` for more. */
function categoriesText(categories: number[]): string {
	const parts: string[] = [];
	for (let start = 0; start < categories.length; ) {
		let end = start;
		while (categories[end + 1] === (categories[end] ?? 0) + 1) end++;
		const [low, high] = [`c${categories[start]}`, `c${categories[end]}`];
		if (end === start) parts.push(low);
		else parts.push(end === start + 1 ? `${low},${high}` : `${low}.${high}`);
		start = end + 1;
	}
	return parts.length > 0 ? `:${parts.join(',')}` : '';
}
