// What is commonly wrong, as far as it shows in what was seen; each with the command that mends it.

import { command } from '../names.ts';
import type { PortMapping } from './mapped.ts';
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
	translation: Seen<Translation>;
}

/** Finds what is wrong. What was not seen is no problem. */
export function findProblems(found: Findings): Problem[] {
	return [
		...hidden(found),
		...silentTranslation(found),
		...lostLabels(found),
		...takenPorts(found),
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
