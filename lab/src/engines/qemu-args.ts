import { CONSOLES, CONTROL_FD, FIRST_CONSOLE_FD, KERNEL_FD } from '../machine.ts';
import { shellWord } from '../shell-word.ts';
import { diskOptions, ENFORCING_OPTIONS, errandOptions, PAYLOAD_SIZE } from './engine.ts';

/** Whether the processor runs the guest itself, or QEMU translates every instruction. */
export type Accelerator = 'kvm' | 'tcg';

export interface MachineSettings {
	accelerator: Accelerator;
	/** Paths of the kernel and its initial RAM disk. */
	kernel: string;
	initrd: string;
	/** The path of the guest's disk, and how it is written: a raw image, or a layer over one. */
	disk: string;
	format: 'raw' | 'qcow2';
	/** Whether what the guest writes is kept in that image, or gone with the guest. */
	keepsWrites: boolean;
	/** The path of what the guest reads as /dev/vdb, PAYLOAD_SIZE bytes long; null for nothing. */
	payload: string | null;
	/** The path of a saved state to go on from, compressed with zstd; null to boot. */
	state: string | null;
	/** The program that is process 1 of an errand; null for a guest that enforces SELinux. */
	init: string | null;
}

/**
 * QEMU's arguments. A saved state can only be resumed by a machine with the same devices, so these
 * differ between booting, installing and running in nothing but what is behind the devices.
 *
 * @param settings - what is to run
 * @returns arguments for qemu-system-x86_64(1)
 */
export function qemuArgs(settings: MachineSettings): string[] {
	const { accelerator, kernel, initrd, payload, state, init } = settings;
	const options = [
		...diskOptions('vda'),
		'console=ttyS0',
		...(init === null ? ENFORCING_OPTIONS : errandOptions(init)),
		// Beside the four serial lines of a PC there are the consoles'.
		`8250.nr_uarts=${4 + CONSOLES}`,
		// Freed memory is zeroed, and a saved state leaves zeroes out.
		'init_on_free=1',
		// Nobody attacks this kernel, and under TCG the defences are dear.
		'mitigations=off',
	];
	return [
		...['-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'none'],
		...['-nic', 'none', '-no-reboot'],
		...['-machine', 'pc', '-smp', '2', '-m', '1024'],
		...processor(accelerator),
		...['-kernel', kernel, '-initrd', initrd, '-append', options.join(' ')],
		// On a full disk the guest gets an error. QEMU would pause it, and not say so.
		...['-drive', drive(settings), '-device', 'virtio-blk-pci,drive=disk,werror=report'],
		...['-blockdev', payloadBehind(payload), '-device', 'virtio-blk-pci,drive=payload'],
		...['-device', 'virtio-rng-pci'],
		...['-chardev', `socket,id=qmp,fd=${CONTROL_FD}`, '-mon', 'chardev=qmp,mode=control'],
		...['-chardev', `socket,id=kernel,fd=${KERNEL_FD}`, '-serial', 'chardev:kernel'],
		...consoles(),
		...(state === null ? [] : ['-incoming', `exec:zstd -dcq -- ${shellWord(state)}`]),
	];
}

function processor(accelerator: Accelerator): string[] {
	if (accelerator === 'kvm') return ['-accel', 'kvm', '-cpu', 'host'];
	// A plain processor: what AVX and SMAP cost under TCG makes Node start a third slower. And QEMU 7.2
	// translates cmpxchg16b wrongly: with it one boot in four dies of a double fault.
	return ['-accel', 'tcg,thread=multi', '-cpu', 'Nehalem-v1,-cx16'];
}

function drive({ disk, format, keepsWrites }: MachineSettings): string {
	const where = `file=${optionValue(disk)},format=${format},if=none,id=disk,cache=unsafe`;
	// The image below a layer is everybody's to read: user-mode Linux locks it, in a way that QEMU takes
	// for a writer's.
	const shared = format === 'qcow2' ? `${where},backing.file.locking=off` : where;
	// With snapshot=on QEMU writes to a temporary file that has no name, so nothing is left behind.
	return keepsWrites ? shared : `${shared},snapshot=on,file.locking=off`;
}

function payloadBehind(payload: string | null): string {
	return payload === null
		? `driver=null-co,node-name=payload,size=${PAYLOAD_SIZE},read-zeroes=on,read-only=on`
		: `driver=file,node-name=payload,filename=${optionValue(payload)},read-only=on`;
}

/**
 * Serial lines, four on a card. They are slow, and lose nothing: a line whose reader is slow makes the
 * guest wait. Of a virtio console QEMU throws away what does not fit (hw/char/virtio-console.c,
 * flush_buf: 'silently dropping console data').
 */
function consoles(): string[] {
	const lines = Array.from({ length: CONSOLES }, (_, index) => index);
	const backends = lines.flatMap((index) => [
		'-chardev',
		`socket,id=console${index},fd=${FIRST_CONSOLE_FD + index}`,
	]);
	const cards = lines
		.filter((index) => index % 4 === 0)
		.flatMap((first) => {
			const four = [1, 2, 3, 4].map((line) => `chardev${line}=console${first + line - 1}`);
			return ['-device', `pci-serial-4x,${four.join(',')}`];
		});
	return [...backends, ...cards];
}

/** In QEMU's option lists a comma in a value is doubled. */
function optionValue(value: string): string {
	return value.replaceAll(',', ',,');
}
