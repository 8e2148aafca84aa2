// The policy's capabilities: each switches a behaviour of the kernel's on that older policies do not know.

import { readdirSync, readFileSync } from 'node:fs';
import { type Seen, see } from './seen.ts';
import { selinuxFile } from './state.ts';

/** A capability that this kernel knows. */
export interface Capability {
	name: string;
	isOn: boolean;
	/** What is otherwise while it is off, if that is known here. */
	whenOff?: string;
}

/**
 * What is otherwise while one is off, the network's first.
 *
 * @see Linux: security/selinux/include/policycap_names.h, and where each is asked for
 */
const WHEN_OFF: Readonly<Record<string, string>> = {
	network_peer_controls:
		'peer, netif and node are not asked; a packet is checked as recvfrom of its socket instead',
	always_check_network:
		'peer, netif and node are asked only while labeled networking is configured, packet only while SECMARK rules are loaded',
	extended_socket_class: 'an SCTP socket is a rawip_socket, so no rule on sctp_socket counts',
	netif_wildcard: 'an interface is mapped by its whole name alone',
	nnp_nosuid_transition:
		'under no_new_privs or nosuid a domain is entered only if the old one bounds it',
	netlink_xperm: 'no rule tells netlink messages of one family apart',
	open_perms: 'open is not asked',
	userspace_initial_context: 'what runs before the policy is loaded is kernel_t',
};

/** Looks at all that this kernel knows: the network's first, then by name. */
export function seeCapabilities(): Seen<Capability[]> {
	const folder = selinuxFile('policy_capabilities');
	return see(folder, () => {
		const names = readdirSync(folder);
		const told = Object.keys(WHEN_OFF).filter((name) => names.includes(name));
		const others = names.filter((name) => !told.includes(name)).toSorted();
		return [...told, ...others].map((name) => {
			const isOn = readFileSync(`${folder}/${name}`, 'utf8').trim() === '1';
			const whenOff = WHEN_OFF[name];
			return { name, isOn, ...(whenOff === undefined ? {} : { whenOff }) };
		});
	});
}
