import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PAYLOAD_SIZE } from '../src/engines/engine.ts';
import { padPayload } from '../src/payload.ts';

const folder = mkdtempSync(join(tmpdir(), 'peercon-payload-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const archive = join(folder, 'archive');

const payload = suite('payload');

payload('should be as long as the disk', () => {
	writeFileSync(archive, 'an archive');
	padPayload(archive);
	assert.is(statSync(archive).size, PAYLOAD_SIZE);
});

payload('should not lose the end of one that is longer', () => {
	truncateSync(archive, PAYLOAD_SIZE + 1);
	assert.throws(
		() => padPayload(archive, 'fortune-mod, nethack'),
		/^fortune-mod, nethack: 268435457 bytes as a tar archive; a guest takes 268435456$/,
	);
	assert.is(statSync(archive).size, PAYLOAD_SIZE + 1);
});

payload.run();
