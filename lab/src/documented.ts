import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from './paths.ts';

/** Set to anything, this makes the scenarios write what they see into the documents. */
const REFRESH = 'PEERCON_REFRESH_DOCS';

/**
 * Checks that a document shows what a scenario has just seen, or writes it there. Its place is a code
 * block after a line `<!-- seen: NAME -->`.
 *
 * @param document - the document's name, in docs/
 * @param name - which block
 * @param seen - commands and their output, as on a terminal
 * @param varies - what of it differs from one time to another: the document has that of one time
 */
export function documented(document: string, name: string, seen: string, varies?: RegExp): void {
	const path = join(ROOT, 'docs', document);
	const text = readFileSync(path, 'utf8');
	const block = new RegExp(`(<!-- seen: ${name} -->\n\n\`\`\`\\w*\n)([\\s\\S]*?)(\n\`\`\`\n)`);
	const [, before, shown, after] = block.exec(text) ?? [];
	if (shown === undefined) throw new Error(`docs/${document} has no block '${name}'`);
	if (process.env[REFRESH]) {
		writeFileSync(
			path,
			text.replace(block, () => `${before}${seen.trimEnd()}${after}`),
		);
	} else {
		const constant = (text: string) => (varies ? text.replace(varies, '...') : text);
		assert.is(
			constant(shown),
			constant(seen.trimEnd()),
			`docs/${document} is stale: 'npm run docs' writes what is seen now`,
		);
	}
}
