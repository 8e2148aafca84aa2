import { QemuEngine, qemuVersion } from './qemu.ts';

/** QEMU translates every instruction: it runs wherever QEMU does, some ten times slower. */
export class Tcg extends QemuEngine {
	readonly name = 'tcg';
	readonly title = 'QEMU, which translates every instruction';
	readonly usualBoot = 25;

	async obstacle(): Promise<string | null> {
		return qemuVersion() === 'unknown' ? 'QEMU does not start' : null;
	}
}
