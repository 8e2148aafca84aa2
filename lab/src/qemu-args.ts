import { shellWord } from './shell-word.ts';

/** Whether the processor runs the guest itself, or QEMU translates every instruction. */
export type Accelerator = 'kvm' | 'tcg';

/** How many shells the guest has, each on a virtio console of its own: /dev/hvc0 and up. */
export const CONSOLES = 8;

/** A console's name in the guest. */
export function consoleDevice(index: number): string {
	return `/dev/hvc${index}`;
}

/** The descriptors that QEMU inherits; each is one end of a socket pair. */
const QMP_FD = 3;
const SERIAL_FD = 4;
const FIRST_CONSOLE_FD = 5;

/** The second disk's size in bytes; what comes on it is a tar archive, read as it is. */
export const PAYLOAD_SIZE = 256 * 1024 * 1024;

export interface MachineSettings {
	accelerator: Accelerator;
	/** Paths of the kernel and its initial RAM disk. */
	kernel: string;
	initrd: string;
	/** The path of the guest's disk, a qcow2 image. */
	disk: string;
	/** Whether what the guest writes is kept in that image, or gone with the guest. */
	keepsWrites: boolean;
	/** The path of what the guest reads as /dev/vdb, PAYLOAD_SIZE bytes long; null for nothing. */
	payload: string | null;
	/** The path of a saved state to go on from, compressed with zstd; null to boot. */
	state: string | null;
	/** Whether it boots for nothing but labeling its files, with SELinux off, and ends. */
	labeling?: boolean;
}

/**
 * QEMU's arguments. A saved state can only be resumed by a machine with the same devices, so these
 * differ between booting, installing and running in nothing but what is behind the devices.
 *
 * @param settings - what is to run
 * @returns arguments for qemu-system-x86_64(1)
 */
export function qemuArgs(settings: MachineSettings): string[] {
	const { accelerator, kernel, initrd, disk, keepsWrites, payload, state } = settings;
	const options = settings.labeling ? LABELING_OPTIONS : ENFORCING_OPTIONS;
	return [
		...['-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'none'],
		...['-nic', 'none', '-no-reboot'],
		...['-machine', 'pc', '-smp', '2', '-m', '1024'],
		...processor(accelerator),
		...['-kernel', kernel, '-initrd', initrd, '-append', options.join(' ')],
		// On a full disk the guest gets an error. QEMU would pause it, and not say so.
		...['-drive', drive(disk, keepsWrites), '-device', 'virtio-blk-pci,drive=disk,werror=report'],
		...['-blockdev', payloadBehind(payload), '-device', 'virtio-blk-pci,drive=payload'],
		...['-device', 'virtio-rng-pci'],
		...['-chardev', `socket,id=qmp,fd=${QMP_FD}`, '-mon', 'chardev=qmp,mode=control'],
		...['-chardev', `socket,id=serial,fd=${SERIAL_FD}`, '-serial', 'chardev:serial'],
		...['-device', 'virtio-serial-pci,max_ports=16'],
		...Array.from({ length: CONSOLES }, (_, i) => virtioConsole(i)).flat(),
		...(state === null ? [] : ['-incoming', `exec:zstd -dcq -- ${shellWord(state)}`]),
	];
}

// A kernel that panics restarts, and QEMU ends instead.
const DISK_OPTIONS = 'root=/dev/vda rw console=ttyS0 quiet panic=-1';

/** lab/guest/usr/lib/peercon/label. */
const LABELING_OPTIONS = [DISK_OPTIONS, 'selinux=0 init=/usr/lib/peercon/label'];

const ENFORCING_OPTIONS = [
	DISK_OPTIONS,
	'security=selinux selinux=1 enforcing=1',
	// Records with the system call and the command line, and a buffer that keeps all of them.
	'audit=1 audit_backlog_limit=8192 log_buf_len=4M',
	// Freed memory is zeroed, and a saved state leaves zeroes out.
	'init_on_free=1',
	// Nobody attacks this kernel, and under TCG the defences are dear.
	'mitigations=off',
];

function processor(accelerator: Accelerator): string[] {
	if (accelerator === 'kvm') return ['-accel', 'kvm', '-cpu', 'host'];
	// A plain processor: what AVX and SMAP cost under TCG makes Node start a third slower. And QEMU 7.2
	// translates cmpxchg16b wrongly: with it one boot in four dies of a double fault.
	return ['-accel', 'tcg,thread=multi', '-cpu', 'Nehalem-v1,-cx16'];
}

function drive(disk: string, keepsWrites: boolean): string {
	const where = `file=${optionValue(disk)},format=qcow2,if=none,id=disk`;
	// With snapshot=on QEMU writes to a temporary file that has no name, so nothing is left behind.
	return keepsWrites ? `${where},cache=unsafe` : `${where},cache=unsafe,snapshot=on`;
}

function payloadBehind(payload: string | null): string {
	return payload === null
		? `driver=null-co,node-name=payload,size=${PAYLOAD_SIZE},read-zeroes=on,read-only=on`
		: `driver=file,node-name=payload,filename=${optionValue(payload)},read-only=on`;
}

function virtioConsole(index: number): string[] {
	const chardev = `socket,id=console${index},fd=${FIRST_CONSOLE_FD + index}`;
	return ['-chardev', chardev, '-device', `virtconsole,chardev=console${index}`];
}

/** In QEMU's option lists a comma in a value is doubled. */
function optionValue(value: string): string {
	return value.replaceAll(',', ',,');
}
