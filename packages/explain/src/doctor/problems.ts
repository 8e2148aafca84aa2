// What is commonly wrong, as far as it shows in what was seen; each with the command that mends it.

import { command } from '../names.ts';
import type { PortMapping } from './mapped.ts';
import type { Mapping } from './netlabel.ts';
import type { ProgramFile } from './programs.ts';
import { type Seen, seenValue } from './seen.ts';
import type { Mode } from './state.ts';
import type { Translation } from './translation.ts';

/** Something that is wrong. */
export interface Problem {
	/** What it is, and what comes of it. */
	what: string;
	/** A command for the shell. */
	mend: string;
}

/** What problems are found in. */
export interface Findings {
	mode: Seen<Mode>;
	whyHidden: Seen<string | null>;
	modules: Seen<string[]>;
	files: Seen<ProgramFile[]>;
	ports: Seen<PortMapping[]>;
	mappings: Seen<Mapping[]>;
	translation: Seen<Translation>;
}

/** Finds what is wrong. What was not seen is no problem. */
export function findProblems(found: Findings): Problem[] {
	return [
		...hidden(found),
		...silentTranslation(found),
		...lostLabels(found),
		...takenPorts(found),
		...withoutEntry(found),
	];
}

function hidden({ mode, whyHidden }: Findings): Problem[] {
	if (seenValue(mode) !== 'hidden') return [];
	return [
		{
			what: `SELinux is hidden here, for ${seenValue(whyHidden)}: most programs take it for disabled. In a container that is as it should be. 'ip netns exec' does it, too, which mounts /sys anew: enter the network namespace without it:`,
			mend: 'nsenter --net=/run/netns/NAME COMMAND',
		},
	];
}

function silentTranslation({ translation }: Findings): Problem[] {
	if (seenValue(translation) !== 'silent') return [];
	return [
		{
			what: 'mcstransd(8) does not answer, and every program that shows a context waits for it. Nothing else was looked at.',
			mend: 'systemctl restart mcstrans',
		},
	];
}

/** npm gives a file that it replaces the label of its folder. */
function lostLabels({ files }: Findings): Problem[] {
	const wrong = (seenValue(files) ?? []).filter(({ state }) => state === 'wrong');
	if (wrong.length === 0) return [];
	const named = wrong.map(
		({ path, is, should }) => `${path} is ${typeOf(is)}, not ${typeOf(should)}`,
	);
	return [
		{
			what: `Labels are lost, as after an update by npm, and a program whose file has not its type does not enter its domain: ${named.join('; ')}.`,
			mend: command('restorecon', '-F', ...wrong.map(({ path }) => path)),
		},
	];
}

function typeOf(context = ''): string {
	return context.split(':')[2] ?? context;
}

/** The ports of policy/mappings, and the module that needs each. */
const PORTS: readonly [module: string, type: string, protocol: string, port: number][] = [
	['echo_server', 'echo_port_t', 'tcp', 7],
	['echo_server', 'echo_port_t', 'udp', 7],
	['echo_server', 'echo_port_t', 'sctp', 7],
	['getpeercon_server', 'getpeercon_port_t', 'tcp', 5000],
	['getpeercon_server', 'getpeercon_port_t', 'udp', 5000],
	['getpeercon_server', 'getpeercon_port_t', 'sctp', 5000],
	['mls_server', 'mls_server_port_t', 'tcp', 5080],
];

/** Whatever an administrator has mapped comes before the policy's own. */
function takenPorts({ modules, ports }: Findings): Problem[] {
	const installed = seenValue(modules) ?? [];
	const local = (seenValue(ports) ?? []).filter(({ isLocal }) => isLocal);
	return PORTS.filter(([module]) => installed.includes(module)).flatMap(
		([module, type, protocol, port]) => {
			const taken = local.find((each) => {
				return each.protocol === protocol && each.first === port && each.last === port;
			});
			if (taken === undefined || taken.type === type) return [];
			return [
				{
					what: `Somebody has mapped port ${protocol} ${port} to ${taken.type}; module ${module} expects ${type}, so its server may not bind it.`,
					mend: command('semanage', 'port', '-m', '-t', type, '-p', protocol, String(port)),
				},
			];
		},
	);
}

/** The families of addresses: what all of one are, and NetLabel's protocol that labels them. */
const FAMILIES = [
	{ family: 'IPv4', all: '0.0.0.0/0', label: 'CIPSOv4', has: /^[\d.]+\// },
	{ family: 'IPv6', all: '::/0', label: 'CALIPSO', has: /:/ },
] as const;

/** Where all have one protocol, it is for its own family, but UNLABELED for both: netlabel_mgmt.c. */
function withoutEntry({ mappings }: Findings): Problem[] {
	const known = seenValue(mappings);
	if (known === undefined) return [];
	const defaults = known.filter(({ domain }) => domain === undefined);
	return FAMILIES.flatMap(({ family, all, label, has }) => {
		const isMapped = defaults.some(({ address, protocol }) =>
			address === undefined ? protocol === label || protocol === 'UNLABELED' : has.test(address),
		);
		if (isMapped) return [];
		return [
			{
				what: `NetLabel's map has no default entry for ${family}: socket(2) of it fails with ENOENT for every domain without an entry of its own, and nothing is recorded.`,
				mend: command('netlabelctl', 'map', 'add', 'default', `address:${all}`, 'protocol:unlbl'),
			},
		];
	});
}
