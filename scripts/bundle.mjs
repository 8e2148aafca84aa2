import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { licences } from './bundle/licences.mjs';
import { leanYargs } from './bundle/yargs.mjs';

/**
 * Bundles the programs of a package: each named module of dist/, with all that it imports, becomes one
 * file of the same name in bundle/. bin/ starts that where it is packed, because half of a start went
 * into finding, reading and linking a hundred small files. dist/ is packed as it is: it is there to be
 * read and imported.
 *
 * @param {string} folder - the package's
 * @param {string[]} names - of the modules
 */
export async function bundle(folder, names) {
	const output = join(folder, 'bundle');
	// Packages may be packed twice at a time: each file of the output is whole whenever it is there.
	const unfinished = mkdtempSync(`${output}-`);
	try {
		const { metafile } = await build({
			absWorkingDir: folder,
			entryPoints: names.map((name) => `dist/${name}.js`),
			outbase: 'dist',
			outdir: unfinished,
			bundle: true,
			platform: 'node',
			format: 'esm',
			target: 'node20.19',
			plugins: [leanYargs],
			metafile: true,
		});
		const inputs = Object.keys(metafile.inputs).map((path) => join(folder, path));
		writeFileSync(join(unfinished, 'LICENCES'), licences(inputs));
		put(unfinished, output);
	} catch (error) {
		const { message } = /** @type {Error} */ (error);
		throw new Error(`bundle: ${message}\nIs the TypeScript compiled? 'npm run setup' sees to it.`);
	} finally {
		rmSync(unfinished, { recursive: true });
	}
}

/**
 * @param {string} from - the folder of the files that the other has from now on, and no others
 * @param {string} to
 */
function put(from, to) {
	const names = filesBelow(from);
	for (const name of names) {
		mkdirSync(dirname(join(to, name)), { recursive: true });
		renameSync(join(from, name), join(to, name));
	}
	for (const name of filesBelow(to)) {
		if (!names.includes(name)) rmSync(join(to, name), { force: true });
	}
}

/**
 * @param {string} folder
 * @returns {string[]} paths relative to it
 */
function filesBelow(folder) {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
