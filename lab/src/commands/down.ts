import { printable } from '@peercon/context/foreign-text';
import { hostsUp, type Which } from '../attach.ts';
import { LabError } from '../errors.ts';
import { endKeeper, findKeeper } from '../keeper.ts';
import { hostName } from '../paths.ts';
import { say } from '../progress.ts';

/** Ends what is up: a guest, one host of several, or the guest and all hosts if nobody says which. */
export async function down({ policy, host }: Which): Promise<void> {
	if (host !== undefined) return downHost(host);
	const isUp = (await findKeeper(policy ?? 'default')) !== null;
	if (isUp) {
		await endKeeper(policy ?? 'default');
		say('the guest is down');
	}
	const hadHosts = policy === undefined && (await downHosts());
	if (!isUp && !hadHosts) say(`no guest with the ${policy ?? 'default'} policy is up`);
}

/** Ends one host, as if its plug were pulled: the others go on. */
async function downHost(host: string): Promise<void> {
	const hosts = await hostsUp();
	if (!hosts.has(host)) throw new LabError(`no host ${printable(host)} is up`);
	await endKeeper(hostName(host));
	say(`the host ${host} is down`);
}

/**
 * Ends all hosts.
 *
 * @returns whether there were any
 */
export async function downHosts(): Promise<boolean> {
	const hosts = [...(await hostsUp()).keys()];
	await Promise.all(hosts.map((host) => endKeeper(hostName(host))));
	if (hosts.length > 0) say(`the hosts are down: ${hosts.join(', ')}`);
	return hosts.length > 0;
}
