// The stage `programs`: packed and installed as a user has them.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../cache.ts';
import { host } from '../host.ts';
import { ROOT } from '../paths.ts';

const PACKAGES = join(ROOT, 'packages');

/** The program that packs them. */
export const PACK = join(ROOT, 'scripts/pack.mjs');

/** Small programs that use the packages. */
const EXAMPLES = join(ROOT, 'examples');

/** Packages that are for this checkout alone. */
const PRIVATE = ['test-utils'];

/** What decides what the packages do once they are installed: paths in the checkout. */
export function packageFiles(): string[] {
	const files = names().flatMap((name) =>
		['dist', 'bin', 'src', 'systemd', 'build/Release']
			.flatMap((folder) => filesBelowOrNone(join(PACKAGES, name, folder)))
			.concat(join(PACKAGES, name, 'package.json')),
	);
	const packer = [
		PACK,
		join(ROOT, 'scripts/bundle.mjs'),
		...filesBelowOrNone(join(ROOT, 'scripts/bundle')),
		...filesBelowOrNone(join(ROOT, 'scripts/pack')),
	];
	const relative = [...files, ...packer, ...filesBelowOrNone(EXAMPLES)]
		.filter((file) => /\.(m?js|json|node|service)$/.test(file))
		.map((file) => file.slice(ROOT.length + 1));
	return [...relative, 'pnpm-lock.yaml'];
}

function filesBelowOrNone(folder: string): string[] {
	try {
		return filesBelow(folder).map((file) => join(folder, file));
	} catch {
		return [];
	}
}

/** Puts the installed programs into programs.tar. */
export async function makePrograms(folder: string): Promise<void> {
	const tree = join(folder, 'tree');
	mkdirSync(tree);
	await installPackages(tree);
	// Beside node_modules, where they find the packages.
	cpSync(EXAMPLES, join(tree, 'usr/local/lib/examples'), {
		recursive: true,
		filter: (path) => !path.endsWith('.md'),
	});
	const archive = ['-cf', join(folder, 'programs.tar'), 'usr/local'];
	await host(['tar', '-C', tree, '--owner=0', '--group=0', ...archive]);
	await host(['rm', '-rf', tree]);
}

/**
 * Packs the packages and installs them with npm, as `npm install -g` on a host does.
 *
 * @param root - the folder that stands for the root folder of the guest
 */
export async function installPackages(root: string): Promise<void> {
	const packed = join(root, 'tmp/packed');
	mkdirSync(packed, { recursive: true });
	await host([process.execPath, PACK, packed]);
	const archives = readdirSync(packed).map((name) => join(packed, name));
	const prefix = join(root, 'usr/local');
	const options = ['--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', '--omit=dev'];
	await host(['npm', 'install', '--global', ...options, ...archives]);
	await host(['rm', '-rf', join(root, 'tmp')]);
}

function names(): string[] {
	return readdirSync(PACKAGES).filter(
		(name) => existsSync(join(PACKAGES, name, 'package.json')) && !PRIVATE.includes(name),
	);
}
