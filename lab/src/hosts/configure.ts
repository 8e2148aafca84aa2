import { shellWord } from '../shell-word.ts';
import type { HostPlan, HostsPlan } from './plan.ts';

/**
 * The commands that make of a clean guest a host of a plan: hostname(1), ip(8), sysctl(8) and
 * netlabelctl(8). The labeling comes last: an interface has to be there to be named in it.
 *
 * @param name - which host
 * @param plan - all of them: each knows the others by name
 * @param device - what the kernel calls an interface, by its place in the plan
 * @returns lines for bash(1), in order
 */
export function commandsFor(
	name: string,
	plan: HostsPlan,
	device: (index: number) => string,
): string[] {
	const { interfaces = {}, routes = {}, forwards = false, labeling = [] } = plan[name] as HostPlan;
	return [
		`hostname ${name}`,
		`printf '%s\\n' ${namesIn(plan).map(shellWord).join(' ')} >> /etc/hosts`,
		...Object.entries(interfaces).flatMap(([called, { addresses = [] }], index) => [
			`ip link set ${device(index)} name ${called}`,
			// Without duplicate address detection an IPv6 address is there at once.
			...addresses.map((address) => `ip addr add ${address} dev ${called}${nodad(address)}`),
			`ip link set ${called} up`,
		]),
		...Object.entries(routes).map(([to, via]) => `ip route add ${to} via ${via}`),
		...(forwards ? ['sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1'] : []),
		...labeling.map((line) => `netlabelctl ${line.trim().split(/ +/).map(shellWord).join(' ')}`),
	];
}

function nodad(address: string): string {
	return address.includes(':') ? ' nodad' : '';
}

/** All addresses with their hosts' names, as in hosts(5). */
function namesIn(plan: HostsPlan): string[] {
	return Object.entries(plan).flatMap(([name, { interfaces = {} }]) =>
		Object.values(interfaces).flatMap(({ addresses = [] }) =>
			addresses.map((address) => `${address.split('/')[0]} ${name}`),
		),
	);
}
