import { readyGuest, readyMachine } from './image/ready.ts';
import { Machine } from './machine.ts';
import type { Policy } from './policies.ts';
import { MachineTerminals, type Terminals } from './terminals.ts';

/** A guest of this process alone. */
export interface OwnGuest {
	machine: Machine;
	terminals: Terminals;
}

/**
 * Resumes a guest of one's own, clean as it was saved; what changes in it is lost with it. The first
 * time, or when the sources have changed, it is built before.
 *
 * @param policy - Debian's MCS policy (default) or its MLS policy
 * @param payload - the path of what the guest reads as /dev/vdb, a tar archive of PAYLOAD_SIZE bytes
 * @throws LabError if it cannot be built
 */
export async function resumeGuest(
	policy: Policy,
	payload: string | null = null,
): Promise<OwnGuest> {
	const machine = new Machine({ ...readyMachine(await readyGuest(policy)), payload });
	return { machine, terminals: new MachineTerminals(machine) };
}
