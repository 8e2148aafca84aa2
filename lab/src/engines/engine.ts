import type { Machine } from '../machine.ts';

/** What can run the guest's kernel: as a process, on the processor itself, or translated by QEMU. */
export const ENGINES = ['uml', 'kvm', 'tcg'] as const;

export type EngineName = (typeof ENGINES)[number];

/** The guest's kernels: user-mode Linux, and Debian 13's own, which QEMU runs. */
export const KERNELS = ['uml', 'debian'] as const;

export type KernelName = (typeof KERNELS)[number];

/** What a guest starts from; the same for all engines. */
export interface Disk {
	/** The folder that keeps what an engine makes from the disk, such as a saved state. */
	folder: string;
	/** The path of the disk, a raw image. */
	image: string;
	/** The folder with Debian's own kernel and its initial RAM disk, for QEMU. */
	boot: string;
}

/** What a guest has besides its disk. */
export interface Additions {
	/** The path of what it reads as its second disk, PAYLOAD_SIZE bytes long. */
	payload?: string | undefined;
	/** Descriptors of its ends of links to other guests: datagram sockets. Only `uml` takes them. */
	links?: readonly number[] | undefined;
}

/** A boot that does one thing, as process 1 with SELinux off, and ends; what it writes is kept. */
export interface Errand {
	/** The path of the disk that it boots from and writes to. */
	image: string;
	/** As in {@link Disk}. */
	boot: string;
	/** The program in the guest that is process 1. */
	init: string;
	/** The path of what the guest reads as its second disk. */
	payload: string;
}

/** Something that runs guests. All engines have this shape; nothing else knows which one it is. */
export interface Engine {
	readonly name: EngineName;
	readonly kernel: KernelName;
	/** What it is, for a person. */
	readonly title: string;
	/** How long a boot usually takes, in seconds. */
	readonly usualBoot: number;

	/** Why it cannot run a guest on this host, or null if it can. It may try, once for each host. */
	obstacle(): Promise<string | null>;

	/** Starts a boot for an errand. */
	run(errand: Errand): Promise<Machine>;

	/** Makes what a start needs besides the disk, if it is not there yet. */
	prepare(disk: Disk): Promise<void>;

	/**
	 * Starts a guest: clean, enforcing, with root at its consoles. What it writes is lost with it.
	 *
	 * @param disk - that prepare() was called for
	 * @param additions - what it has besides
	 */
	start(disk: Disk, additions: Additions): Promise<Machine>;
}

/** The second disk's size in bytes; what comes on it is a tar archive, read as it is. */
export const PAYLOAD_SIZE = 256 * 1024 * 1024;

/**
 * The kernel's options that are the same for every engine.
 *
 * @param device - the disk's name in the guest, such as vda
 */
export function diskOptions(device: string): string[] {
	// A kernel that panics restarts, and the engine ends instead.
	// Process 1 asks a terminal of another kind for its size, and waits for the answer.
	return [`root=/dev/${device}`, 'rw', 'panic=-1', 'TERM=dumb'];
}

/** For a guest that enforces SELinux from its first process on. */
export const ENFORCING_OPTIONS = [
	'quiet security=selinux selinux=1 enforcing=1',
	// Records with the system call and the command line, and a buffer that keeps all of them.
	'audit=1 audit_backlog_limit=8192 log_buf_len=4M',
	// Consoles, modules and settings; a scenario that needs more starts it (lab.target).
	'systemd.unit=lab.target',
];

/** For an errand. */
export function errandOptions(init: string): string[] {
	return [`selinux=0 init=${init}`];
}
