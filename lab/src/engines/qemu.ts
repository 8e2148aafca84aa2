import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cached, keyOf } from '../cache.ts';
import { GuestLostError, LabError } from '../errors.ts';
import { Guest } from '../guest.ts';
import { host } from '../host.ts';
import { Machine } from '../machine.ts';
import { step } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import { MachineTerminals } from '../terminals.ts';
import type { Additions, Disk, Engine } from './engine.ts';
import { type Accelerator, type MachineSettings, qemuArgs } from './qemu-args.ts';
import { Qmp } from './qmp.ts';

export const QEMU = 'qemu-system-x86_64';

/** A boot takes longer than this many times what it usually takes only if it hangs. */
const PATIENCE = 20;

/**
 * What QEMU 7.2 translates dies now and then of a fault in its kernel while it boots: such a boot says
 * nothing about the next one.
 */
const BOOTS = 3;

/** QEMU's version: a saved state is for the one that saved it. */
export function qemuVersion(): string {
	const { stdout } = spawnSync(QEMU, ['--version'], { encoding: 'utf8' });
	return /version (\S+)/.exec(stdout ?? '')?.[1] ?? 'unknown';
}

/** A running QEMU. */
export class QemuMachine extends Machine {
	/**
	 * Starts QEMU.
	 *
	 * @param settings - what is to run
	 */
	constructor(settings: MachineSettings) {
		super({
			title: 'QEMU',
			command: [QEMU, ...qemuArgs(settings)],
			isResumed: settings.state !== null,
		});
	}

	/** Resolves when the processor cannot go on with the guest, and QEMU waits for ever. */
	async stuck(): Promise<string> {
		await this.#status((status) => status === 'internal-error');
		return "the guest stops at once ('KVM internal error')";
	}

	/**
	 * Waits until a saved state is there and the guest goes on. What is typed before that is lost: a
	 * serial line takes it, and is then set to what it was when it was saved.
	 */
	goesOn(): Promise<void> {
		return this.#status((status) => status === 'running');
	}

	async #status(isWanted: (status: string) => boolean): Promise<void> {
		const qmp = await Qmp.open(this.control);
		for (;;) {
			const { status } = (await qmp.execute('query-status')) as { status: string };
			if (isWanted(status)) return;
			await sleep(20, undefined, { ref: false });
		}
	}

	/**
	 * Ends the guest as it is, and saves its state for others to go on from. The disk holds what the
	 * guest had written by then.
	 *
	 * @param path - the file to write; compressed with zstd
	 */
	async save(path: string): Promise<void> {
		const lost = this.ended.then(() => {
			if (!this.endedWell) throw this.lost();
		});
		// QEMU does not ask how zstd has ended: only a whole file gets its name.
		const part = shellWord(`${path}.part`);
		const uri = `exec:zstd -1 -q -f -o ${part} && mv ${part} ${shellWord(path)}`;
		await Promise.race([this.#migrate(uri), lost]);
		await this.ended;
		if (!existsSync(path)) throw this.#notSaved();
	}

	async #migrate(uri: string): Promise<void> {
		const qmp = await Qmp.open(this.control);
		await qmp.execute('migrate-set-parameters', { 'max-bandwidth': Number.MAX_SAFE_INTEGER });
		await qmp.execute('migrate', { uri });
		let status: string;
		do {
			await sleep(20);
			({ status } = (await qmp.execute('query-migrate')) as { status: string });
		} while (status !== 'completed' && status !== 'failed');
		if (status === 'failed') throw this.#notSaved();
		await qmp.execute('quit');
	}

	#notSaved(): LabError {
		return new LabError(`QEMU could not save the guest:\n${this.lastWords}`);
	}
}

/** What both of QEMU's engines do alike: they boot a disk once, and resume what they have saved. */
export abstract class QemuEngine implements Engine {
	abstract readonly name: Accelerator;
	readonly kernel = 'debian';
	abstract readonly title: string;
	abstract readonly usualBoot: number;
	abstract obstacle(): Promise<string | null>;

	async run({ image, boot, init, payload }: Parameters<Engine['run']>[0]): Promise<Machine> {
		return new QemuMachine({ ...this.#settings(boot, image), payload, init });
	}

	async prepare(disk: Disk): Promise<void> {
		await this.#saved(disk);
	}

	async start(disk: Disk, { payload }: Additions): Promise<Machine> {
		const saved = await this.#saved(disk);
		const machine = new QemuMachine({
			...this.#settings(disk.boot, join(saved, 'disk.qcow2'), 'qcow2'),
			keepsWrites: false,
			payload: payload ?? null,
			state: join(saved, 'state.zst'),
		});
		await machine.within(machine.goesOn(), this.usualBoot * PATIENCE);
		return machine;
	}

	/** Gives the folder with a booted guest's state, and the layer over the disk with what it wrote. */
	#saved(disk: Disk): Promise<string> {
		const key = keyOf('', [], qemuVersion(), ...qemuArgs(this.#settings('', '', 'qcow2')));
		return cached(disk.folder, `state-${this.name}`, key, 1, (folder) =>
			step(`booting it with ${this.title}`, this.usualBoot, () => this.#bootAgain(disk, folder)),
		);
	}

	async #bootAgain(disk: Disk, folder: string): Promise<void> {
		for (let boots = 1; ; boots += 1) {
			try {
				return await this.#boot(disk, folder);
			} catch (error) {
				if (!(error instanceof GuestLostError) || boots === BOOTS) throw error;
			}
		}
	}

	async #boot(disk: Disk, folder: string): Promise<void> {
		const layer = join(folder, 'disk.qcow2');
		// Relative to the layer, so that the cache can be anywhere.
		const backing = ['-b', `../${basename(disk.image)}`, '-F', 'raw'];
		await host(['qemu-img', 'create', '-q', '-f', 'qcow2', ...backing, layer]);
		const machine = new QemuMachine(this.#settings(disk.boot, layer, 'qcow2'));
		const terminals = new MachineTerminals(machine);
		try {
			await machine.within(terminals.ready(), this.usualBoot * PATIENCE);
			// Nothing of what came before counts as a denial, and what can be read again is not saved.
			await new Guest(terminals).must('dmesg --clear; sync; echo 3 > /proc/sys/vm/drop_caches');
			await machine.save(join(folder, 'state.zst'));
		} finally {
			await machine.kill();
		}
	}

	#settings(boot: string, disk: string, format: 'raw' | 'qcow2' = 'raw'): MachineSettings {
		return {
			accelerator: this.name,
			kernel: join(boot, 'vmlinuz'),
			initrd: join(boot, 'initrd.img'),
			disk,
			format,
			keepsWrites: true,
			payload: null,
			state: null,
			init: null,
		};
	}
}
