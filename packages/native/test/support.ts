import { is_selinux_enabled } from '../lib/index.ts';

/** Why tests that need SELinux cannot run here; undefined if they can. */
export const noSelinux = is_selinux_enabled() ? undefined : 'SELinux is disabled on this host';

/** Why tests of a host without SELinux cannot run here. */
export const withSelinux = is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined;

/** Runs something that must throw, and gives what it threw. */
export function thrownBy(act: () => unknown): NodeJS.ErrnoException {
	try {
		act();
	} catch (error) {
		return error as NodeJS.ErrnoException;
	}
	throw new Error('nothing was thrown');
}

/** As {@link thrownBy}, for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<NodeJS.ErrnoException> {
	try {
		await promise;
	} catch (error) {
		return error as NodeJS.ErrnoException;
	}
	throw new Error('nothing was rejected');
}
