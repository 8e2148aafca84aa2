import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { is_selinux_enabled } from '../lib/index.ts';

is_selinux_enabled(); // so that the addon is loaded
const addon = /\/\S+\.node$/m.exec(readFileSync('/proc/self/maps', 'utf8'))?.[0] as string;

function readelf(...args: string[]): string {
	return spawnSync('readelf', ['--wide', ...args, addon], { encoding: 'utf8' }).stdout;
}

const hardening = suite('the addon, as it was built');
const isSanitized = addon.includes('asan');
const canRead = spawnSync('readelf', ['--version']).error === undefined;
const withReadelf = skipUnless(
	hardening,
	isSanitized
		? 'AddressSanitizer does this in its own way'
		: canRead
			? undefined
			: 'readelf is missing (Debian: binutils)',
);

withReadelf('should have all its symbols bound at the start, and its tables read-only then', () => {
	assert.match(readelf('--dynamic'), /\bBIND_NOW\b|Flags:.*\bNOW\b/);
	assert.match(readelf('--program-headers'), 'GNU_RELRO');
});

withReadelf('should have no stack that can be executed', () => {
	assert.match(readelf('--program-headers'), /GNU_STACK.* RW /);
});

withReadelf('should notice when its stack or a buffer is overrun', () => {
	const symbols = readelf('--dyn-syms');
	assert.match(symbols, '__stack_chk_fail');
	// _FORTIFY_SOURCE: glibc's calls that know how much room there is.
	assert.match(symbols, /__mem\w+_chk/);
});

withReadelf('should stay where it is, as its signal handlers do', () => {
	assert.match(readelf('--dynamic'), 'NODELETE');
});

hardening.run();
