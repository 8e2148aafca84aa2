import { statSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders, ROOT } from './paths.mjs';
import { stepDone } from './report.mjs';
import { run } from './run.mjs';

/** Where tsc -b notes what it compiled, in each package; it writes this last (tsconfig.base.json). */
const NOTES = 'dist/tsconfig.tsbuildinfo';

/** Compiles what changed since the last time. tsc finds that out itself, and quickly. */
export async function compileTypeScript() {
	const start = performance.now();
	const folders = packageFolders();
	const before = folders.map(lastCompiled);
	await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b']);
	if (folders.some((folder, i) => lastCompiled(folder) !== before[i])) {
		stepDone('compiled TypeScript', start);
	}
}

/** @param {string} folder - a package's */
function lastCompiled(folder) {
	return statSync(join(ROOT, folder, NOTES), { throwIfNoEntry: false })?.mtimeMs;
}
