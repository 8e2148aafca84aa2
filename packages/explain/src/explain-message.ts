// The kernel's own lines about SELinux, which are no records: what each says, and what to do.

import { shellWord } from '@peercon/context/foreign-text';
import { type KernelMessage, splitContext } from '@peercon/records';
import type { Said } from './explain-error.ts';
import { labelOfAssociation, labelOfConnection } from './explain-pluto.ts';
import {
	contextForCron,
	contextOfLogin,
	contextOfUnit,
	jobsOfCron,
	labelOfPath,
	moduleOfPolicy,
} from './explain-program.ts';
import type { Layer, LayerName } from './layer/layer.ts';
import { command, isPolicyName } from './names.ts';
import { NEWER_POLICY, type Remedy } from './remedy/remedy.ts';
import { summary } from './summary/summary.ts';

/** Those that tell of something refused; the others may say why something else was. */
const REFUSED: readonly KernelMessage['about'][] = [
	'netlink message',
	'mount with another context',
	'context of a mount',
	'jobs of cron',
	'context for cron',
	'context of a login',
	'context of a unit',
	'label of a path',
	'module of a policy',
	'label of a connection',
	'label of an association',
	'summary',
];

/** Whether a message tells of something that was refused, and not only why something may be. */
export function isRefusal({ about }: KernelMessage): boolean {
	return REFUSED.includes(about);
}

/**
 * Explains one of the kernel's own lines, or of a program's.
 *
 * @see KernelMessage for where the kernel writes them
 */
export function explainMessage({ about, details }: KernelMessage): Said {
	switch (about) {
		case 'netlink message':
			return netlinkMessage(details);
		case 'mount with another context':
			return secondMount(details);
		case 'context of a mount':
			return contextOfMount(details);
		case 'unmapped context':
		case 'invalid context of a file':
			return unknownContext(details);
		case 'no labels':
			return withoutLabels(details);
		case 'unknown class':
			return unknownClass(details);
		case 'unknown classes':
			return unknownClasses(details);
		case 'jobs of cron':
			return jobsOfCron(details);
		case 'context for cron':
			return contextForCron(details);
		case 'context of a login':
			return contextOfLogin(details);
		case 'context of a unit':
			return contextOfUnit(details);
		case 'label of a path':
			return labelOfPath(details);
		case 'module of a policy':
			return moduleOfPolicy(details);
		case 'label of a connection':
			return labelOfConnection(details);
		case 'label of an association':
			return labelOfAssociation(details);
		case 'summary':
			return summary(details);
	}
}

type Details = KernelMessage['details'];

/** The families of netlink that SELinux has a table of message types for: security/selinux/nlmsgtab.c. */
const FAMILIES: Record<string, string> = {
	'0': 'routes and interfaces',
	'4': 'socket diagnostics',
	'6': 'IPsec',
	'9': 'auditing',
};
/** linux/netlink.h: NLMSG_MIN_TYPE. Below it are NLMSG_NOOP, NLMSG_ERROR and others of netlink itself. */
const FIRST_TYPE = 16;

function netlinkMessage({ protocol = '', nlmsg_type: type = '', comm, pid }: Details): Said {
	const family = FAMILIES[protocol];
	const of = family === undefined ? '' : ` for ${family}`;
	const by = comm === undefined ? '' : ` (sent by ${comm}, pid ${pid})`;
	const isControl = Number(type) < FIRST_TYPE;
	return {
		sentence: `SELinux knows no netlink message of type ${type}${of}${by}.`,
		layer: layerOf(
			'unknown netlink message',
			'The kernel has no permission for that type in its table, so it cannot ask the policy. Where SELinux enforces, sendmsg(2) fails with EINVAL, unless the policy allows what it does not know.',
		),
		remedies: [
			{
				kind: 'command',
				why: "See whether it was refused at all ('Policy deny_unknown status: allowed' means no):",
				text: 'sestatus',
			},
			{
				kind: 'note',
				why: isControl
					? `Types below ${FIRST_TYPE} are netlink's own (0 is NLMSG_NOOP): the program asks for nothing, probably by a fault of its own. No rule helps.`
					: 'Probably the program is newer than the kernel, or talks to another family of netlink than it means. No rule helps.',
			},
		],
	};
}

function secondMount({ dev = '', type = '' }: Details): Said {
	const harmless: Remedy[] = [
		{
			kind: 'note',
			why: "Of a container's mqueue it is harmless: the engine tries a label that the kernel does not take there, and goes on without.",
		},
	];
	return {
		sentence: `A mount of ${dev} (${type}) was refused, for it is mounted already, with other options for labels.`,
		layer: layerOf(
			'mount options',
			'A file system has one set of the options context=, fscontext=, defcontext= and rootcontext=, however many times it is mounted; mount(2) with another set fails with EINVAL.',
		),
		remedies: [
			...(type === 'mqueue' ? harmless : []),
			{
				kind: 'command',
				why: 'See which it has, and mount it with the same, or unmount it first:',
				text: command('findmnt', '-o', 'SOURCE,TARGET,OPTIONS', '-t', type),
			},
		],
	};
}

function contextOfMount({ context = '' }: Details): Said {
	return {
		sentence: `A mount with the context ${shellWord(context)} was refused.`,
		layer: layerOf(
			'mount options',
			'The loaded policy does not know the context that an option context=, fscontext=, defcontext= or rootcontext= names.',
		),
		remedies: [...seeType(context), CORRECT_OPTION],
	};
}

const CORRECT_OPTION: Remedy = {
	kind: 'note',
	why: 'Name one that the policy has, or load the module that has the type before anything is mounted.',
};

function unknownContext({ context = '', ino, dev = '' }: Details): Said {
	const what = ino === undefined ? 'a file or a process' : `the file with inode ${ino} on ${dev}`;
	const trial: Remedy[] = /^invalid_/.test(splitContext(context).type)
		? [
				{
					kind: 'note',
					why: 'By its name the type was made up: bootc sets such a label to see whether it may set those that this policy does not know. Then it is harmless, and nothing is to be done.',
				},
			]
		: [];
	const inode: Remedy[] =
		ino === undefined
			? []
			: [
					{
						kind: 'command',
						why: 'Find the file, and give it the label that the policy has for its path (restorecon):',
						text: `find MOUNTPOINT -xdev -inum ${ino}`,
					},
				];
	return {
		sentence: `The loaded policy does not know the context ${shellWord(context)}, which ${what} has.`,
		layer: layerOf(
			'unknown label',
			'The module that has its type (or user, role or range) was removed or replaced, or the label comes from another system, or a program tried one that there is not. Until there is one, what has it counts as unlabeled_t.',
		),
		remedies: [
			...trial,
			...seeType(context),
			...inode,
			{
				kind: 'note',
				why: 'Load the module that has the type again, or label anew what has it (restorecon -R, or `touch /.autorelabel` and boot). At an installation, or where an image of another release is built, it is harmless: the label is kept, and counts once the policy that has it is loaded.',
			},
		],
	};
}

function seeType(context: string): Remedy[] {
	const { type } = splitContext(context);
	if (!isPolicyName(type)) return [];
	return [
		{
			kind: 'command',
			why: 'See whether the policy has such a type:',
			text: command('seinfo', '-t', type),
		},
	];
}

function withoutLabels({ dev = '', type = '' }: Details): Said {
	return {
		sentence: `The file system on ${dev} (${type}) keeps no labels.`,
		layer: layerOf(
			'unknown label',
			'So all in it has the one label that the policy has for such file systems (genfscon), or unlabeled_t where it has none; restorecon and chcon cannot change that.',
		),
		remedies: [
			{
				kind: 'note',
				why: 'Give all of it one label where it is mounted: the option context=, mount(8).',
			},
		],
	};
}

function unknownClass({ class: of = '', permission, program, then }: Details): Said {
	const what = permission === undefined ? '' : `the permission ${permission} of `;
	return {
		sentence: `The loaded policy does not have ${what}the class ${of}, which ${program === undefined ? 'this kernel asks about' : 'a module or a record names'}.`,
		layer: layerOf(
			'unknown class',
			`Mostly the kernel is newer than the policy.${then === 'allowed' ? ' By the line below it is allowed, so nothing is refused for that: harmless, until an update of the policy brings it.' : ''}`,
		),
		remedies: then === 'allowed' ? [] : [NEWER_POLICY],
	};
}

function unknownClasses({ then = '' }: Details): Said {
	return {
		sentence: `What this kernel asks of classes and permissions that the loaded policy does not have is ${then}.`,
		layer: layerOf(
			'unknown class',
			'Mostly the kernel is newer than the policy. The lines before name them.',
		),
		remedies: then === 'denied' ? [NEWER_POLICY] : [],
	};
}

function layerOf(name: LayerName, reason: string): Layer {
	return { name, reason, basis: 'record' };
}
