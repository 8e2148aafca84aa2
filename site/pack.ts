// Packs a text for the page: src/packed.ts opens it there.

import { deflateRawSync } from 'node:zlib';
import { BASE, BITS, FIRST_DIGIT, INSTEAD, LEFT_OUT } from './src/packed.ts';

/** A packed text. */
export interface Packed {
	/** Printable ASCII, without `<`: 16 of them for 13 bytes. */
	digits: string;
	/** How many bytes they are. */
	length: number;
}

/** Packs a text. */
export function pack(text: string): Packed {
	const bytes = deflateRawSync(text, { level: 9 });
	let digits = '';
	let held = 0;
	let bits = 0;
	const writePair = () => {
		const pair = (held >> bits) & (2 ** BITS - 1);
		const values = [Math.floor(pair / BASE), pair % BASE];
		digits += String.fromCharCode(...values.map((value) => FIRST_DIGIT + value));
	};
	for (const byte of bytes) {
		held = (held << 8) | byte;
		bits += 8;
		if (bits < BITS) continue;
		bits -= BITS;
		writePair();
	}
	if (bits > 0) {
		held <<= BITS - bits;
		bits = 0;
		writePair();
	}
	return { digits: digits.replaceAll(LEFT_OUT, INSTEAD), length: bytes.length };
}
