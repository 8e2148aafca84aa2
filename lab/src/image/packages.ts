import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, keyOf } from '../cache.ts';
import { host } from '../host.ts';
import { ROOT } from '../paths.ts';

const PACKAGES = join(ROOT, 'packages');

/** Packages that are for this checkout alone. */
const PRIVATE = ['test-utils'];

/** What decides what the packages do once they are installed. */
export function packagesKey(): string {
	const files = names().flatMap((name) =>
		['dist', 'bin', 'src', 'systemd', 'build/Release']
			.flatMap((folder) => filesBelowOrNone(join(PACKAGES, name, folder)))
			.concat(join(PACKAGES, name, 'package.json')),
	);
	const bundler = [
		join(ROOT, 'scripts/bundle.mjs'),
		...filesBelowOrNone(join(ROOT, 'scripts/bundle')),
	];
	const relative = [...files, ...bundler]
		.filter((file) => /\.(m?js|json|node|service)$/.test(file))
		.map((file) => file.slice(ROOT.length + 1));
	return keyOf(ROOT, [...relative, 'pnpm-lock.yaml']);
}

function filesBelowOrNone(folder: string): string[] {
	try {
		return filesBelow(folder).map((file) => join(folder, file));
	} catch {
		return [];
	}
}

/**
 * Packs the packages and installs them with npm, as `npm install -g` on a host does.
 *
 * @param root - the folder that stands for the root folder of the guest
 */
export async function installPackages(root: string): Promise<void> {
	const packed = join(root, 'tmp/packed');
	mkdirSync(packed, { recursive: true });
	prebuild();
	const filters = names().flatMap((name) => ['--filter', `./packages/${name}`]);
	await host([...PNPM, '-r', ...filters, 'pack', '--pack-destination', packed], { cwd: ROOT });
	const archives = readdirSync(packed).map((name) => join(packed, name));
	const prefix = join(root, 'usr/local');
	const options = ['--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', '--omit=dev'];
	await host(['npm', 'install', '--global', ...options, ...archives]);
	await host(['rm', '-rf', join(root, 'tmp')]);
}

/**
 * Puts the addon that set-up has built where prebuildify puts what it builds: the packed package has
 * it then, and installing it compiles nothing.
 */
function prebuild(): void {
	const native = join(PACKAGES, 'native');
	const folder = join(native, 'prebuilds/linux-x64');
	mkdirSync(folder, { recursive: true });
	copyFileSync(join(native, 'build/Release/peercon.node'), join(folder, '@peercon+native.node'));
}

const PNPM = [process.execPath, join(ROOT, '.setup/node_modules/pnpm/bin/pnpm.cjs')];

function names(): string[] {
	return readdirSync(PACKAGES).filter(
		(name) => existsSync(join(PACKAGES, name, 'package.json')) && !PRIVATE.includes(name),
	);
}
