import { readFileSync } from 'node:fs';

/**
 * Makes a bundle's yargs start quickly; what it says and does stays the same. Of what yargs imports
 * for Node,
 *
 * - cliui and string-width, which lay out help, are evaluated when they are called for the first
 *   time: each `new Intl.Segmenter()` of theirs takes as long as a seventh of Node's own start;
 * - y18n, which reads locales from files beside yargs, gives way to the English one alone: the
 *   programs speak English in every locale;
 * - escalade, which looks for a package.json in one folder after another up to /, finds none: the
 *   version is given, and yargs has no settings there. A confined program may not list those folders.
 *
 * Nor does it ask for the working directory where the bundle is in no node_modules: it may be gone.
 *
 * @type {import('esbuild').Plugin}
 */
export const leanYargs = {
	name: 'lean yargs',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
			const isOfYargs = /\/yargs\/lib\/platform-shims$/.test(resolveDir);
			const contents = LEAN.get(path);
			if (!isOfYargs || kind !== 'import-statement' || contents === undefined) return;
			return { path, namespace: 'lean', pluginData: { contents, resolveDir } };
		});
		onLoad({ filter: /\/yargs\/lib\/platform-shims\/esm\.mjs$/ }, ({ path }) => {
			const text = readFileSync(path, 'utf8');
			const contents = text.replace('mainFilename || process.cwd()', 'mainFilename');
			if (contents === text) throw new Error(`${path} is not as it was with yargs 18.2`);
			return { contents, loader: 'js' };
		});
		onLoad({ filter: /./, namespace: 'lean' }, ({ pluginData }) => pluginData);
	},
};

/** A module whose default export is a function, evaluated when that is called for the first time. */
const evaluatedLate = (/** @type {string} */ name) =>
	`export default (...values) => require('${name}').default(...values);`;

const ENGLISH = `
import { format } from 'node:util';
import english from '../../locales/en.json';

export default () => ({
	__: (text, ...values) => format(english[text] ?? text, ...values),
	__n(one, other, count, ...values) {
		const text = english[one] ?? { one, other };
		return format(count === 1 ? text.one : text.other, ...values);
	},
	getLocale: () => 'en',
	setLocale() {},
	updateLocale() {},
});
`;

/** What is looked for is nowhere. */
const NOWHERE = 'export default () => undefined;';

const LEAN = new Map([
	['cliui', evaluatedLate('cliui')],
	['string-width', evaluatedLate('string-width')],
	['y18n', ENGLISH],
	['escalade/sync', NOWHERE],
]);
