// What a program says, however it ends; the programs here are scripts in a folder of the path.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../../src/doctor/tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'peercon-doctor-'));
const path = process.env.PATH;

const tool = suite('a program that is asked');

tool.before(() => {
	process.env.PATH = `${folder}:${path}`;
});
tool.after(() => {
	process.env.PATH = path;
	rmSync(folder, { recursive: true });
});

function script(name: string, text: string): void {
	writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
	chmodSync(join(folder, name), 0o755);
}

const same = (output: string) => output;

tool('should get its words as they are, no shell between', async () => {
	script('id', 'printf "%s|" "$@"; [ -p /dev/stdout ] && echo pipe');
	const words = ['$(touch x)', '; ls', 'a b'];
	const seen = await ask('id', words, same);
	assert.is('value' in seen && seen.value, '$(touch x)|; ls|a b|pipe\n');
});

tool('should be ended where it hangs', async () => {
	script('ss', 'exec sleep 1000');
	const seen = await ask('ss', [], same, { limit: 500 });
	assert.is('unseen' in seen && seen.unseen, 'it has not ended within 0.5 seconds');
});

tool('should tell why it fails, and be no answer where it is not understood', async () => {
	script('ip', 'echo first >&2; echo "Operation not permitted" >&2; exit 2');
	const failed = await ask('ip', [], same);
	assert.match('unseen' in failed ? failed.unseen : '', /^Operation not permitted: /);
	script('nft', 'echo nonsense');
	const odd = await ask('nft', [], (output) => JSON.parse(output));
	assert.match('unseen' in odd ? odd.unseen : '', /^it says what is not understood here: /);
});

tool.run();
