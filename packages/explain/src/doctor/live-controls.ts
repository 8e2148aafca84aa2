// Which of SELinux's controls are live on this host, now. Other code asks this before it advises.

import { type AddressLabels, seeAddress } from './address.ts';
import { type Asked, concludeAsked } from './asked.ts';
import { type Audit, seeAudit } from './audit.ts';
import { type Capability, seeCapabilities } from './capabilities.ts';
import { type Listening, seeListening } from './listening.ts';
import { seePorts } from './mapped.ts';
import { type NetLabel, seeNetLabel } from './netlabel.ts';
import { type PacketLabels, seePacketLabels } from './packets.ts';
import { findProblems, type Problem } from './problems.ts';
import { type ProgramFile, seeFiles, seeModules } from './programs.ts';
import { type Seen, seenValue } from './seen.ts';
import { type State, seeState } from './state.ts';
import { seeTranslation, type Translation } from './translation.ts';

/** What was seen of a host that runs SELinux. */
export interface Controls {
	capabilities: Seen<Capability[]>;
	netlabel: NetLabel;
	packets: PacketLabels;
	/** Which checks of the network the kernel makes now. */
	asked: Asked[];
	/** What an address meets, where one was asked for. */
	address?: AddressLabels;
	listening: Seen<Listening[]>;
	audit: Seen<Audit>;
	modules: Seen<string[]>;
	files: Seen<ProgramFile[]>;
	translation: Seen<Translation>;
}

/** What was seen of a host. */
export interface LiveControls {
	state: State;
	/** Nothing where SELinux does not run or is hidden, or where mcstransd(8) does not answer. */
	controls?: Controls;
	/** What is wrong, with commands that mend it. */
	problems: Problem[];
}

/**
 * Looks at this host: selinuxfs, and what the programs say that know the rest. It changes nothing. As an
 * ordinary user it sees less, and has a reason for each thing that it does not see.
 *
 * @param address - an IPv4 or IPv6 address, without a zone, whose labels and types are wanted as well
 */
export async function liveControls(address?: string): Promise<LiveControls> {
	const state = seeState();
	const mode = seenValue(state.mode);
	const unseen: Seen<never> = { source: '', unseen: 'SELinux does not run here' };
	if (mode === 'disabled' || mode === 'hidden') {
		const nothing = {
			modules: unseen,
			files: unseen,
			ports: unseen,
			mappings: unseen,
			translation: unseen,
		};
		return { state, problems: findProblems({ ...state, ...nothing }) };
	}

	// While mcstransd(8) hangs, most programs below do, too: that is mended first.
	const translation = await seeTranslation();
	if (seenValue(translation) === 'silent') {
		const nothing = { modules: unseen, files: unseen, ports: unseen, mappings: unseen };
		return { state, problems: findProblems({ ...state, ...nothing, translation }) };
	}
	const capabilities = seeCapabilities();
	const [netlabel, packets, ports, audit, modules, files] = await Promise.all([
		seeNetLabel(),
		seePacketLabels(),
		seePorts(),
		seeAudit(),
		seeModules(),
		seeFiles(),
	]);
	const listening = await seeListening(ports);
	const controls: Controls = {
		capabilities,
		netlabel,
		packets,
		asked: concludeAsked(capabilities, netlabel, packets),
		...(address === undefined ? {} : { address: await seeAddress(address, netlabel, packets) }),
		listening,
		audit,
		modules,
		files,
		translation,
	};
	const problems = findProblems({
		...state,
		modules,
		files,
		ports,
		mappings: netlabel.mappings,
		translation,
	});
	return { state, controls, problems };
}
