// What the documents tell a reader to type must not fetch what strangers have put into a registry; and
// nobody who reads them is left with a word, or a link, that leads nowhere.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dominates, parseLevel } from '@peercon/context';
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
		found.some(([, words]) => words.includes('./peercon-*.tgz')),
		'how it is done',
	);
	for (const [document, words] of found) {
		// npm takes packed/x.tgz for the repository x.tgz of somebody called packed.
		const strange = words.filter((word) => !/^\.{0,2}\//.test(word));
		assert.equal(strange, [], document);
	}
});

documents('should let npx run nothing but what the checkout has', () => {
	const { dependencies, devDependencies, packageManager } = JSON.parse(textOf('package.json'));
	const bins = Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
		const manifest = JSON.parse(textOf(`node_modules/${name}/package.json`));
		return typeof manifest.bin === 'string' ? [name] : Object.keys(manifest.bin ?? {});
	});
	const found = fetched(new RegExp(`\\bnpx ${REST}`, 'g'));
	assert.ok(found.length > 10);
	for (const [document, [name = '']] of found)
		assert.ok([...bins, packageManager].includes(name), `${document}: ${name}`);
});

documents('should name no script that package.json has not', () => {
	const { scripts } = JSON.parse(textOf('package.json'));
	const found = fetched(/\bnpm run ([\w:-]+)/g);
	assert.ok(found.length > 10);
	for (const [document, [name = '']] of found) {
		assert.ok(Object.hasOwn(scripts, name), `${document}: npm run ${name}`);
	}
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

/** The pages of docs/. */
const PAGES = DOCUMENTS.filter((name) => /^docs\/[\w-]+\.md$/.test(name));

const GLOSSARY = 'docs/glossary.md';

/** A document without what is not for reading aloud: blocks of code, comments. */
function withoutCode(document: string): string {
	return textOf(document).replace(/^```[\s\S]*?^```$|<!--[\s\S]*?-->/gm, '');
}

/** What a heading is called in a link, as GitHub does. */
function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replaceAll(' ', '-');
}

function headingsOf(document: string): string[] {
	return Array.from(withoutCode(document).matchAll(/^#+ (.*)$/gm), ([, heading = '']) => heading);
}

const links = suite('links');

links('should lead to files and headings that there are', () => {
	let checked = 0;
	for (const document of DOCUMENTS) {
		for (const [, to = ''] of withoutCode(document).matchAll(/\]\(([^)\s]+)\)/g)) {
			if (/^https?:/.test(to)) continue;
			const [path = '', anchor] = to.split('#');
			const target = path === '' ? document : join(dirname(document), path);
			assert.ok(existsSync(join(ROOT, target)), `${document}: ${to}`);
			if (anchor !== undefined && target.endsWith('.md')) {
				assert.ok(headingsOf(target).map(anchorOf).includes(anchor), `${document}: ${to}`);
			}
			checked++;
		}
	}
	assert.ok(checked > 200, `${checked} links`);
});

links.run();

const pages = suite('pages of docs/');

pages('should say first whom they are for, and what they take for granted', () => {
	assert.ok(PAGES.length > 8);
	for (const page of PAGES) {
		assert.match(textOf(page), /^# .+\n\n\*\*For\*\* .+ \*\*You need\*\* .+\n\n/, page);
	}
});

pages('should all be found from the first one', () => {
	const first = textOf('docs/README.md');
	for (const page of PAGES.filter((name) => name !== 'docs/README.md')) {
		assert.ok(first.includes(`](${page.replace('docs/', '')})`), page);
	}
});

pages('should compare levels as the kernel does', () => {
	const [, table = ''] = textOf('docs/first-steps.md').split('<!-- dominance -->');
	const rows = Array.from(table.matchAll(/^\| `(\S+)` +\| `(\S+)` +\| (\w+) +\| (\w+) +\|$/gm));
	assert.ok(rows.length > 5);
	for (const [row, a = '', b = '', aOverB, bOverA] of rows) {
		const said = (first: string, second: string) =>
			dominates(parseLevel(first), parseLevel(second)) ? 'yes' : 'no';
		assert.equal([aOverB, bOverA], [said(a, b), said(b, a)], row);
	}
});

pages.run();

const glossary = suite(GLOSSARY);

/** The links of a page into the glossary: what is linked, to which term, and the page up to there. */
function termsOf(page: string): { text: string; term: string; before: string }[] {
	const text = withoutCode(page);
	return Array.from(text.matchAll(/\[([^\]]+)\]\(glossary\.md#([\w-]+)\)/g), (match) => {
		const [, linked = '', term = ''] = match;
		return { text: linked, term, before: text.slice(0, match.index) };
	});
}

/** Finds a word, or words, in what is not a heading, a link or code. */
function uses(text: string, words: string): boolean {
	const prose = text.replace(/^#+ .*$|\[[^\]]*\]\([^)]*\)|`[^`\n]*`/gm, ' ');
	return new RegExp(`(?<![\\w-])${words}(?![\\w-])`, 'i').test(prose);
}

/** The pages whose words it explains; it links within itself, and the index has no text. */
const EXPLAINED = PAGES.filter((page) => page !== GLOSSARY && page !== 'docs/README.md');

glossary('should have each term once', () => {
	const terms = headingsOf(GLOSSARY).map(anchorOf);
	assert.ok(terms.length > 60);
	assert.is(new Set(terms).size, terms.length);
});

glossary('should be linked where a page first uses a word, and not again', () => {
	for (const page of EXPLAINED) {
		const terms = termsOf(page);
		assert.ok(terms.length > 2, page);
		assert.is(new Set(terms.map(({ term }) => term)).size, terms.length, `${page}: twice`);
		for (const { text, before } of terms) assert.not.ok(uses(before, text), `${page}: ${text}`);
	}
});

glossary('should be linked from each page that has an abbreviation of its', () => {
	const abbreviations = headingsOf(GLOSSARY).filter((term) => /^[A-Z]{3,}$|^NetLabel$/.test(term));
	assert.ok(abbreviations.length > 8);
	for (const page of EXPLAINED) {
		const linked = termsOf(page).map(({ text }) => text);
		for (const word of abbreviations.filter((each) => uses(withoutCode(page), each))) {
			assert.ok(
				linked.some((text) => text.includes(word)),
				`${page}: ${word}`,
			);
		}
	}
});

glossary.run();
