import type { Running } from '../../src/guest.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';

/** This host's address in the intranet, and the other host's. */
export const HERE = '192.168.7.1';
export const THERE = '192.168.7.2';
export const HERE_V6 = 'fd00:7::1';
export const THERE_V6 = 'fd00:7::2';

/** Runs a command on the other host. Not `ip netns exec`: that hides /sys/fs/selinux from it. */
export const ON_OTHER_HOST = 'nsenter --net=/run/netns/other';

/**
 * A host of its own, as a network namespace that /run/netns/NAME leads to. Not by `ip netns add`:
 * under the MLS policy ip(8) may not mount.
 */
export function newHost(name: string): string {
	return `\
mkdir -p /run/netns
unshare --net sleep infinity < /dev/null > /dev/null 2>&1 &
until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
ln -s /proc/$!/ns/net /run/netns/${name} && nsenter --net=/run/netns/${name} ip link set lo up`;
}

/**
 * Two hosts of an intranet: this one, and a network namespace, joined by a pair of interfaces that
 * are both called intranet0. The guest's policy gives their addresses and interfaces the intranet's
 * types: lab/policy/mappings.
 */
export const INTRANET = `${newHost('other')} && ${[
	'ip link add intranet0 type veth peer name intranet0 netns $!',
	'ip addr add 192.168.7.1/24 dev intranet0',
	'ip addr add fd00:7::1/64 dev intranet0 nodad',
	'ip link set intranet0 up',
	`${ON_OTHER_HOST} ip addr add 192.168.7.2/24 dev intranet0`,
	`${ON_OTHER_HOST} ip addr add fd00:7::2/64 dev intranet0 nodad`,
	`${ON_OTHER_HOST} ip link set intranet0 up`,
].join(' && ')}`;

/** A third host, behind the other one, which then is a router. */
export const FAR = '192.168.7.130';
export const ON_FAR_HOST = 'nsenter --net=/run/netns/far';
export const ROUTED = `${newHost('far')} && ${[
	`${ON_OTHER_HOST} ip link add intranet1 type veth peer name intranet0 netns $!`,
	`${ON_OTHER_HOST} ip addr add 192.168.7.129/25 dev intranet1`,
	`${ON_OTHER_HOST} ip link set intranet1 up`,
	`${ON_FAR_HOST} ip addr add ${FAR}/25 dev intranet0`,
	`${ON_FAR_HOST} ip link set intranet0 up`,
	`${ON_FAR_HOST} ip route add default via 192.168.7.129`,
	'ip route add 192.168.7.128/25 via 192.168.7.2',
	`${ON_OTHER_HOST} sysctl -q net.ipv4.ip_forward=1`,
].join(' && ')}`;

/** An echo server there that has no domain of its own. */
export const ECHO_ON_FAR_HOST = `${ON_FAR_HOST} ncat -v -k -l -e /bin/cat 7`;

/** Labels what goes to the intranet with its level, by CIPSO. */
export const LABELED = [
	'cipsov4 add pass doi:1 tags:1',
	'map del default',
	'map add default address:0.0.0.0/0 protocol:unlbl',
	'map add default address:::/0 protocol:unlbl',
	'map add default address:192.168.7.0/24 protocol:cipsov4,1',
];

/**
 * Starts an echo server on the other host, on port 7, TCP and UDP.
 *
 * @param level - its level, instead of the login's range. A shell goes between: runcon(1) asks for a
 * whole context, and so leaves the policy no choice of the domain.
 */
export function serveEcho(guest: ScenarioGuest, level?: string): Promise<Running> {
	const server = level === undefined ? 'echo-server' : `runcon -l ${level} sh -c echo-server`;
	return guest.serve(`${ON_OTHER_HOST} ${server}`, /listening on UDP port 7 \.\.\. ok/);
}

/**
 * SECMARK: labels the packets of the echo port as the client's here, and as the server's on the other
 * host and what it forwards. A mark has to be there before SELinux looks: its hook for forwarding
 * comes first of all, with NF_IP_PRI_SELINUX_FIRST.
 */
export function secmark(): string {
	const mark = (port: string) =>
		`meta l4proto { tcp, udp, sctp } th ${port} 7 meta secmark set "packets"`;
	const table = (kind: string, hooks: Record<string, string[]>) => `
table inet echo {
	secmark packets { "system_u:object_r:echo_${kind}_packet_t:s0" }
${Object.entries(hooks)
	.map(
		([hook, ports]) => `	chain ${hook} {
		type filter hook ${hook} priority mangle;
		${ports.map(mark).join('\n\t\t')}
	}`,
	)
	.join('\n')}
}`;
	const client = table('client', { output: ['dport'], input: ['sport'] });
	const server = table('server', { prerouting: ['dport', 'sport'], output: ['sport'] });
	return `nft -f - <<< '${client}' && ${ON_OTHER_HOST} nft -f - <<< '${server}'`;
}

/**
 * Labeled IPsec for TCP over IPv6: each association carries the whole context of the sockets that may
 * use it. ip-xfrm(8)
 */
export function labeledIpsec(): string {
	const range = 's0-s0:c0.c1023';
	const context = (type: string) => `unconfined_u:unconfined_r:${type}:${range}`;
	const ends = `src ${HERE_V6} dst ${THERE_V6}`;
	const back = `src ${THERE_V6} dst ${HERE_V6}`;
	const key = 'mode transport auth sha1 0123456789012345';
	const required =
		'ctx system_u:object_r:intranet_spd_t:s0 tmpl proto ah mode transport level required';
	const host = (before: string, out: string, into: string) =>
		[
			`state add ${ends} proto ah spi 0x200 ctx ${context('echo_client_t')} ${key}`,
			`state add ${back} proto ah spi 0x201 ctx ${context('echo_server_t')} ${key}`,
			`policy add ${out} proto tcp dir out ${required}`,
			`policy add ${into} proto tcp dir in ${required}`,
		].map((each) => `${before} ip xfrm ${each}`.trim());
	return [...host('', ends, back), ...host(ON_OTHER_HOST, back, ends)].join(' && ');
}
