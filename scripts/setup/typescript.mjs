import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { stepDone } from './report.mjs';
import { run } from './run.mjs';

/** Where tsc -b notes what it compiled, in each package; it writes this last (tsconfig.base.json). */
const NOTES = 'dist/tsconfig.tsbuildinfo';

/** Compiles what changed since the last time. tsc finds that out itself, and quickly. */
export async function compileTypeScript() {
	const start = performance.now();
	const packages = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name));
	const before = packages.map(lastCompiled);
	await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b']);
	if (packages.some((folder, i) => lastCompiled(folder) !== before[i])) {
		stepDone('compiled TypeScript', start);
	}
}

/** @param {string} folder - a package's */
function lastCompiled(folder) {
	return statSync(join(folder, NOTES), { throwIfNoEntry: false })?.mtimeMs;
}
