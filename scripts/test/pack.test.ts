// What a tarball has, and that an incomplete one is not made.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkStaged } from '../pack/check.mjs';
import { checkAddon } from '../pack/check-addon.mjs';
import { packAll } from '../pack/pack-all.mjs';
import { packages } from '../pack/packages.mjs';
import { stage } from '../pack/stage.mjs';
import { ROOT } from './folder.ts';

const BUILT = join(ROOT, 'packages/native/build/Release/peercon.node');
const ADDONS = { [process.arch]: BUILT };

let root = '';
const pack = suite('packing');
pack.before.each(() => {
	root = mkdtempSync(join(tmpdir(), 'peercon-pack-test-'));
});
pack.after.each(() => rmSync(root, { recursive: true }));

/** The files of a tarball, with their modes. */
function listed(file: string): Map<string, string> {
	const lines = execFileSync('tar', ['-tvzf', file], { encoding: 'utf8' }).trim().split('\n');
	return new Map(
		lines
			.map((line) => line.split(/\s+/))
			.map((words): [string, string] => [words[5] ?? '', words[0] ?? ''])
			.filter(([name]) => !name.endsWith('/')),
	);
}

pack('should make the same tarballs of the same files, whoever packs them', async () => {
	const sums = [];
	for (const umask of [0o022, 0o077]) {
		const folder = join(root, String(umask));
		const before = process.umask(umask);
		await packAll(folder, ADDONS).finally(() => process.umask(before));
		sums.push(
			readdirSync(folder).map((name) =>
				createHash('sha256')
					.update(readFileSync(join(folder, name)))
					.digest('hex'),
			),
		);
	}
	assert.is(sums[0]?.length, packages().length);
	assert.equal(sums[0], sums[1]);
});

pack('should pack what npm and its users need, and nothing else', async () => {
	for (const name of await packAll(root, ADDONS)) {
		const tarball = join(root, name);
		const files = listed(tarball);
		for (const needed of ['LICENSE', 'README.md', 'package.json', 'dist/index.d.ts']) {
			// A program's API is a module of its own.
			if (needed.startsWith('dist') && files.has('package/bundle/cli.js')) continue;
			assert.ok(files.has(`package/${needed}`), `${name}: ${needed}`);
		}
		const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
			encoding: 'utf8',
		});
		const manifest = JSON.parse(text);
		assert.is(manifest.scripts, undefined);
		assert.is(manifest.devDependencies, undefined);
		assert.not.match(text, 'workspace:');
		assert.is(manifest.gypfile, files.has('package/binding.gyp') ? false : undefined);
		for (const [file, mode] of files) {
			assert.not.match(file, /\.tsbuildinfo$|\.map$|node_modules|\/test\//);
			assert.is(mode, /\/bin\//.test(file) ? '-rwxr-xr-x' : '-rw-r--r--', file);
		}
		const everything = execFileSync('tar', ['-xzOf', tarball], {
			maxBuffer: 1 << 26,
			encoding: 'latin1',
		});
		assert.not.match(everything, /^\/\/# sourceMappingURL=/m);
	}
});

/** A copy of a package as a checkout has it. */
function copied(name: string) {
	const found = packages().find(({ folder }) => basename(folder) === name);
	assert.ok(found);
	const folder = join(root, name);
	cpSync(found.folder, folder, {
		recursive: true,
		filter: (path) => !path.endsWith('node_modules'),
	});
	return { ...found, folder };
}

const versions = new Map(packages().map(({ manifest }) => [manifest.name, manifest.version]));

pack('should fail where nothing was compiled, as in a fresh clone', async () => {
	const each = copied('context');
	rmSync(join(each.folder, 'dist'), { recursive: true });
	let message = '';
	await stage(each, join(root, 'staged'), versions, {}).catch((error) => {
		message = error.message;
	});
	assert.match(
		message,
		/context has no dist, which its package.json names: 'npm run setup' builds it$/,
	);
});

pack('should fail where one module was not compiled, or more than that is wrong', async () => {
	const each = copied('context');
	rmSync(join(each.folder, 'dist/index.js'));
	const staged = join(root, 'staged');
	await stage(each, staged, versions, {});
	assert.throws(() => checkStaged(each, staged), '@peercon/context: it lacks dist/index.js');
	writeFileSync(join(staged, 'dist/x.js.map'), '');
	mkdirSync(join(staged, 'src'));
	writeFileSync(join(staged, 'src/x.ts'), '');
	writeFileSync(join(staged, 'binding.gyp'), '');
	writeFileSync(
		join(staged, 'package.json'),
		'{ "scripts": { "install": "" }, "dependencies": { "a": "workspace:^" } }',
	);
	rmSync(join(staged, 'LICENSE'));
	for (const wrong of [
		'it lacks LICENSE',
		'it has dist/x.js.map',
		'it has src/x.ts',
		'npm would run its script install',
		'it depends on a workspace',
		'npm would compile it',
	]) {
		assert.throws(() => checkStaged(each, staged), wrong);
	}
});

pack('should take no addon for another processor, or for newer libraries', () => {
	const arch = process.arch as 'x64' | 'arm64';
	checkAddon(BUILT, arch);
	assert.throws(() => checkAddon(BUILT, arch === 'x64' ? 'arm64' : 'x64'), ', not for ');
	const newer = join(root, 'newer.node');
	const text = readFileSync(BUILT, 'latin1');
	assert.match(text, 'GLIBC_2.34\0');
	writeFileSync(newer, text.replace('GLIBC_2.34\0', 'GLIBC_2.99\0'), 'latin1');
	assert.throws(() => checkAddon(newer, arch), 'needs GLIBC_2.99, and Debian 12 ends at 2.36');
	const strange = join(root, 'strange.node');
	writeFileSync(strange, text.replace('libselinux.so.1\0', 'libpcinux2.so.1\0'), 'latin1');
	assert.throws(() => checkAddon(strange, arch), 'needs libpcinux2.so.1');
});

pack('should not be done by npm, which would leave things out', () => {
	for (const { folder } of packages()) {
		const { status, stderr } = spawnSync('npm', ['pack', '--pack-destination', root], {
			cwd: folder,
			encoding: 'utf8',
		});
		assert.is.not(status, 0, folder);
		assert.match(stderr, "'npm run dist' in the checkout packs this");
	}
	assert.equal(readdirSync(root), []);
});

pack.run();
