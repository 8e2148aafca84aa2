// The stage `system`: a disk with Debian and the lab's files, for all policies and engines, whose files have
// no labels yet.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hostAsRoot } from '../host.ts';
import { CONSOLES, consoleDevice } from '../machine.ts';
import { LAB } from '../paths.ts';
import { unpackBase } from './base.ts';
import type { Folders } from './stage.ts';
import { inWorkshop } from './workshop.ts';

/** The largest that the guest's disk can grow. */
const DISK_SIZE = '4G';

/** The lab's own files in the guest, in the places where they go. */
const GUEST_FILES = join(LAB, 'guest');

const CONFIGURE = join(LAB, 'image/configure-system.sh');
const CONSOLE_NAMES = Array.from({ length: CONSOLES }, (_, i) => basename(consoleDevice(i)));

/** What decides what it becomes, besides files. */
export const SYSTEM_OPTIONS = [DISK_SIZE, ...CONSOLE_NAMES];

/**
 * Makes the disk, disk.raw, and puts Debian's own kernel and its initial RAM disk, for QEMU, beside it.
 *
 * @param inputs - where user-mode Linux cannot be had, QEMU's kernel is alone
 */
export function makeSystem(folder: string, { base, uml }: Folders<'base' | 'uml'>): Promise<void> {
	return inWorkshop(async (root) => {
		await unpackBase(base, root);
		await hostAsRoot(['sh', CONFIGURE, root, GUEST_FILES, ...CONSOLE_NAMES]);
		if (uml !== '') await installModules(root, join(uml, 'modules'));
		for (const name of ['vmlinuz', 'initrd.img']) {
			const [file = ''] = readdirSync(join(root, 'boot')).filter((each) => each.startsWith(name));
			await hostAsRoot(['cp', join(root, 'boot', file), join(folder, name)]);
			await hostAsRoot(['chmod', '644', join(folder, name)]);
		}
		const disk = join(folder, 'disk.raw');
		await hostAsRoot(['mke2fs', '-q', '-t', 'ext4', '-d', root, disk, DISK_SIZE]);
		await hostAsRoot(['chmod', '644', disk]);
	});
}

async function installModules(root: string, modules: string): Promise<void> {
	const [release = ''] = readdirSync(modules);
	const to = join(root, 'usr/lib/modules');
	await hostAsRoot(['cp', '-R', '--no-preserve=ownership', join(modules, release), to]);
	await hostAsRoot(['chroot', root, 'depmod', release]);
}
