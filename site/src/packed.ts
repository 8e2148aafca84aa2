// Opens a text that is packed into the page: compressed, and written in characters that a page may have.

/** How many bits a pair of digits holds: 91 * 91 is just over 2 ** 13. */
export const BITS = 13;
/** The digits are so many printable characters of ASCII in their order, from this one on. */
export const BASE = 91;
export const FIRST_DIGIT = '!'.charCodeAt(0);
/** It would be among the digits, but it may end the element that they stand in; so the other is written for it. */
export const LEFT_OUT = '<';
export const INSTEAD = '~';

/**
 * Opens what site/pack.ts has packed.
 *
 * @param digits - as they stand in the page
 * @param length - how many bytes they are; the last pair of digits may hold more
 * @throws TypeError if they are not what was packed
 * @see RFC 1951 (deflate)
 */
export async function unpack(digits: string, length: number): Promise<string> {
	const written = digits.replaceAll(INSTEAD, LEFT_OUT);
	const digit = (at: number) => written.charCodeAt(at) - FIRST_DIGIT;
	const bytes = new Uint8Array(length);
	let held = 0;
	let bits = 0;
	let count = 0;
	for (let at = 0; at < written.length; at += 2) {
		held = (held << BITS) | (digit(at) * BASE + digit(at + 1));
		bits += BITS;
		while (bits >= 8) {
			bits -= 8;
			// The array takes the low eight bits, and nothing beyond its end.
			bytes[count] = held >> bits;
			count += 1;
		}
	}
	const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
	return new Response(inflated).text();
}
