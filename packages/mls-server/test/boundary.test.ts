// What an attacker may come to own is small: of the project's code a worker loads what its own folder has,
// the channel to the super-server, and the addon.
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const SOURCES = join(import.meta.dirname, '../src');

/** What the modules of a folder import: those of this package by their folder, packages by name. */
function importsOf(folder: string): string[] {
	const names = readdirSync(join(SOURCES, folder)).flatMap((file) => {
		const text = readFileSync(join(SOURCES, folder, file), 'utf8');
		return Array.from(text.matchAll(/(?:from|import|import\() ?'([^']+)'/g), ([, to = '']) =>
			to.startsWith('.') ? `${normalize(join(folder, to)).split('/').slice(0, -1)}` : to,
		);
	});
	return [...new Set(names)].filter((name) => !name.startsWith('node:')).sort();
}

const boundary = suite('the process boundary');

boundary('should have a worker load the channel and the addon alone', () => {
	assert.equal(importsOf('worker'), ['@peercon/native', 'channel', 'worker']);
});

boundary('should have the channel know neither side', () => {
	assert.equal(importsOf('channel'), ['@peercon/native']);
});

boundary('should have the super-server load no code of workers', () => {
	assert.not.ok(importsOf('super-server').includes('worker'));
});

boundary.run();
