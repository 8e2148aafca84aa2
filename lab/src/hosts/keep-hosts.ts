import { type Kept, offer, outliveTerminal, READY } from '../keeper.ts';
import { Lender } from '../lender.ts';
import { hostName } from '../paths.ts';
import { debianPolicy } from '../policies.ts';
import type { HostsPlan } from './plan.ts';
import { policyOf, startHosts } from './start-hosts.ts';

/**
 * Keeps hosts up, each of which is found by a name of its own. One that is taken down, or dies, leaves
 * the others as they are. Ends with the last one, or with SIGTERM.
 *
 * @param plan - the hosts
 */
export async function keepHosts(plan: HostsPlan): Promise<void> {
	outliveTerminal();
	const text = JSON.stringify(plan);
	const hosts = await startHosts<Kept>(plan, async (name, machine, { folder }, engine) => {
		const lender = new Lender(machine);
		await lender.answers();
		const policy = debianPolicy(policyOf(plan[name] ?? {}));
		const about = { folder, engine: engine.name, policy, plan: text };
		return { opened: { machine, lender, about }, must: (command) => lender.must(command) };
	});
	const all = [...hosts.values()];
	process.on('SIGTERM', () => all.map(({ machine }) => machine.kill()));
	for (const [name, kept] of hosts) await offer(hostName(name), kept);
	process.stdout.write(READY);
	await Promise.all(all.map(({ machine }) => machine.ended));
	process.exit();
}
