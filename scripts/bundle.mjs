// Bundles the programs of the package in whose folder it runs: each named module of dist/, with all
// that it imports, becomes one file of the same name in bundle/. npm and pnpm run it before they
// pack ("prepack"), and bin/ starts what it made, because half of a start went into finding, reading
// and linking a hundred small files. dist/ is packed as it is: it is there to be read and imported.
//
// Usage: node ../../scripts/bundle.mjs cli ...

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licences } from './bundle/licences.mjs';
import { leanYargs } from './bundle/yargs.mjs';

const OUTPUT = 'bundle';

// Packages may be packed twice at a time: each file of the output is whole whenever it is there.
const unfinished = mkdtempSync(`${OUTPUT}-`);
try {
	const { metafile } = await build({
		entryPoints: process.argv.slice(2).map((name) => `dist/${name}.js`),
		outdir: unfinished,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20.19',
		plugins: [leanYargs],
		metafile: true,
	});
	writeFileSync(join(unfinished, 'LICENCES'), licences(Object.keys(metafile.inputs)));
	put(readdirSync(unfinished));
} catch (error) {
	const { message } = /** @type {Error} */ (error);
	console.error(`bundle: ${message}\nIs the TypeScript compiled? 'npm run setup' sees to it.`);
	process.exitCode = 1;
} finally {
	rmSync(unfinished, { recursive: true });
}

/** @param {string[]} names - the files that the output has from now on, and no others */
function put(names) {
	mkdirSync(OUTPUT, { recursive: true });
	for (const name of names) renameSync(join(unfinished, name), join(OUTPUT, name));
	for (const name of readdirSync(OUTPUT)) {
		if (!names.includes(name)) rmSync(join(OUTPUT, name), { force: true });
	}
}
