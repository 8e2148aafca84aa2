// Writes the page: one file, with its script and its style in it, which works from a file: address.
//
// Usage: node --import tsx site/build.ts [the file to write [the folder with what scenarios have shown]]

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Evidence } from '@peercon/lab';
import { build, type Plugin } from 'esbuild';
import type { Report } from './src/matrix.ts';

const SOURCES = join(import.meta.dirname, 'src');
const [output = join(import.meta.dirname, 'dist/peercon.html'), evidence] = process.argv.slice(2);

/** What asks a host is in modules that the page has no use for, and that have no effect by themselves. */
const withoutHost: Plugin = {
	name: 'without-host',
	setup(build) {
		build.onResolve({ filter: /^node:|^@peercon\/native$/ }, ({ path }) => ({
			path,
			external: true,
			sideEffects: false,
		}));
	},
};

const { outputFiles, metafile } = await build({
	entryPoints: [join(SOURCES, 'main.ts')],
	bundle: true,
	minify: true,
	format: 'esm',
	target: 'es2022',
	charset: 'ascii',
	write: false,
	metafile: true,
	plugins: [withoutHost],
});
const left = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
if (left.length > 0) throw new Error(`no browser has ${left.map(({ path }) => path).join(', ')}`);
const script = outputFiles[0]?.text.trim() ?? '';

/** What the scenarios have left in a folder (lab/src/evidence.ts), in the order of their files. */
function readReport(folder: string): Report {
	const lines = readdirSync(folder).flatMap((name) =>
		readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
	);
	const steps: Evidence[] = lines.map((line) => JSON.parse(line));
	// Steps of one file stay in their order.
	steps.sort((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)));
	const git = ['describe', '--always', '--dirty', '--abbrev=12'];
	const commit = execFileSync('git', git, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
	return { commit, steps };
}

/** JSON that ends no element of the page. */
function inElement(value: unknown): string {
	return JSON.stringify(value).replaceAll('<', '\\u003c');
}

const page = readFileSync(join(SOURCES, 'page.html'), 'utf8')
	.replace('/* style */', () => readFileSync(join(SOURCES, 'page.css'), 'utf8'))
	.replace('"what scenarios have shown"', () => inElement(evidence ? readReport(evidence) : null))
	// What would end the element is nowhere in a script but in strings.
	.replace('/* script */', () => script.replaceAll('</script', '<\\/script'));
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, page);
console.log(`${output}: ${Math.round(page.length / 1000)} kB`);
