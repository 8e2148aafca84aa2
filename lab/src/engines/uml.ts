import { closeSync, existsSync, readFileSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { arch, release } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { lockedFolder } from '../locked-folder.ts';
import { CONSOLES, FIRST_CONSOLE_FD, FIRST_LINK_FD, KERNEL_FD, Machine } from '../machine.ts';
import { CACHE } from '../paths.ts';
import {
	type Additions,
	type Disk,
	diskOptions,
	ENFORCING_OPTIONS,
	type Engine,
	type Errand,
	errandOptions,
} from './engine.ts';
import { takeProcessor } from './processors.ts';
import { proof } from './proof.ts';
import { type UmlKernel, umlKernel } from './uml-kernel.ts';

/** The guest's memory, and how much of it must be free: it takes what it uses. In bytes. */
const MEMORY = 1024 * 1024 * 1024;
const LEAST_FREE = MEMORY / 2;

/** Where the guest's memory is: a file on a tmpfs (arch/um/os-Linux/mem.c). */
const SHARED_MEMORY = '/dev/shm';

/** How long a kernel may take to say its first words, in seconds: it takes a tenth of one. */
const SILENCE = 30;

/** Linux as a process of this user's: no privilege, no device, the processor's own speed. */
export class Uml implements Engine {
	readonly name = 'uml';
	readonly kernel = 'uml';
	readonly title = 'user-mode Linux, a kernel that runs as a process';
	readonly usualBoot = 2;

	async obstacle(): Promise<string | null> {
		if (arch() !== 'x64') return `user-mode Linux runs on x86-64, not on ${arch()}`;
		const lacking = lackingMemory();
		if (lacking !== null) return lacking;
		let kernel: UmlKernel;
		try {
			kernel = await umlKernel();
		} catch (error) {
			if (!(error instanceof LabError)) throw error;
			return error.message;
		}
		if (isTooOldForAmx(kernel.release, readFileSync('/proc/cpuinfo', 'utf8'))) {
			return `user-mode Linux ${kernel.release} does not run on a processor with AMX: 6.13 does`;
		}
		return proof(this.name, [kernel.program, release()], () => speaks(kernel));
	}

	async run({ image, init, payload }: Errand): Promise<Machine> {
		return start(await umlKernel(), { disk: image, payload }, [
			'ubd0=disk',
			...['ubd1r=payload', ...diskOptions('ubda'), ...errandOptions(init)],
		]);
	}

	async prepare(): Promise<void> {
		await umlKernel();
	}

	async start({ image }: Disk, { payload, links = [] }: Additions): Promise<Machine> {
		const files = payload === undefined ? { disk: image } : { disk: image, payload };
		const options = [
			// Its writes go to a file of its own; many guests read the disk itself.
			'ubd0=writes,disk',
			...(payload === undefined ? [] : ['ubd1r=payload']),
			// An interface at a socket. It could send several packets at once (vec=1), where both sides do.
			...links.map(
				(_, index) => `${linkDevice(index)}:transport=fd,fd=${FIRST_LINK_FD + index},vec=0`,
			),
			...diskOptions('ubda'),
			...ENFORCING_OPTIONS,
			// 7.2 dies of a fork(2) by a process with a ring: its pages are none that this kernel can copy.
			'sysctl.kernel.io_uring_disabled=2',
		];
		return start(await umlKernel(), files, options, links);
	}
}

/** What the kernel calls its end of a link: arch/um/drivers/vector_kern.c. */
export function linkDevice(index: number): string {
	return `vec${index}`;
}

/**
 * Starts a kernel in a folder of its own, which is gone as soon as the guest has said something: what
 * the kernel needs of it, it has open then.
 *
 * @param files - what it finds there: its options cannot have spaces, commas or colons in a path
 * @param options - the rest of its arguments
 * @param links - descriptors of links to other guests
 */
async function start(
	kernel: UmlKernel,
	files: Record<string, string>,
	options: string[],
	links: readonly number[] = [],
): Promise<Machine> {
	const { folder, lock } = await lockedFolder(CACHE, 'guest-');
	const remove = () => rmSync(folder, { recursive: true, force: true });
	for (const [name, path] of Object.entries({ ...kernel.libraries, ...files })) {
		symlinkSync(path, join(folder, name));
	}
	const processor = takeProcessor();
	const machine = new Machine({
		title: 'user-mode Linux',
		command: [...processor.command, kernel.program, ...umlArgs(options)],
		cwd: folder,
		// It heeds TMPDIR, and would make a folder in HOME.
		env: { HOME: folder, PATH: process.env.PATH },
		links,
		locks: [...processor.locks, lock],
		onEnd: remove,
	});
	processor.release();
	closeSync(lock);
	for (const console of machine.consoles) console.once('data', remove);
	return machine;
}

/**
 * The arguments that every guest has.
 *
 * @param options - the rest of them
 * @returns arguments for linux.uml(1)
 */
export function umlArgs(options: string[]): string[] {
	const lines = Array.from({ length: CONSOLES }, (_, index) => index);
	return [
		`mem=${MEMORY / 1024 / 1024}M`,
		'uml_dir=./', // where it would be controlled, and is not
		// System calls are caught by seccomp(2) where the host has it, which is faster than ptrace(2).
		'seccomp=auto',
		// No console but the kernel's own, and no xterm for it.
		...['con=null', `con0=null,fd:${KERNEL_FD}`, 'ssl=null'],
		// ttyS4 and up: see consoleDevice().
		...lines.map((index) => `ssl${4 + index}=fd:${FIRST_CONSOLE_FD + index}`),
		// Which code is fastest for RAID takes nine tenths of the kernel's start to find out.
		'initcall_blacklist=raid6_init',
		...options,
	];
}

/**
 * Why there is no place for guests' memory, or null.
 *
 * @param least - how much must be free, in bytes
 */
export function lackingMemory(least = LEAST_FREE): string | null {
	if (!existsSync(SHARED_MEMORY)) return `user-mode Linux needs a ${SHARED_MEMORY}`;
	const { bavail, bsize } = statfsSync(SHARED_MEMORY);
	const free = bavail * bsize;
	if (free >= least) return null;
	const [has, needs] = [free, least].map((bytes) => Math.floor(bytes / 1024 / 1024));
	return `user-mode Linux needs ${needs} MB free in ${SHARED_MEMORY}, which has ${has}`;
}

/**
 * Whether the processor has more state than a kernel can keep: before Linux 6.13 user-mode Linux had
 * room of a fixed size, and the first process died on a processor with AMX.
 *
 * @param release - the kernel's, such as 7.2.7
 * @param processors - what is in /proc/cpuinfo
 */
export function isTooOldForAmx(release: string, processors: string): boolean {
	const [major = 0, minor = 0] = release.split('.').map(Number);
	return (major < 6 || (major === 6 && minor < 13)) && /^flags\s*:.*\bamx_tile\b/m.test(processors);
}

/** Tries whether the kernel says anything here; without a disk it stops soon after. */
async function speaks(kernel: UmlKernel): Promise<string | null> {
	const machine = await start(kernel, {}, errandOptions('/bin/true'));
	try {
		await machine.within(machine.spoken(), SILENCE);
		return null;
	} catch {
		return `user-mode Linux does not run here: ${machine.lastWords.split('\n').at(-1)}`;
	} finally {
		await machine.kill();
	}
}
