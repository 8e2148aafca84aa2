// What a package has to have when it is packed. Files are named in one place and made in another, so each
// is looked for.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './files-below.mjs';

/** @typedef {import('./packages.mjs').Package} Package */

/** Scripts that npm runs by itself when it installs a package. */
const RUN_BY_NPM = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

/**
 * @param {Package} source - the package in the checkout
 * @param {string} root - its folder as it is to be packed
 * @throws Error that names all that is wrong
 */
export function checkStaged({ folder, manifest }, root) {
	const files = new Set(filesBelow(root));
	const missing = [...namedFiles(manifest), ...compiledFiles(folder)].filter(
		(path) => !files.has(path),
	);
	const wrong = missing.map((path) => `it lacks ${path}`);
	for (const path of files) {
		if (/\.(?:tsbuildinfo|map)$|\.ts$(?<!\.d\.ts)/.test(path)) wrong.push(`it has ${path}`);
	}
	const packed = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	if (JSON.stringify(packed).includes('workspace:')) wrong.push('it depends on a workspace');
	for (const name of Object.keys(packed.scripts ?? {})) {
		if (RUN_BY_NPM.includes(name)) wrong.push(`npm would run its script ${name}`);
	}
	if (files.has('binding.gyp') && packed.gypfile !== false) wrong.push('npm would compile it');
	if (wrong.length > 0) {
		throw new Error(
			`${manifest.name}: ${wrong.join(', ')}. 'npm run setup' builds what is packed.`,
		);
	}
}

/** What its package.json promises. @param {Package['manifest']} manifest */
function namedFiles({ bin = {}, man = [], exports, files }) {
	const exported = Object.values(exports).flatMap((each) =>
		typeof each === 'string' ? [each] : [each.types, each.default],
	);
	const licences = files.includes('bundle') ? ['bundle/LICENCES'] : [];
	return [
		'LICENSE',
		'README.md',
		'package.json',
		...Object.values(bin),
		...man,
		...exported,
		...licences,
	].map((path) => path.replace(/^\.\//, ''));
}

/** Each module of its source, compiled: `src`, or `lib` where `src` is C++. @param {string} folder */
function compiledFiles(folder) {
	const source = ['lib', 'src'].map((name) => join(folder, name)).find((path) => existsSync(path));
	if (source === undefined) throw new Error(`${folder} has no source`);
	return filesBelow(source)
		.filter((path) => path.endsWith('.ts'))
		.flatMap((path) => ['.js', '.d.ts'].map((end) => `dist/${path.slice(0, -3)}${end}`));
}
