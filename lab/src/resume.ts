import { readyGuest, readyMachine } from './image/ready.ts';
import type { Switch } from './image/switches.ts';
import { Machine } from './machine.ts';
import type { Variant } from './policies.ts';
import { MachineTerminals, type Terminals } from './terminals.ts';

/** A guest of this process alone. */
export interface OwnGuest {
	machine: Machine;
	terminals: Terminals;
	switches: Switch[];
}

/**
 * Resumes a guest of one's own, clean as it was saved; what changes in it is lost with it. The first
 * time, or when the sources have changed, it is built before.
 *
 * @param variant - which policy
 * @param payload - the path of what the guest reads as /dev/vdb, a tar archive of PAYLOAD_SIZE bytes
 * @throws LabError if it cannot be built
 */
export async function resumeGuest(
	variant: Variant,
	payload: string | null = null,
): Promise<OwnGuest> {
	const ready = await readyGuest(variant);
	const machine = new Machine({ ...readyMachine(ready), payload });
	return { machine, terminals: new MachineTerminals(machine), switches: ready.switches };
}
