// Peercon's own programs on this host: their policy modules, and the labels of their files.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Seen } from './seen.ts';
import { ask } from './tool.ts';

/** The modules that `make -C policy install` installs. */
export const MODULES = [
	'channels',
	'echo_client',
	'echo_server',
	'getpeercon_server',
	'intranet',
	'mls_server',
	'node_program',
	'peercon_admin',
	'peercon_roles',
] as const;

/** Where the modules label files that npm has installed. */
const FOLDERS = ['/usr/lib/node_modules/@peercon', '/usr/local/lib/node_modules/@peercon'];

/** A file of a program's, what its label is and what the policy says it should be. */
export interface ProgramFile {
	path: string;
	state: 'right' | 'wrong' | 'unseen';
	/** The whole contexts, where they differ. */
	is?: string;
	should?: string;
}

/** Asks which of the modules are installed. */
export function seeModules(): Promise<Seen<string[]>> {
	return ask('semodule', ['-l'], readModules);
}

/** Reads `semodule -l`: a name a line, of which ours are kept. */
export function readModules(output: string): string[] {
	if (output.trim() === '') throw new Error('nothing');
	const names = output.split('\n').map((line) => line.split(/\s/, 1)[0]);
	return MODULES.filter((name) => names.includes(name));
}

/** Compares the labels of the programs' files with what the policy says. */
export async function seeFiles(): Promise<Seen<ProgramFile[]>> {
	const paths = FOLDERS.flatMap(filesBelow);
	if (paths.length === 0) return { source: FOLDERS.join(', '), value: [] };
	// It fails where one file is not as it should be, and says so of each.
	const seen = await ask('matchpathcon', ['-V', ...paths], readVerified, { statuses: [0, 1] });
	return { ...seen, source: 'matchpathcon -V FILES' };
}

function filesBelow(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder).flatMap((name) => {
		return ['bin', 'systemd'].flatMap((kind) => {
			const path = join(folder, name, kind);
			return existsSync(path) ? readdirSync(path).map((file) => join(path, file)) : [];
		});
	});
}

/** Reads `matchpathcon -V`: a line for each file. */
export function readVerified(output: string): ProgramFile[] {
	return output
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [, path, said] = /^(.+?) (verified\.|error: .*|has context .*)$/.exec(line) ?? [];
			if (path === undefined || said === undefined) throw new Error(line);
			if (said === 'verified.') return { path, state: 'right' };
			const [, is, should] = /^has context (\S+), should be (\S+)$/.exec(said) ?? [];
			if (is === undefined || should === undefined) return { path, state: 'unseen' };
			return { path, state: 'wrong', is, should };
		});
}
