// A test's folder and what is laid over the guest's root folder, as the archive on its second disk.
import { lstatSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, keyOf } from '../cache.ts';
import { host } from '../host.ts';
import { padPayload } from '../payload.ts';

/** Where a guest has a copy of the modules' folder, in which a test runs. */
export const WORK = '/usr/local/libexec/module';

/** What the archive of a folder depends on: its files, what each may be used for, and where its links lead. */
export function keyOfFolder(folder: string): string {
	return keyOf(folder, filesBelow(folder), ...modesOf(folder), ...linksOf(folder));
}

/** What each file of a folder may be used for, which the archive for the guest has, too. */
function modesOf(folder: string): string[] {
	const mode = (name: string) => (statSync(join(folder, name)).mode & 0o7777).toString(8);
	return filesBelow(folder).map((name) => `${mode(name)} ${name}`);
}

/** Where the links of a folder lead. */
export function linksOf(folder: string): string[] {
	return contentsOf(folder)
		.filter((name) => lstatSync(join(folder, name)).isSymbolicLink())
		.map((name) => `${name} -> ${readlinkSync(join(folder, name))}`);
}

/**
 * Adds a folder of modules, and what is laid over the guest's root folder, to an archive.
 *
 * @param payload - the archive's path; it may have something already, and gets a payload's length
 * @throws LabError if they are larger than a guest takes
 */
export async function pack(
	payload: string,
	modules: string,
	trees: readonly string[],
): Promise<void> {
	await append(payload, modules, [`--transform=s,^,${WORK.slice(1)}/,`]);
	for (const tree of trees) await append(payload, tree, []);
	padPayload(payload, 'the modules, folders and packages');
}

/** Adds files to an archive. Folders are not in it: those that the guest has stay as they are. */
async function append(archive: string, folder: string, options: string[]): Promise<void> {
	const list = `${archive}.list`;
	writeFileSync(list, contentsOf(folder).join('\0'));
	const how = ['--owner=0', '--group=0', '--no-recursion', ...options];
	await host(['tar', '-C', folder, ...how, '--null', `--files-from=${list}`, '-rf', archive]);
	rmSync(list);
}

/** Files and links of a folder, and of the folders in it; nothing that waits for a reader or a caller. */
function contentsOf(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() || entry.isSymbolicLink())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
