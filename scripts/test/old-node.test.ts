// What programs do on a Node that is too old: they say so. Here the oldest Node that reads modules is
// asked by its grammar; install.test.ts starts them with such a Node.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

const OLDEST_READER = 'node12.22';

/** What mls-server starts, with the Node that it is run by itself. */
const STARTED_BY_ANOTHER = 'mls-worker.js';

const bins = [
	...readdirSync(join(ROOT, 'packages'), { recursive: true })
		.map((path) => join('packages', String(path)))
		.filter((path) => /^packages\/[^/]+\/bin\/.*\.js$/.test(path)),
	'lab/bin/lab.js',
].filter((path) => !path.endsWith(STARTED_BY_ANOTHER));

const old = suite('an old Node');

old('should be able to read what programs start with', async () => {
	assert.ok(bins.length > 10);
	for (const bin of bins) {
		const source = readFileSync(join(ROOT, bin), 'utf8');
		await transform(source, { target: OLDEST_READER, format: 'esm', loader: 'js' });
	}
});

old('should be one that package.json does not have, and no other', () => {
	const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	assert.is(engines.node, '>=20.19');
	for (const bin of bins.filter((path) => !/-jit(?:less)?\.js$/.test(path))) {
		const source = readFileSync(join(ROOT, bin), 'utf8');
		assert.match(source, 'if (major > 20 || (major === 20 && minor >= 19)) {\n', bin);
		assert.match(source, 'and it needs 20.19 or later', bin);
	}
});

old.run();
