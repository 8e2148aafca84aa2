// Writes the page: one file, with its program and its style in it, which works from a file: address.
//
// Usage: node --import tsx site/build.ts [the file to write [the folder with what scenarios have shown]]

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Evidence } from '@peercon/lab';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { pack } from './pack.ts';
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

/** Bundles a script of the page; `parts` are the packages in it, with their bytes. */
async function bundle(
	name: string,
	options?: BuildOptions,
): Promise<{ code: string; parts: string }> {
	const { outputFiles, metafile } = await build({
		entryPoints: [join(SOURCES, name)],
		bundle: true,
		format: 'esm',
		target: 'es2022',
		charset: 'utf8',
		plugins: [withoutHost],
		absWorkingDir: join(import.meta.dirname, '..'),
		...options,
		write: false,
		metafile: true,
	});
	const left = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
	if (left.length > 0) throw new Error(`no browser has ${left.map(({ path }) => path).join(', ')}`);
	return { code: outputFiles?.[0]?.text.trim() ?? '', parts: partsOf(metafile) };
}

/** `explain 276 kB, records 36 kB`, the largest first. */
function partsOf({ outputs }: Metafile): string {
	const sizes = new Map<string, number>();
	for (const { inputs } of Object.values(outputs)) {
		for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
			const [, part = 'site'] = /(?:.*node_modules|packages)\/([^/]+)\//.exec(path) ?? [];
			sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
		}
	}
	const sorted = [...sizes].sort(([, a], [, b]) => b - a);
	return sorted.map(([part, bytes]) => `${part} ${inKilobytes(bytes)}`).join(', ');
}

function inKilobytes(bytes: number): string {
	return `${Math.round(bytes / 1000)} kB`;
}

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

/** The element of a packed text, which src/opener.ts opens. */
function packedElement(id: string, type: string, text: string): string {
	const { digits, length } = pack(text);
	return `<script type="text/plain" id="${id}" data-type="${type}" data-bytes="${length}">${digits}</script>`;
}

/** How the page's policy names a script that it may run: CSP level 3, section 2.3.1. */
function hashOf(code: string): string {
	return `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
}

// Who looks at the page's source can read what opens the rest.
const opener = await bundle('opener.ts');
const program = await bundle('main.ts', { minify: true });
const report = JSON.stringify(evidence ? readReport(evidence) : null);

const page = readFileSync(join(SOURCES, 'page.html'), 'utf8')
	.replace('HASHES', () => [opener, program].map(({ code }) => hashOf(code)).join(' '))
	.replace('/* style */', () => readFileSync(join(SOURCES, 'page.css'), 'utf8'))
	.replace('<!-- report -->', () => packedElement('report', 'application/json', report))
	.replace('<!-- program -->', () => packedElement('program', 'module', program.code))
	.replace('/* opener */', () => opener.code);
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, page);
console.log(`${output}: ${inKilobytes(Buffer.byteLength(page))}
its program, before it is packed: ${program.parts}`);
