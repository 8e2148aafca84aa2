// Which checks of the network the kernel makes now: most are made only while something labels packets.

import { CHECKS } from '../check/checks.ts';
import type { Capability } from './capabilities.ts';
import type { NetLabel } from './netlabel.ts';
import type { PacketLabels } from './packets.ts';
import { type Seen, seenValue } from './seen.ts';

/** Some checks, and whether the kernel makes them now. */
export interface Asked {
	/** As the allow rule has them: a class and its permissions. */
	checks: string[];
	/** Undefined where what decides it was not seen. */
	isAsked: boolean | undefined;
	/** Why, or what was not seen. */
	why: string;
}

/**
 * Concludes which checks are made.
 *
 * @see selinux_peerlbl_enabled and selinux_secmark_enabled (security/selinux/hooks.c), netlbl_enabled
 * (net/netlabel/netlabel_mgmt.c), which counts the numbers (DOI) and the fallback labels, not the
 * mappings; all of the host's network namespaces
 */
export function concludeAsked(
	capabilities: Seen<Capability[]>,
	netlabel: NetLabel,
	packets: PacketLabels,
): Asked[] {
	const on = isOn(capabilities);
	return [
		{ checks: permissionsOf('peer', 'netif', 'node'), ...peers(on, netlabel, packets) },
		{ checks: permissionsOf('packet'), ...marks(on, packets) },
		{
			checks: ['name_bind', 'name_connect', 'node_bind'],
			isAsked: true,
			why: 'always asked, with or without labeled networking',
		},
	];
}

type Conclusion = Pick<Asked, 'isAsked' | 'why'>;
type IsOn = (name: string) => boolean | undefined;

function isOn(capabilities: Seen<Capability[]>): IsOn {
	return (name) => seenValue(capabilities)?.find((each) => each.name === name)?.isOn;
}

function peers(on: IsOn, netlabel: NetLabel, { ipsec }: PacketLabels): Conclusion {
	if (on('network_peer_controls') === false) {
		return { isAsked: false, why: 'the policy capability network_peer_controls is off' };
	}
	if (on('always_check_network')) return ALWAYS;
	const causes: [what: string, seen: Seen<unknown[]>][] = [
		['CIPSO', netlabel.cipso],
		['CALIPSO', netlabel.calipso],
		['a fallback label', netlabel.fallbacks],
		['labeled IPsec', ipsec],
	];
	return conclude(causes, 'is configured here', 'nothing labels packets here');
}

function marks(on: IsOn, { secmark, legacy }: PacketLabels): Conclusion {
	if (on('always_check_network')) return ALWAYS;
	const causes: [what: string, seen: Seen<unknown[]>][] = [['SECMARK', secmark]];
	const concluded = conclude(causes, 'rules are loaded', 'no SECMARK rules are loaded here');
	if (concluded.isAsked === false && seenValue(legacy) !== false) {
		return {
			isAsked: undefined,
			why: "not seen: rules of the older iptables ('iptables-save' shows them)",
		};
	}
	return concluded;
}

const ALWAYS: Conclusion = {
	isAsked: true,
	why: 'the policy capability always_check_network is on',
};

/** One cause is enough; none is known only where all were seen. */
function conclude(
	causes: [what: string, seen: Seen<unknown[]>][],
	because: string,
	otherwise: string,
): Conclusion {
	const active = causes.filter(([, seen]) => (seenValue(seen) ?? []).length > 0);
	if (active.length > 0) {
		return { isAsked: true, why: `${active.map(([what]) => what).join(', ')} ${because}` };
	}
	const unseen = causes.filter(([, seen]) => 'unseen' in seen);
	if (unseen.length > 0) {
		return { isAsked: undefined, why: `not seen: ${unseen.map(([what]) => what).join(', ')}` };
	}
	return { isAsked: false, why: otherwise };
}

/** The permissions of classes, of the table of checks. */
function permissionsOf(...classes: string[]): string[] {
	return classes.map((name) => {
		const rows = CHECKS.filter(
			(check) => check.class === name && check.when !== undefined && check.permission !== '*',
		);
		const permissions = rows.map(({ permission }) => permission);
		return `${name} { ${permissions.join(' ')} }`;
	});
}
