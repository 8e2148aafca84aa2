import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { QEMU } from '../machine.ts';
import type { Accelerator } from '../qemu-args.ts';

let known: Accelerator | undefined;

/** KVM if it works here, for a /dev/kvm that is there may still end QEMU; else TCG. */
export function accelerator(): Accelerator {
	known ??= kvmWorks() ? 'kvm' : 'tcg';
	return known;
}

function kvmWorks(): boolean {
	try {
		accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
	} catch {
		return false;
	}
	// A machine that is not started, and is told to end at once.
	const args = ['-nodefaults', '-display', 'none', '-machine', 'pc,accel=kvm', '-cpu', 'host', '-S'];
	const { status } = spawnSync(QEMU, [...args, '-monitor', 'stdio'], {
		input: 'quit\n',
		timeout: 10_000,
	});
	return status === 0;
}

/** QEMU's version: a saved state is for the one that saved it. */
export function qemuVersion(): string {
	const { stdout } = spawnSync(QEMU, ['--version'], { encoding: 'utf8' });
	return /version (\S+)/.exec(stdout ?? '')?.[1] ?? 'unknown';
}
