// Booleans: rules that a policy has, switched off.

import type { AccessRecord } from '@peercon/records';
import { allowingValue, isOfManyDomains, knownBoolean, lastBoolean } from '../layer/booleans.ts';
import type { Layer } from '../layer/layer.ts';
import { command } from '../names.ts';
import { PROTECTION } from './memory.ts';
import type { Remedy } from './remedy.ts';

/**
 * The commands that switch a rule on, but for those that would switch it on for every domain.
 *
 * @param asked - those of audit2why(1), if a policy was asked
 */
export function switches(record: AccessRecord, asked: string[]): Remedy[] {
	const known = knownBoolean(record)?.names.map(switchOn) ?? [];
	const commands = (asked.length > 0 ? asked : known).filter(
		(text) => !isOfManyDomains(nameIn(text)),
	);
	const careful = CAUTIONS.find(([names]) => commands.some((text) => names.test(nameIn(text))));
	const switched = commands.map<Remedy>((text, at) => ({
		kind: 'command',
		why: at === 0 ? firstWhy(nameIn(text)) : 'Or these, which allow more:',
		text,
	}));
	return careful === undefined ? switched : [{ kind: 'note', why: careful[1] }, ...switched];
}

function firstWhy(name: string): string {
	if (allowingValue(name) === 'off') {
		return 'It forbids this to all logins. Switch it off, if all that it forbids is wanted:';
	}
	return ANY_PORT.test(name)
		? 'Switch its rules on, if the service may use every TCP port:'
		: 'Switch its rules on, if all that they allow is wanted:';
}

/** A boolean for this that is one for every domain, or for all files: the last that is said. */
export function lastSwitches(record: AccessRecord, asked: string[]): Remedy[] {
	const known = lastBoolean(record)?.names.map(switchOn) ?? [];
	const commands = asked.length > 0 ? asked.filter((text) => isOfManyDomains(nameIn(text))) : known;
	return commands.map<Remedy>((text, at) => ({
		kind: 'command',
		why:
			at > 0
				? 'Or this, which allows more:'
				: `Last of all, for it allows far more than this record asks (${reachOf(nameIn(text))}). Where the policy has it:`,
		text,
	}));
}

function switchOn(name: string): string {
	return `setsebool -P ${name} ${allowingValue(name)}`;
}

/** The commands are `setsebool -P NAME VALUE`. */
function nameIn(text: string): string {
	return text.split(' ')[2] ?? '';
}

const ANY_PORT =
	/_connect_any$|_any_tcp_ports$|_can_network(?:_connect)?$|_network_connect$|_can_connect_all$|_any_port$|proxyd_(?:connect|bind)_any$/;

const CAUTIONS: [names: RegExp, why: string][] = [
	[
		/^deny_execmem$/,
		`${PROTECTION} (The reference policy, as of Debian, has allow_execmem in its place, to be switched on.)`,
	],
	[/execmem$|execheap$|execstack$|^mmap_low_allowed$/, PROTECTION],
	[
		/^deny_ptrace$/,
		'It keeps each program from reading the memory of others, passwords in it, too: switch it off for the debugging alone (without -P), and on again.',
	],
];

/** Of the booleans for every domain, what they allow. */
function reachOf(name: string): string {
	switch (name) {
		case 'domain_can_mmap_files':
			return 'every process of this host may map every file that it may open';
		case 'domain_kernel_load_modules':
			return 'every process of this host may have the kernel load modules';
		case 'domain_can_write_kmsg':
			return "every process of this host may write to the kernel's log";
		case 'mmap_low_allowed':
			return "all unconfined processes lose the protection against the kernel's null pointers";
		case 'daemons_use_tty':
			return 'every daemon may use every terminal';
		case 'nis_enabled':
			return 'it is meant for NIS alone, and lets nearly every service bind and connect to most ports';
		default:
			return 'it may use nearly every file, whatever its type';
	}
}

/** Where to look for one, for the accesses that policies often have booleans for. */
export function whereBooleansAre(record: AccessRecord, { basis }: Layer): Remedy[] {
	const { subject, object, class: objectClass, permissions } = record;
	const [permission = ''] = permissions;
	if (basis !== 'record') return [];
	if (/^name_(?:connect|bind)$/.test(permission)) {
		return [
			{
				kind: 'command',
				why: 'See which types of ports that host lets it use; what a boolean has stands in brackets behind its rule:',
				text: command('sesearch', '-A', '-s', subject.type, '-c', objectClass, '-p', permission),
			},
		];
	}
	if (!/^exec(?:mem|stack|heap)$/.test(permission)) return [];
	const terms = ['-s', subject.type, '-t', object.type, '-c', objectClass];
	return [
		{
			kind: 'command',
			why: 'A boolean of that host may have the rule: it stands in brackets behind the rules that this finds:',
			text: command('sesearch', '-A', ...terms, '-p', permissions.join(',')),
		},
	];
}
