// What the documents tell a reader to type must not fetch what strangers have put into a registry.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../runner/files.ts';

/** Every document of the checkout. */
const DOCUMENTS = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
	cwd: ROOT,
	encoding: 'utf8',
})
	.trim()
	.split('\n');

function textOf(document: string): string {
	return readFileSync(join(ROOT, document), 'utf8');
}

/** What a package manager is told to get, by document. */
function fetched(pattern: RegExp): [document: string, words: string[]][] {
	return DOCUMENTS.flatMap((document) =>
		Array.from(textOf(document).matchAll(pattern), ([, rest = '']): [string, string[]] => {
			return [document, rest.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'))];
		}),
	);
}

/** The rest of the line, as far as it belongs to the command. */
const REST = '([^`\n|&;#>]*)';

const documents = suite('documents');

documents('should be found', () => {
	assert.ok(DOCUMENTS.length > 10);
	for (const name of [
		'README.md',
		'SECURITY.md',
		'docs/security.md',
		'packages/echo-server/README.md',
	]) {
		assert.ok(DOCUMENTS.includes(name), name);
	}
});

documents('should tell nobody to install a name that is not ours', () => {
	const managers = String.raw`\b(?:npm (?:install|i|add|exec)|(?:pnpm|yarn|bun)(?: global)? (?:add|install|dlx))\b`;
	const found = fetched(new RegExp(`${managers}(?! \\w+ )${REST}`, 'g'));
	assert.ok(
		found.some(([, words]) => words.includes('./packed/*.tgz')),
		'how it is done',
	);
	for (const [document, words] of found) {
		// npm takes packed/x.tgz for the repository x.tgz of somebody called packed.
		const strange = words.filter((word) => !/^\.{0,2}\//.test(word));
		assert.equal(strange, [], document);
	}
});

documents('should let npx run nothing but what the checkout has', () => {
	const { dependencies, devDependencies } = JSON.parse(textOf('package.json'));
	const bins = Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
		const manifest = JSON.parse(textOf(`node_modules/${name}/package.json`));
		return typeof manifest.bin === 'string' ? [name] : Object.keys(manifest.bin ?? {});
	});
	const found = fetched(new RegExp(`\\bnpx ${REST}`, 'g'));
	assert.ok(found.length > 10);
	for (const [document, [name = '']] of found)
		assert.ok(bins.includes(name), `${document}: ${name}`);
});

documents('should name packages by names that nobody can fetch by mistake: all are scoped', () => {
	for (const document of DOCUMENTS.filter((name) => /^packages\/[\w-]+\/README\.md$/.test(name))) {
		const { name } = JSON.parse(textOf(join(dirname(document), 'package.json')));
		assert.match(name, /^@peercon\//, document);
	}
});

documents.run();

const security = suite('docs/security.md');

security('should name tests and scenarios that there are', () => {
	for (const document of ['docs/security.md', 'SECURITY.md']) {
		const named = Array.from(
			textOf(document).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g),
			([, to = '']) => to,
		);
		for (const to of named.filter((each) => !/^https?:/.test(each))) {
			assert.ok(existsSync(join(ROOT, dirname(document), to)), `${document}: ${to}`);
		}
		if (document === 'SECURITY.md') continue;
		assert.ok(named.filter((to) => to.endsWith('.test.ts')).length > 20, `${named.length} links`);
	}
});

security('should show each of its claims by a test or a scenario', () => {
	const claims = textOf('docs/security.md')
		.split('\n')
		.filter((line) => line.startsWith('- '));
	assert.ok(claims.length > 20);
	for (const claim of claims)
		assert.match(claim, /\]\([^)]*\.(test\.ts|md|te|service)(#[^)]*)?\)/, claim);
});

security.run();
