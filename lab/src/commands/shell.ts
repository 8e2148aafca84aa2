import { attach } from '../attach.ts';
import { LabError } from '../errors.ts';
import { hasTerminal, interactive } from '../interactive.ts';
import type { Policy } from '../policies.ts';

/**
 * Gives the person at this terminal a shell in the guest.
 *
 * @returns the shell's exit status
 */
export async function shell(policy: Policy): Promise<number> {
	if (!hasTerminal()) throw new LabError("a shell needs a terminal; 'npx lab run' does not");
	const { terminals, leave } = await attach(policy);
	try {
		return await interactive(terminals, 'exec bash -i');
	} finally {
		await leave();
	}
}
