import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cached, filesBelow, keyOf } from '../cache.ts';
import { Guest } from '../guest.ts';
import { host, hostAsRoot } from '../host.ts';
import { Machine } from '../machine.ts';
import { CACHE, LAB } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { CONSOLES, type MachineSettings, qemuArgs } from '../qemu-args.ts';
import { step } from '../report.ts';
import { MachineTerminals } from '../terminals.ts';
import { accelerator, qemuVersion } from './accelerator.ts';
import { baseImage, unpackBase } from './base.ts';
import { bootModules, installModules, modulesKey } from './policy.ts';

/** The largest that the guest's disk can grow. */
const DISK_SIZE = '4G';

/** A limit for what hangs, in milliseconds: a boot takes half a minute on a slow machine. */
const BOOT_LIMIT = 600_000;

/** The lab's own files in the guest, in the places where they go. */
const GUEST_FILES = join(LAB, 'guest');

/** Gives the folder with a guest that has booted with a policy: its disk, kernel and saved state. */
export async function bootedGuest(policy: Policy): Promise<string> {
	const base = await baseImage();
	const key = keyOf(
		GUEST_FILES,
		filesBelow(GUEST_FILES),
		base,
		CONFIGURE,
		modulesKey(bootModules(policy), policy),
		qemuVersion(),
		...qemuArgs(machineIn('', null)),
	);
	return cached(CACHE, `booted-${policy}`, key, 1, async (folder) => {
		const isLabeled = await step(`making a disk with the ${policy} policy`, 25, () =>
			makeDisk(folder, base, policy),
		);
		if (!isLabeled) {
			await step('labeling its files in a boot of its own', 30, () => labelFromInside(folder));
		}
		await step('booting it', accelerator() === 'kvm' ? 8 : 35, () => boot(folder));
	});
}

/** The settings of the machine whose files are in a folder. */
export function machineIn(folder: string, state: string | null): MachineSettings {
	return {
		accelerator: accelerator(),
		kernel: join(folder, 'vmlinuz'),
		initrd: join(folder, 'initrd.img'),
		disk: join(folder, 'disk.qcow2'),
		keepsWrites: true,
		payload: null,
		state,
	};
}

/** @returns whether the files on the disk are labeled */
async function makeDisk(folder: string, base: string, policy: Policy): Promise<boolean> {
	const root = join(folder, 'root');
	await unpackBase(base, root);
	await hostAsRoot(['sh', '-ec', CONFIGURE, 'sh', root, policy, GUEST_FILES]);
	await installModules(root, policy, bootModules(policy));
	const isLabeled = await labelFromOutside(root, policy);
	for (const name of ['vmlinuz', 'initrd.img']) {
		const [file = ''] = readdirSync(join(root, 'boot')).filter((each) => each.startsWith(name));
		await hostAsRoot(['cp', join(root, 'boot', file), join(folder, name)]);
		await hostAsRoot(['chmod', '644', join(folder, name)]);
	}
	const raw = join(folder, 'disk.raw');
	await hostAsRoot(['mke2fs', '-q', '-t', 'ext4', '-d', root, raw, DISK_SIZE]);
	const compressed = ['-c', '-o', 'compression_type=zstd'];
	await host([
		'qemu-img',
		'convert',
		'-O',
		'qcow2',
		...compressed,
		raw,
		join(folder, 'disk.qcow2'),
	]);
	await hostAsRoot(['rm', '-rf', root, raw]);
	return isLabeled;
}

/** Run as root with the guest's root folder, the policy's name and the lab's own files. */
const CONFIGURE = `
root=$1 policy=$2 files=$3
cp -R --no-preserve=ownership,mode "$files"/. "$root"
chmod 755 "$root/usr/lib/peercon/label"
chroot "$root" passwd --quiet --delete root
printf 'SELINUX=enforcing\\nSELINUXTYPE=%s\\n' "$policy" > "$root/etc/selinux/config"
for n in $(seq 0 ${CONSOLES - 1}); do
	ln -s /lib/systemd/system/serial-getty@.service \\
		"$root/etc/systemd/system/getty.target.wants/serial-getty@hvc$n.service"
done
for unit in getty@tty1.service getty-static.service serial-getty@ttyS0.service \\
	xinetd.service systemd-timesyncd.service systemd-pstore.service e2scrub_reap.service \\
	modprobe@drm.service modprobe@fuse.service modprobe@configfs.service \\
	apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \\
	systemd-tmpfiles-clean.timer; do
	ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
`;

/** Labels the guest's files before there is a disk, where this host lets us: as its root. */
async function labelFromOutside(root: string, policy: Policy): Promise<boolean> {
	const contexts = join(root, `etc/selinux/${policy}/contexts/files/file_contexts`);
	return hostAsRoot(['setfiles', '-r', root, contexts, root]).then(
		() => true,
		() => false,
	);
}

/** Lets the guest label its files: it may, where an ordinary user's namespace may not. */
async function labelFromInside(folder: string): Promise<void> {
	const machine = new Machine({ ...machineIn(folder, null), labeling: true });
	await Promise.race([machine.ended, tooLate(machine)]).finally(() => machine.kill());
	if (!machine.lastWords.includes('peercon: labeled')) throw machine.lost();
}

async function boot(folder: string): Promise<void> {
	const machine = new Machine(machineIn(folder, null));
	const terminals = new MachineTerminals(machine);
	try {
		await Promise.race([terminals.ready(), tooLate(machine)]);
		await save(machine, new Guest(terminals), folder);
	} finally {
		await machine.kill();
	}
}

/** A boot that hangs is ended, and told with the kernel's last words. */
async function tooLate(machine: Machine): Promise<never> {
	await sleep(BOOT_LIMIT, undefined, { ref: false });
	throw machine.lost();
}

/** Saves a guest as one that others start from. */
export async function save(machine: Machine, guest: Guest, folder: string): Promise<void> {
	// Nothing of what came before counts as a denial, and what can be read again is not saved.
	await guest.must('dmesg --clear; sync; echo 3 > /proc/sys/vm/drop_caches');
	await machine.save(join(folder, 'state.zst'));
}
