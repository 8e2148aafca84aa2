import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cached, filesBelow, keyOf } from '../cache.ts';
import { umlKernel } from '../engines/uml-kernel.ts';
import { LabError } from '../errors.ts';
import { hostAsRoot } from '../host.ts';
import { CONSOLES, consoleDevice } from '../machine.ts';
import { CACHE, LAB } from '../paths.ts';
import { say, step } from '../report.ts';
import { baseImage, unpackBase } from './base.ts';
import { inWorkshop } from './workshop.ts';

/** The largest that the guest's disk can grow. */
const DISK_SIZE = '4G';

/** The lab's own files in the guest, in the places where they go. */
const GUEST_FILES = join(LAB, 'guest');

/** Debian with the lab's files, for both policies and all engines. */
export interface SystemImage {
	/** The folder; in it is disk.raw, whose files have no labels yet. */
	folder: string;
	/** The folder with Debian's own kernel and its initial RAM disk, for QEMU. */
	boot: string;
}

let known: Promise<SystemImage> | undefined;

/** Gives the image that all guests are made from, and makes it if it is not there. */
export function systemImage(): Promise<SystemImage> {
	known ??= makeSystemImage();
	return known;
}

async function makeSystemImage(): Promise<SystemImage> {
	const getting = umlModules(); // meanwhile
	const base = await baseImage();
	const modules = await getting;
	const files = filesBelow(GUEST_FILES);
	const key = keyOf(GUEST_FILES, files, base, CONFIGURE, modules ?? 'QEMU alone');
	const folder = await cached(CACHE, 'system', key, 1, (unfinished) =>
		step('making a disk', 6, () => inWorkshop((root) => makeDisk(root, unfinished, base, modules))),
	);
	return { folder, boot: folder };
}

/** The modules of the kernel that runs as a process. Where it cannot be had, QEMU's kernel is alone. */
async function umlModules(): Promise<string | null> {
	try {
		return (await umlKernel()).modules;
	} catch (error) {
		if (!(error instanceof LabError)) throw error;
		say(error.message);
		return null;
	}
}

async function makeDisk(root: string, folder: string, base: string, modules: string | null) {
	await unpackBase(base, root);
	await hostAsRoot(['sh', '-ec', CONFIGURE, 'sh', root, GUEST_FILES]);
	if (modules !== null) await installModules(root, modules);
	for (const name of ['vmlinuz', 'initrd.img']) {
		const [file = ''] = readdirSync(join(root, 'boot')).filter((each) => each.startsWith(name));
		await hostAsRoot(['cp', join(root, 'boot', file), join(folder, name)]);
		await hostAsRoot(['chmod', '644', join(folder, name)]);
	}
	const disk = join(folder, 'disk.raw');
	await hostAsRoot(['mke2fs', '-q', '-t', 'ext4', '-d', root, disk, DISK_SIZE]);
	await hostAsRoot(['chmod', '644', disk]);
}

async function installModules(root: string, modules: string): Promise<void> {
	await hostAsRoot(['cp', '-R', '--no-preserve=ownership', modules, join(root, 'usr/lib/modules')]);
	await hostAsRoot(['chroot', root, 'depmod', basename(modules)]);
}

/** Run as root with the guest's root folder and the lab's own files. */
const CONFIGURE = `
root=$1 files=$2
cp -R --no-preserve=ownership,mode "$files"/. "$root"
chmod 755 "$root"/usr/lib/peercon/*
chroot "$root" passwd --quiet --delete root
chroot "$root" systemd-machine-id-setup > /dev/null
units=$root/etc/systemd/system
mkdir -p "$units/lab.target.wants"
for line in ${Array.from({ length: CONSOLES }, (_, i) => basename(consoleDevice(i))).join(' ')}; do
	ln -s ../lab-console@.service "$units/lab.target.wants/lab-console@$line.service"
done
# What a guest of the lab has no use for, and what would run by itself now and then. udev would give
# the consoles back the labels that they have without a login, when a service starts it.
for unit in getty.target systemd-udev-trigger.service xinetd.service systemd-timesyncd.service systemd-pstore.service \\
	e2scrub_reap.service modprobe@drm.service modprobe@fuse.service modprobe@configfs.service \\
	apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \\
	systemd-tmpfiles-clean.timer; do
	ln -sf /dev/null "$units/$unit"
done
mkdir -p "$root/etc/systemd/system-generators"
for generator in "$root"/usr/lib/systemd/system-generators/*; do
	ln -s /dev/null "$root/etc/systemd/system-generators/\${generator##*/}"
done
`;
