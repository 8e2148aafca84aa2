// When the kernel makes a check at all.

import type { AccessRecord } from './record.ts';

const LABELING =
	'This is checked only while NetLabel or labeled IPsec is configured, and then for the traffic of every domain (or always, with the policy capability always_check_network).';
const SECMARK = 'This is checked only while SECMARK rules are loaded.';

/** When the kernel makes a check at all, where that is not always. */
const ACTIVE: [pattern: RegExp, when: string][] = [
	[/^(netif|node|peer) /, LABELING],
	[/^packet (send|recv|forward_)/, SECMARK],
	[
		/^association (sendto|recvfrom|polmatch)/,
		'This is checked only for traffic that a labeled IPsec policy entry or association applies to.',
	],
	[
		/^sctp_socket association/,
		'This is checked when a second association begins; an unlabeled SCTP peer counts as unlabeled_t.',
	],
	[
		/_socket name_bind/,
		'This is checked for ports outside ip_local_port_range (see ip(7)) and for those below ip_unprivileged_port_start.',
	],
	[/_socket name_connect/, 'This is checked always, for TCP, SCTP and DCCP; for UDP never.'],
	[/_socket node_bind/, 'This is checked always, with or without labeled networking.'],
	[
		/^fd use/,
		'No error tells of it: at execve(2) the descriptor is replaced by a null device, and over a UNIX socket (SCM_RIGHTS) the message arrives without it.',
	],
];

/**
 * Says when the kernel makes a check at all.
 *
 * @param record - the record
 * @returns a sentence, or undefined where it is always made
 */
export function whenActive(record: AccessRecord): string | undefined {
	const checks = record.permissions.map((permission) => `${record.class} ${permission}`);
	return ACTIVE.find(([pattern]) => checks.some((check) => pattern.test(check)))?.[1];
}
