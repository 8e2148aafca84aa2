import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '@peercon/lab';

/** The programs as users have them: packed, and installed by npm. */
export interface Installed {
	/** The folder of their packages. */
	packages: string;
	/** The folder that is on a user's path. */
	bin: string;
	/** What stands for the root folder. */
	root: string;
}

/** What starting a program may need, by package; all else is for those who read or import it. */
const NEEDED = ['bin', 'bundle', 'package.json', 'prebuilds'];

/**
 * Installs the packages, and removes from them all but what starting a program may need: so each
 * program that runs afterwards has opened nothing else.
 */
export async function installBare(): Promise<Installed> {
	const root = mkdtempSync(join(tmpdir(), 'peercon-packed-'));
	await installPackages(root);
	const packages = join(root, 'usr/local/lib/node_modules/@peercon');
	for (const name of readdirSync(packages)) {
		for (const entry of readdirSync(join(packages, name))) {
			if (!NEEDED.includes(entry)) rmSync(join(packages, name, entry), { recursive: true });
		}
	}
	// Their code is in the bundles, and these have no programs.
	for (const name of ['context', 'endpoint', 'program', 'records'])
		rmSync(join(packages, name), { recursive: true });
	return { root, packages, bin: join(root, 'usr/local/bin') };
}

/** The modules that a package has left, relative to its folder. */
export function modulesOf({ packages }: Installed, name: string): string[] {
	return readdirSync(join(packages, name), { recursive: true })
		.map(String)
		.filter((file) => /\.(c|m)?js$/.test(file))
		.sort();
}
