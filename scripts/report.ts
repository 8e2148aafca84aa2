// Runs scenarios, and writes the page with what they have shown: site/dist/peercon.html.
//
// Usage: npm run report [-- ARGUMENTS of test.ts]; by default every scenario is run

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './runner/files.ts';

const chosen = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'peercon-evidence-'));

function run(...args: string[]): number {
	const env = { ...process.env, PEERCON_EVIDENCE: folder };
	const node = ['--import', 'tsx', ...args];
	const { status } = spawnSync(process.execPath, node, { cwd: ROOT, stdio: 'inherit', env });
	return status ?? 1;
}

const tests = run('scripts/test.ts', ...(chosen.length > 0 ? chosen : ['lab/scenarios']));
// What failed is shown, too.
const page = run('site/build.ts', 'site/dist/peercon.html', folder);
rmSync(folder, { recursive: true });
process.exitCode = tests || page;
