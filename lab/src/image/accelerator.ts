import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { QEMU } from '../machine.ts';
import type { Accelerator } from '../qemu-args.ts';

/** Whether KVM works here, or why not: /dev/kvm ends QEMU, is not for this user, or is not there. */
export type Kvm = 'works' | 'broken' | 'forbidden' | 'absent';

let known: Kvm | undefined;

/** KVM if it works here; else TCG. */
export function accelerator(): Accelerator {
	return kvm() === 'works' ? 'kvm' : 'tcg';
}

/** Tries KVM, once in a process: a /dev/kvm that is there may still end QEMU. */
export function kvm(): Kvm {
	known ??= tryKvm();
	return known;
}

function tryKvm(): Kvm {
	try {
		accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'forbidden';
	}
	// A machine that is not started, and is told to end at once.
	const machine = ['-nodefaults', '-display', 'none', '-machine', 'pc,accel=kvm', '-cpu', 'host'];
	const { status } = spawnSync(QEMU, [...machine, '-S', '-monitor', 'stdio'], {
		input: 'quit\n',
		timeout: 10_000,
	});
	return status === 0 ? 'works' : 'broken';
}

/** QEMU's version: a saved state is for the one that saved it. */
export function qemuVersion(): string {
	const { stdout } = spawnSync(QEMU, ['--version'], { encoding: 'utf8' });
	return /version (\S+)/.exec(stdout ?? '')?.[1] ?? 'unknown';
}
