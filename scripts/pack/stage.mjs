import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bundle } from '../bundle.mjs';
import { filesBelow } from './files-below.mjs';
import { ROOT } from './packages.mjs';

/** @typedef {import('./packages.mjs').Package} Package */

/** What is started of each program: these modules of its dist/, as one file each. */
const STARTED = {
	channels: ['client-cli', 'server-cli'],
	'echo-client': ['cli'],
	'echo-server': ['cli'],
	explain: ['cli'],
	'getpeercon-server': ['cli'],
	'mls-server': ['cli', 'worker/worker', 'worker/hello'],
};

/** Two things are packed that no package's folder has by itself. */
const MADE = ['bundle', 'prebuilds'];

/**
 * Lays out a package as it is packed. What its package.json names as `files` is there: what the checkout
 * has, the command lines as one file each, and the addons under the one name that they have.
 *
 * @param {Package} each
 * @param {string} root - the folder to be packed
 * @param {Map<string, string>} versions - of the packages, by name
 * @param {Record<string, string>} addons - the native addon's files, by processor
 * @throws Error that says what is missing
 */
export async function stage({ folder, manifest }, root, versions, addons) {
	mkdirSync(root, { recursive: true });
	for (const entry of manifest.files.filter((name) => !MADE.includes(name))) {
		if (!existsSync(join(folder, entry))) {
			throw new Error(
				`${folder} has no ${entry}, which its package.json names: 'npm run setup' builds it`,
			);
		}
		cpSync(join(folder, entry), join(root, entry), { recursive: true, filter: isPacked });
	}
	copyFileSync(join(ROOT, 'LICENSE'), join(root, 'LICENSE'));
	const name = /** @type {keyof typeof STARTED} */ (basename(folder));
	if (manifest.files.includes('bundle')) await bundle(folder, STARTED[name], join(root, 'bundle'));
	if (manifest.files.includes('prebuilds')) await putAddons(folder, root, addons);
	for (const path of filesBelow(root)) dropMap(join(root, path));
	writeFileSync(
		join(root, 'package.json'),
		`${JSON.stringify(packedManifest(folder, versions), null, '\t')}\n`,
	);
}

/** The compiler's notes, and maps to sources that are not packed. @param {string} path */
function isPacked(path) {
	return !/\.(?:tsbuildinfo|map)$/.test(path);
}

/** @param {string} path - a file whose last line may name a map */
function dropMap(path) {
	if (!path.endsWith('.js')) return;
	const text = readFileSync(path, 'utf8');
	const without = text.replace(/^\/\/# sourceMappingURL=\S+\n?$/m, '');
	if (without !== text) writeFileSync(path, without);
}

/**
 * @param {string} folder - the package's, which knows where it looks for its addon
 * @param {string} root
 * @param {Record<string, string>} addons
 */
async function putAddons(folder, root, addons) {
	const { prebuiltPlace } = await import(join(folder, 'dist/load.js'));
	for (const [arch, file] of Object.entries(addons)) {
		const place = join(root, prebuiltPlace(arch));
		mkdirSync(dirname(place), { recursive: true });
		copyFileSync(file, place);
	}
}

/**
 * The package.json as npm is to read it: `workspace:^` is a version, and there is no script that npm
 * would run, nor that only the checkout can.
 *
 * @param {string} folder
 * @param {Map<string, string>} versions
 */
function packedManifest(folder, versions) {
	const source = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const { scripts, devDependencies, ...manifest } = source;
	for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
		if (!range.startsWith('workspace:')) continue;
		const version = versions.get(name);
		if (version === undefined) throw new Error(`${folder} depends on ${name}, which is not packed`);
		manifest.dependencies[name] = range.replace('workspace:', '') + version;
	}
	// Without this npm compiles what has a binding.gyp.
	if (manifest.files.includes('binding.gyp')) manifest.gypfile = false;
	return manifest;
}
