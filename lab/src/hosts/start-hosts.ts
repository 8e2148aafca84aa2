import type { Engine } from '../engines/engine.ts';
import { lackingMemory, linkDevice } from '../engines/uml.ts';
import { LabError } from '../errors.ts';
import type { ReadyGuest } from '../image/ready-guest.ts';
import type { Machine } from '../machine.ts';
import { buildGuest, startMachine } from '../start.ts';
import { commandsFor } from './configure.ts';
import { openLinks } from './links.ts';
import type { HostPlan, HostsPlan } from './plan.ts';

/** Links end in sockets of the kernels that run as processes: hosts have no other engine. */
const KERNEL = 'uml';

/** Takes a host's consoles, and gives what runs a command there that must succeed. */
export type Open<T> = (
	name: string,
	machine: Machine,
	ready: ReadyGuest,
	engine: Engine,
) => Promise<{ opened: T; must: (command: string) => Promise<unknown> }>;

/** What a host takes while it does little, in bytes; one that works hard takes more. */
const MEMORY = 256 * 1024 * 1024;

/**
 * Builds what the hosts of a plan start from.
 *
 * @throws LabError if it cannot be built, or if there is no room for the hosts' memory
 */
export async function buildHosts(plan: HostsPlan): Promise<{ folder: string; engine: Engine }[]> {
	const hosts = Object.values(plan);
	const lacking = lackingMemory(hosts.length * MEMORY);
	if (lacking !== null) throw new LabError(`no room for ${hosts.length} hosts: ${lacking}`);
	const policies = new Set(hosts.map(policyOf));
	const built = [];
	for (const policy of policies) {
		const { ready, engine } = await buildGuest(policy, KERNEL);
		built.push({ folder: ready.folder, engine });
	}
	return built;
}

export function policyOf({ policy = 'default' }: HostPlan) {
	return policy;
}

/**
 * Starts the hosts of a plan, all at a time, joined by its links: clean, enforcing, and set up as the
 * plan says. If one does not come up, none is.
 *
 * @param plan - see checkPlan
 * @param open - takes each one's consoles, and waits until it answers
 * @param payload - the path of what each of them reads as its second disk: see StartOptions
 * @returns what has been opened, by the hosts' names
 * @throws LabError if one cannot be built, or be what the plan wants; GuestLostError
 */
export async function startHosts<T>(
	plan: HostsPlan,
	open: Open<T>,
	payload?: string,
): Promise<Map<string, T>> {
	await buildHosts(plan);
	const links = await openLinks(plan);
	const machines: Machine[] = [];
	const started = await Promise.allSettled(
		Object.entries(plan).map(async ([name, host]): Promise<[string, T]> => {
			const options = {
				kernel: KERNEL,
				links: links.of(name),
				...(payload && { payload }),
			} as const;
			return startMachine(policyOf(host), options, async (machine, ready, engine) => {
				machines.push(machine);
				const { opened, must } = await open(name, machine, ready, engine);
				for (const command of commandsFor(name, plan, linkDevice)) await must(command);
				return [name, opened];
			});
		}),
	);
	Promise.all(machines.map(({ ended }) => ended)).then(links.close);
	const failed = started.find(({ status }) => status === 'rejected');
	if (failed?.status !== 'rejected') {
		return new Map(started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
	}
	await Promise.all(machines.map((machine) => machine.kill()));
	throw failed.reason;
}
