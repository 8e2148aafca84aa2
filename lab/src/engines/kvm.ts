import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../image/stage.ts';
import { SYSTEM } from '../image/stages.ts';
import { proof } from './proof.ts';
import { QemuEngine, QemuMachine, qemuVersion } from './qemu.ts';

/** How long a kernel may take to say its first words, in seconds: it takes a tenth of one. */
const SILENCE = 20;

/** QEMU with the processor's own help. */
export class Kvm extends QemuEngine {
	readonly name = 'kvm';
	readonly title = 'QEMU with KVM';
	readonly usualBoot = 4;

	async obstacle(): Promise<string | null> {
		const closed = whyClosed();
		if (closed !== null) return closed;
		const version = qemuVersion();
		if (version === 'unknown') return 'QEMU does not start';
		const folder = await folderOf(SYSTEM);
		return proof(this.name, [version], () => speaks(folder, join(folder, 'disk.raw')));
	}
}

/** Why this user may not use KVM, or null. That it can be opened does not say that it works. */
export function whyClosed(): string | null {
	try {
		accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
		return null;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT'
			? 'no /dev/kvm'
			: 'this user may not open /dev/kvm, as the group kvm usually may';
	}
}

/** Boots a kernel until it says something. */
async function speaks(boot: string, disk: string): Promise<string | null> {
	const machine = new QemuMachine({
		accelerator: 'kvm',
		kernel: join(boot, 'vmlinuz'),
		initrd: join(boot, 'initrd.img'),
		disk,
		format: 'raw',
		keepsWrites: false,
		payload: null,
		state: null,
		init: '/bin/true',
	});
	try {
		const spoken = machine.spoken().then(() => null);
		return await machine.within(Promise.race([spoken, machine.stuck()]), SILENCE);
	} catch {
		const [words = ''] = machine.lastWords.split('\n');
		return `/dev/kvm is there and does not work: ${words || `no word within ${SILENCE} s`}`;
	} finally {
		await machine.kill();
	}
}
