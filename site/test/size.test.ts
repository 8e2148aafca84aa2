// How large the page is, against what docs/in-the-browser.md says.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const DOCUMENT = join(import.meta.dirname, '../../docs/in-the-browser.md');
const BUILD = join(import.meta.dirname, '../build.ts');

const size = suite('the page’s size');

size('should be at most what is documented', () => {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-site-'));
	const file = join(folder, 'peercon.html');
	const command = ['--import', 'tsx', BUILD, file];
	const said = execFileSync(process.execPath, command, { encoding: 'utf8' });
	const bytes = statSync(file).size;
	rmSync(folder, { recursive: true });

	const [, limit] = /at most (\d+) kB/.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
	const advice = `${said}More than the ${limit} kB of docs/in-the-browser.md. Has something come in that no browser needs (site/build.ts says how much is of which package)? If the page is to know more, document the new size.`;
	assert.ok(bytes <= Number(limit) * 1000, advice);
});

size.run();
