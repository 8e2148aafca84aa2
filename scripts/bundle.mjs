import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licences } from './bundle/licences.mjs';
import { leanYargs } from './bundle/yargs.mjs';

/**
 * Bundles the programs of a package: each named module of dist/, with all that it imports, becomes one
 * file of the same name. bin/ starts that where it is packed, because half of a start went into finding,
 * reading and linking a hundred small files. dist/ is packed as it is: it is there to be read and
 * imported.
 *
 * @param {string} folder - the package's
 * @param {string[]} names - of the modules
 * @param {string} output - the folder for the files
 */
export async function bundle(folder, names, output) {
	try {
		const { metafile } = await build({
			absWorkingDir: folder,
			entryPoints: names.map((name) => `dist/${name}.js`),
			outbase: 'dist',
			outdir: output,
			bundle: true,
			platform: 'node',
			format: 'esm',
			target: 'node20.19',
			plugins: [leanYargs],
			metafile: true,
		});
		const inputs = Object.keys(metafile.inputs).map((path) => join(folder, path));
		writeFileSync(join(output, 'LICENCES'), licences(inputs));
	} catch (error) {
		const { message } = /** @type {Error} */ (error);
		throw new Error(`bundle: ${message}\nIs the TypeScript compiled? 'npm run setup' sees to it.`);
	}
}
