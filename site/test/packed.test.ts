import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pack } from '../pack.ts';
import { unpack } from '../src/packed.ts';

const packed = suite('a packed text');

packed('should be opened as it was, whatever is left for the last digits', async () => {
	const characters = [
		...'A label’s level: s0-s15:c0.c1023 </script> <!-- \t\r\n\u{1f512} '.repeat(4),
	];
	const lengths = new Set<number>();
	for (const at of characters.keys()) {
		const text = characters.slice(0, at).join('');
		const { digits, length } = pack(text);
		lengths.add(length % 13);
		assert.is(await unpack(digits, length), text);
	}
	assert.is(lengths.size, 13);
});

packed('should have nothing that means something to a page, nor to a terminal', () => {
	const everyByte = Array.from({ length: 5000 }, (_, at) =>
		String.fromCharCode((at * 7919) % 65521),
	);
	assert.match(pack(everyByte.join('')).digits, /^[!-;=-~]+$/);
});

packed.run();
