// Modules that the kernel is asked for by an alias: what was wanted, and whether it is missed.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import { GAP, newerPolicy } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Address families by their numbers: linux/socket.h. */
const FAMILIES: Record<string, string> = {
	1: 'UNIX sockets',
	2: 'IPv4',
	3: 'AX.25',
	4: 'IPX',
	5: 'AppleTalk',
	10: 'IPv6',
	15: 'PF_KEY, the older interface to IPsec',
	16: 'netlink',
	17: 'packet sockets',
	21: 'RDS',
	29: 'CAN',
	30: 'TIPC',
	31: 'Bluetooth',
	38: 'the crypto API (AF_ALG)',
	40: 'vsock',
	43: 'SMC',
	44: 'XDP',
};

/** Parts of the firewall by their numbers: linux/netfilter/nfnetlink.h. */
const SUBSYSTEMS: Record<string, string> = {
	1: 'connection tracking (nf_conntrack_netlink)',
	2: 'expected connections of connection tracking (nf_conntrack_netlink)',
	3: 'queues of packets for programs (nfnetlink_queue)',
	4: 'logs of packets for programs (nfnetlink_log)',
	5: 'fingerprints of systems (nfnetlink_osf)',
	6: 'sets of addresses (ip_set)',
	7: 'accounts of packets (nfnetlink_acct)',
	8: 'timeouts of connection tracking (nfnetlink_cttimeout)',
	9: 'helpers of connection tracking (nfnetlink_cthelper)',
	10: 'nftables (nf_tables)',
	11: 'extensions of xtables in nftables (nft_compat)',
	12: 'hooks (nfnetlink_hook)',
};

/** Aliases that request_module() in the kernel makes, and what they are for. */
const ALIASES: [alias: RegExp, wanted: (name: string) => string][] = [
	[/^net-pf-2-proto-132\b/, () => 'sockets of SCTP'],
	[/^net-pf-2-proto-(\d+)/, (number) => `sockets of IP protocol ${number}`],
	// genl_family of the kernel's net/netlink/genetlink.c, and sock_diag.c and inet_diag.c: protocols 16 and 4 are built in.
	[
		/^net-pf-16-proto-16-family-(.+)/,
		(name) =>
			`the family ${name} of generic netlink, by which programs set up what that module does`,
	],
	[
		/^net-pf-16-proto-4-type-(\d+)/,
		(number) =>
			`what lists the sockets of address family ${number}${familyOf(number)} (inet_diag, tcp_diag, unix_diag and the like: ss(8) asks), without which the list is shorter or comes from /proc/net`,
	],
	[/^net-pf-16-proto-(\d+)/, (number) => `netlink sockets of protocol ${number} (linux/netlink.h)`],
	[/^net-pf-(\d+)/, (number) => `sockets of address family ${number}${familyOf(number)}`],
	[/^netdev-(.+)/, (name) => `a driver for the network interface ${name}, which is not there`],
	[/^rtnl-link-(.+)/, (kind) => `network interfaces of the kind ${kind} (ip link add type)`],
	[/^fs-(.+)/, (type) => `the file system ${type}`],
	[/^crypto-(.+)/, (name) => `the cipher or hash ${name}`],
	[/^algif-(.+)/, (name) => `the kind ${name} of the crypto API's sockets`],
	[
		/^binfmt-(.+)/,
		(name) =>
			`a program's format, of the number ${name}: the file is no program that this kernel knows`,
	],
	[/^char-major-(.+)/, (numbers) => `the character device ${numbers}${deviceOf(numbers)}`],
	[/^block-major-(.+)/, (numbers) => `the block device ${numbers}`],
	[/^tcp_(\w+)/, (name) => `the TCP congestion control ${name}`],
	[/^tcp-ulp-(\w+)/, (name) => `the upper layer ${name} of TCP (TLS by the kernel)`],
	[/^nfnetlink-subsys-(\d+)/, (number) => `a part of the firewall${subsystemOf(number)}`],
	[
		/^(nfnetlink-.+|nft-.+|nf[_-].+|xt_.+|ipt?_.+|ip6t?_.+|ebt.+)/,
		(name) => `a part of the firewall, ${name}`,
	],
	[/^(?:sch|cls|act)_(\w+)/, (name) => `a part of traffic control, ${name}`],
];

/** What is asked for in vain on many hosts, without harm. */
const HARMLESS = /^(?:net-pf-10|netdev-.+|binfmt-.+)$/;

/**
 * What a program has had the kernel ask for, and what helps without a rule for the domain.
 *
 * @param record - any; of those that are no module_request nothing is said
 */
export function requestedModule(record: AccessRecord): Remedy[] {
	const { kmod } = record.details;
	if (record.class !== 'system' || !record.permissions.includes('module_request')) return [];
	if (kmod === undefined) return [];
	if (LOADERS.test(record.subject.type)) return [LOADER];
	const wanted = wantedBy(kmod);
	const what =
		wanted === undefined
			? ''
			: `${kmod} is the alias by which the kernel asks for the module that has ${wanted}. `;
	const newer = isContainer(record.subject.type) ? '' : `${newerPolicy(record)} `;
	if (GENERATOR.test(record.subject.type)) return [ofGenerator(what)];
	if (HARMLESS.test(kmod)) return [harmless(what, kmod, newer), dontaudit(record)];
	return [
		{
			kind: 'note',
			why: `${what}${newer}Where a module is wanted, load it at boot instead, in /etc/modules-load.d/ (modules-load.d(5)): then nobody has to ask for this one. \`modprobe --resolve-alias NAME\` tells the module, NAME being what kmod= has.`,
		},
	];
}

/** Domains of what systemd runs before it starts any unit, systemd-modules-load.service among them: systemd.generator(7). */
const GENERATOR = /^systemd_\w*generator_t$/;

function ofGenerator(what: string): Remedy {
	return {
		kind: 'note',
		why: `${what}${GAP}: update selinux-policy, and until then take the rule. A generator of systemd asks before modules-load.d(5) counts, so that only what the initrd loads is there by then (dracut: force_drivers+=). Where what it makes units for is not wanted, it is mostly harmless.`,
	};
}

/** Domains of what loads modules itself. */
const LOADERS = /^(?:systemd_modules_load|kmod|insmod|udev)_t$/;

const LOADER: Remedy = {
	kind: 'note',
	why: 'The one who asks is there to load modules: probably one that it is loading has the kernel ask for another that it needs (request_module()). The rule is what is missing (kernel_request_load_module() of the reference policy); a newer policy may have it.',
};

/** Devices of the major number 10 by their minor ones: linux/miscdevice.h. */
const DEVICES: Record<string, string> = {
	'10-200': '/dev/net/tun',
	'10-229': '/dev/fuse',
	'10-232': '/dev/kvm',
	'10-234': '/dev/btrfs-control',
	'10-236': '/dev/mapper/control',
	'10-237': '/dev/loop-control',
	'10-238': '/dev/vhost-net',
	'10-241': '/dev/vhost-vsock',
};

function deviceOf(numbers: string): string {
	const name = Object.hasOwn(DEVICES, numbers) ? DEVICES[numbers] : undefined;
	return name === undefined ? '' : `, ${name}`;
}

function wantedBy(kmod: string): string | undefined {
	for (const [alias, wanted] of ALIASES) {
		const found = alias.exec(kmod);
		if (found) return wanted(found[1] ?? '');
	}
	return undefined;
}

function subsystemOf(number: string): string {
	const name = SUBSYSTEMS[number];
	return name === undefined
		? `, of the number ${number} (linux/netfilter/nfnetlink.h)`
		: `: ${name}`;
}

function familyOf(number: string): string {
	const name = FAMILIES[number];
	return name === undefined ? '' : `, ${name}`;
}

function harmless(what: string, kmod: string, newer: string): Remedy {
	const ipv6 =
		kmod === 'net-pf-10'
			? ' If IPv6 is off on this host (ipv6.disable=1; the program sees EAFNOSUPPORT), switch it off by net.ipv6.conf.all.disable_ipv6=1 (sysctl.d(5)) instead: then the family is there, and no module is asked for.'
			: '';
	return {
		kind: 'note',
		why: `${what}It is mostly harmless: the program goes on without.${ipv6} ${newer}`.trimEnd(),
	};
}

function dontaudit({ subject }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: 'No record of it any more, and nothing more allowed:',
		text: `dontaudit ${subject.type} kernel_t:system module_request;`,
	};
}
