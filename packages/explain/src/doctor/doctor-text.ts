// What was seen of a host, as lines for people: a subject, what is so, and where it was seen.

import { printable } from '@peercon/context/foreign-text';
import { wrap } from '../wrap.ts';
import type { AddressLabels } from './address.ts';
import type { Capability } from './capabilities.ts';
import type { Listening } from './listening.ts';
import type { Controls, LiveControls } from './live-controls.ts';
import type { Mapping } from './netlabel.ts';
import type { ProgramFile } from './programs.ts';
import type { Seen } from './seen.ts';
import { seenValue } from './seen.ts';
import type { Mode, State } from './state.ts';

/** Where the text behind a subject begins. */
const INDENT = 12;

/**
 * The report, at most 80 columns wide but for words that are longer and commands, which stay whole.
 *
 * @param live - what was seen
 * @returns lines with their line feeds, without anything that a terminal obeys
 */
export function doctorText({ state, controls, problems }: LiveControls): string {
	const sections = [section('SELinux', stateLines(state))];
	if (controls) {
		sections.push(section('Labels of packets', labelLines(controls)));
		sections.push(section('Checks that are made now', askedLines(controls)));
		if (controls.address)
			sections.push(section(`Address ${controls.address.address}`, addressLines(controls.address)));
		sections.push(section('This host', hostLines(controls)));
	}
	const wrong = problems.flatMap(({ what, mend }) => [
		item('wrong', what),
		`${pad()}  ${printable(mend)}`,
	]);
	if (wrong.length > 0) sections.push(section('To mend', wrong));
	else if (controls) sections.push('Nothing is wrong, as far as was seen.\n');
	return sections.join('\n');
}

const MODES: Record<Exclude<Mode, 'hidden'>, string> = {
	enforcing: 'enabled, enforcing',
	permissive: 'enabled, permissive: it records and denies nothing',
	disabled:
		'does not run: this kernel has none, or it is switched off (selinux=0, or another module)',
};

function stateLines(state: State): string[] {
	const why = seenValue(state.whyHidden);
	const mode = line('state', state.mode, (value) => {
		return value === 'hidden' ? `runs, and is hidden here: ${why}` : MODES[value];
	});
	const value = seenValue(state.mode);
	if (value === 'disabled' || value === 'hidden') return [mode];
	return [
		mode,
		line('policy', state.policy, (name) => name),
		line('version', state.version, (version) => {
			const newest = seenValue(state.newest);
			return `${version}${newest === undefined ? '' : `, of up to ${newest} that the kernel takes`}`;
		}),
		line('levels', state.levels, (levels) => LEVELS[levels]),
		line('unknown', state.unknown, (unknown) => {
			return `what the kernel asks and the policy does not know is ${unknown}`;
		}),
		line('lacking', state.lacking, (lacking) => {
			return lacking.length === 0
				? "the policy knows every check of the network that 'peercon explain' does, and what Linux has added since 3.16"
				: `the policy does not know ${lacking.join(', ')}`;
		}),
		line('dontaudit', state.dontaudit, (on) => {
			return on
				? "rules dontaudit hush denials: 'semodule -DB' switches them off"
				: "rules dontaudit are off: 'semodule -B' switches them on again";
		}),
	];
}

const LEVELS = {
	MLS: 'MLS: more sensitivities than s0',
	MCS: 'MCS: s0 alone, with categories',
	none: 'none: contexts have no range',
};

function labelLines({ capabilities, netlabel, packets }: Controls): string[] {
	return [
		...capabilityLines(capabilities),
		line('NetLabel', netlabel.mappings, (mappings) => mappings.map(mappingText).join('; ')),
		line('DOI', netlabel.cipso, (dois) => {
			return (
				dois.map(({ doi, type }) => `${doi} ${DOI_TYPES[type] ?? type}`).join('; ') ||
				'no number of CIPSO'
			);
		}),
		line('CALIPSO', netlabel.calipso, (dois) => {
			return (
				dois.map(({ doi, type }) => `${doi} ${DOI_TYPES[type] ?? type}`).join('; ') ||
				'no number of CALIPSO'
			);
		}),
		line('fallback', netlabel.fallbacks, (fallbacks) => {
			return (
				fallbacks
					.map(({ interface: netif, address, label }) => `from ${address} by ${netif}: ${label}`)
					.join('; ') || 'none: what comes without a label stays without'
			);
		}),
		line('unlabeled', netlabel.accept, (accept) => {
			return accept ? 'packets without a label are taken' : 'packets without a label are dropped';
		}),
		line('IPsec', packets.ipsec, (entries) => {
			return (
				entries
					.map(({ kind, src, dst, context }) => `${kind} ${src} to ${dst}: ${context}`)
					.join('; ') || 'no entry or association has a context'
			);
		}),
		line('SECMARK', packets.secmark, (contexts) => contexts.join('; ') || 'no rules'),
	];
}

/** A capability that is off takes a line where its meaning is known; the others are named. */
function capabilityLines(seen: Seen<Capability[]>): string[] {
	if ('unseen' in seen) return [line('capability', seen, () => '')];
	const on = seen.value.filter(({ isOn }) => isOn).map(({ name }) => name);
	const off = seen.value.filter(({ isOn }) => !isOn);
	const told = off.filter(({ whenOff }) => whenOff !== undefined);
	const others = off.filter(({ whenOff }) => whenOff === undefined).map(({ name }) => name);
	return [
		line('on', { ...seen, value: on }, (names) => names.join(', ')),
		...told.map(({ name, whenOff }) => item('off', `${name}: ${whenOff}`)),
		...(others.length === 0 ? [] : [item('off', others.join(', '))]),
	];
}

const DOI_TYPES: Readonly<Record<string, string>> = {
	PASS_THROUGH: 'carries the level alone',
	LOCAL: 'carries the whole context, within this host',
};

function mappingText({ domain, address, protocol, doi }: Mapping): string {
	const to = `${domain === undefined ? '' : `${domain} `}to ${address ?? 'any address'}`;
	return `${to}: ${protocol === 'UNLABELED' ? 'no label' : `${protocol} ${doi ?? ''}`.trim()}`;
}

function askedLines({ asked }: Controls): string[] {
	const heads = { true: 'asked', false: 'not asked', undefined: 'not known' } as const;
	return asked.map(({ checks, isAsked, why }) => {
		return item(heads[`${isAsked}`], `${checks.join(', ')}: ${why}`);
	});
}

function addressLines(labels: AddressLabels): string[] {
	return [
		line(
			'to it',
			labels.mappings,
			(mappings) => mappings.map(mappingText).join('; ') || 'no label',
		),
		line('from it', labels.unlabeled, (label) => {
			return `the label that a packet carries, by a number that is known here; without one, ${label}`;
		}),
		line('IPsec', labels.ipsec, (entries) => {
			return (
				entries.map(({ kind, context }) => `${kind}: ${context}`).join('; ') ||
				'nothing with a context'
			);
		}),
		line('interface', labels.route, (name) => name),
		line('netif', labels.netif, (context) => context),
		line('node', labels.node, (context) => context),
	];
}

function hostLines({ listening, audit, modules, files, translation }: Controls): string[] {
	return [
		line('ports', listening, (sockets) => portsText(sockets) || 'nobody listens'),
		line('audit', audit, ({ pid, rateLimit, lost }) => {
			const to =
				pid === 0
					? "records go to the kernel's log (dmesg)"
					: `auditd (process ${pid}) has the records`;
			const limit = rateLimit === 0 ? 'no limit on their rate' : `at most ${rateLimit} a second`;
			return `${to}; ${limit}; ${lost} lost`;
		}),
		line(
			'modules',
			modules,
			(names) => names.join(', ') || "none of peercon's: 'make -C policy install'",
		),
		line('files', files, filesText),
		line('mcstransd', translation, (answer) => {
			if (answer === 'none') return 'does not run: contexts are shown as the kernel has them';
			return answer === 'answers' ? 'answers: contexts are translated' : 'does not answer';
		}),
	];
}

/** A line for each port, however often it is listened on. */
function portsText(sockets: Listening[]): string {
	const texts = sockets.map(({ protocol, port, types }) => {
		const type =
			types.length === 0
				? 'type not seen'
				: types.length === 1
					? types[0]
					: `probably one of ${types.join(', ')}`;
		return `${protocol} ${port} ${type}`;
	});
	return [...new Set(texts)].join('; ');
}

function filesText(files: ProgramFile[]): string {
	if (files.length === 0) return "none of peercon's programs is where its modules expect it";
	const count = (wanted: ProgramFile['state']) =>
		files.filter(({ state }) => state === wanted).length;
	const parts = [
		`${count('right')} of ${files.length} have their labels`,
		...(count('wrong') > 0 ? [`${count('wrong')} have lost them`] : []),
		...(count('unseen') > 0 ? [`${count('unseen')} may not be looked at by this login`] : []),
	];
	return parts.join(', ');
}

function section(title: string, lines: string[]): string {
	return `${printable(title)}\n${lines.map((each) => `${each}\n`).join('')}`;
}

/** A line with its source, or with why nothing was seen. */
function line<T>(subject: string, seen: Seen<T>, say: (value: T) => string): string {
	const text = 'unseen' in seen ? `not seen: ${seen.unseen}` : say(seen.value);
	return item(subject, `${text} [${seen.source}]`);
}

function item(subject: string, text: string): string {
	return `  ${subject}`.padEnd(INDENT) + wrap(printable(text), INDENT).slice(INDENT);
}

function pad(): string {
	return ' '.repeat(INDENT);
}
