// What is said where the addon cannot be loaded: in copies of this package, as Node and the dynamic
// linker find them.

import { spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withNamedAddon } from './support.ts';

const PACKAGE = join(import.meta.dirname, '..');
const BUILT = readFileSync(join(PACKAGE, 'build/Release/peercon.node'));
const MESSAGE = /^ERR_NATIVE_UNAVAILABLE @peercon\/native could not be loaded: /;

/** In ELF's header: for which processor (elf(5), e_machine). */
const MACHINE = 18;
const RISCV = 243;

const failing = suite('an addon that cannot be loaded');
const withoutAddon = skipUnless(failing, withNamedAddon);

let folder: string;
failing.before.each(() => {
	folder = mkdtempSync(join(tmpdir(), 'peercon-load-'));
	for (const part of ['dist', 'package.json']) {
		cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
	}
	symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
});
failing.after.each(() => rmSync(folder, { recursive: true }));

/** Gives the copy an addon. */
function put(bytes: Buffer): void {
	mkdirSync(join(folder, 'build/Release'), { recursive: true });
	writeFileSync(join(folder, 'build/Release/peercon.node'), bytes);
}

/** The addon with something else in the place of a name that it has, of the same length. */
function renamed(name: string, other: string): Buffer {
	const text = BUILT.toString('latin1');
	assert.ok(text.includes(`${name}\0`), name);
	return Buffer.from(text.replace(`${name}\0`, `${other}\0`), 'latin1');
}

/** What calls of the copy say, each on a line of its own. */
function said(calls: string[], env: object = {}): string[] {
	const script = `
		const native = await import(${JSON.stringify(join(folder, 'dist/index.js'))});
		for (const call of [${calls.map((call) => `() => ${call}`)}]) {
			try { console.log(call()); } catch (error) { console.log(error.code, error.message); }
		}`;
	const args = ['--input-type=module', '-e', script];
	const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
	const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
	assert.equal([status, stderr], [0, '']);
	return stdout.trimEnd().split('\n');
}

/** Why a call says that it cannot work. */
function reason(env?: object): string {
	const [line = ''] = said(['native.is_selinux_enabled()'], env);
	assert.match(line, MESSAGE);
	return line.replace(MESSAGE, '');
}

withoutAddon('should let no call answer, also not whether SELinux is enabled', () => {
	const lines = said([
		'native.is_selinux_enabled()',
		'native.getcon()',
		'native.tryGetpeercon(0)',
		'new native.Epoll()',
		"native.createSocket('tcp', 'inet')",
	]);
	assert.is(lines.length, 5);
	for (const line of lines) assert.match(line, MESSAGE);
});

withoutAddon('should be said to be missing where it is', () => {
	assert.match(reason(), `this package has no addon for linux-${process.arch} and glibc `);
	assert.match(reason(), "'npm run setup' in a checkout");
});

withoutAddon('should be told apart from a library that is missing, or is none', () => {
	put(renamed('libselinux.so.1', 'libselinux.so.9'));
	assert.match(reason(), /^libselinux\.so\.1 is missing.*libselinux\.so\.9: cannot open/);
	put(BUILT);
	writeFileSync(join(folder, 'libselinux.so.1'), '');
	assert.match(
		reason({ LD_LIBRARY_PATH: folder }),
		/^libselinux\.so\.1 is missing, or is not what it should be: install it .*file too short/,
	);
});

withoutAddon('should be said to be for another processor', () => {
	const other = Buffer.from(BUILT);
	other.writeUInt16LE(RISCV, MACHINE);
	put(other);
	assert.match(reason(), `its addon is for riscv64, and this Node is for ${process.arch}: build`);
});

withoutAddon('should be said to be cut short', () => {
	put(Buffer.alloc(0));
	assert.match(reason(), /^its file is no addon for Linux, or cut short/);
});

withoutAddon('should be said to be for newer libraries', () => {
	// One of the versions that it needs of the C library, as a name in .dynstr.
	const [version = ''] = /GLIBC_2\.\d\d(?=\0)/.exec(BUILT.toString('latin1')) ?? [];
	put(renamed(version, 'GLIBC_9.99'.slice(0, version.length)));
	assert.match(reason(), /^its addon is for newer libraries than this host's .*GLIBC_9/);
});

withoutAddon('should be said to need a newer Node', () => {
	put(renamed('napi_define_class', 'napi_define_crass'));
	assert.match(reason(), `this is Node ${process.versions.node}, and it needs 20.19 or later`);
	assert.match(reason(), 'napi_define_crass');
});

failing.run();
