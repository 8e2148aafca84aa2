// A semaphore, shared memory or message queue of System V between two domains: it has the label of whoever made
// it, and no path.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import { newerPolicy, policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** By the class: what it is, and how ipcs(1) lists those with who made them. */
const NOUNS: Record<string, { noun: string; list: string }> = {
	sem: { noun: 'semaphore set', list: 'ipcs -s -c' },
	shm: { noun: 'shared memory segment', list: 'ipcs -m -c' },
	msgq: { noun: 'message queue', list: 'ipcs -q -c' },
};

/**
 * Whose it is, and how both sides come to one.
 *
 * @param record - any
 * @returns none for an object of the subject's own type, or where it is something else
 * @see sysvipc(7); ipc_alloc_security in security/selinux/hooks.c: the label is that of the process that makes it
 */
export function systemVIpc(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, details } = record;
	const kind = Object.hasOwn(NOUNS, of) ? NOUNS[of] : undefined;
	if (kind === undefined || subject.type === object.type || subject.user === 'u') return [];
	const { noun, list } = kind;
	const key = keyOf(details.ipc_key);
	const whose: Remedy = {
		kind: 'command',
		why: `A process of ${object.type} has made the ${noun}, and its label is from there: it has no path, so restorecon changes nothing. See whose it is${key === undefined ? '' : ` (its key, ${key}, stands in \`${list.replace(' -c', '')}\`)`}:`,
		text: list,
	};
	if (isByDesign(record)) return [{ kind: 'note', why: BY_DESIGN }, ...policyGap(record), whose];
	return isOfMany(subject.type) || isOfMany(object.type) ? [whose] : [whose, inOneDomain(record)];
}

/** The magic number that keys of libdevmapper's cookies begin with, udev's part of which others remove. */
const OF_DEVICE_MAPPER = /^0x0d4d/;

/** Whether two programs share it by design: a client and the X server, what maps devices and udev, or a list of all. */
function isByDesign({ class: of, subject, details }: AccessRecord): boolean {
	const { comm = '', ipc_key } = details;
	return (
		(of === 'shm' && subject.type === 'xserver_t') ||
		(of === 'sem' && OF_DEVICE_MAPPER.test(keyOf(ipc_key) ?? '')) ||
		/^(?:ipcs|lsof|ps)$/.test(comm)
	);
}

const BY_DESIGN =
	'Two programs use it by design: a client makes what the X server attaches (MIT-SHM), what maps devices and udev share a cookie (libdevmapper), and a tool that lists all looks at each.';

/** Of these something else is said: what shares such an object with them is not brought into their domain. */
function isOfMany(type: string): boolean {
	return (
		isContainer(type) ||
		/^(?:initrc|init|kernel|unconfined(?:_service)?|staff|user|sysadm|guest|xguest)_t$/.test(type)
	);
}

function inOneDomain(record: AccessRecord): Remedy {
	const { subject, object } = record;
	return {
		kind: 'note',
		why: `Of two that share a key, whoever comes first may make it for both. If ${object.type} and ${subject.type} are parts of one program, as a service and its job of cron, let both run in one domain (the service does the job itself, or a unit of systemd starts it by a program that enters ${subject.type}). Removed by ipcrm(1) or a reboot it has the other label again as soon as the other one makes it: that helps only behind this. If they are two programs, ${newerPolicy(record).replace(/^A/, 'a')}`,
	};
}

/** As ipcs(1) shows it; IPC_PRIVATE, 0, tells nothing. */
function keyOf(text = ''): string | undefined {
	const key = Number(text);
	if (!/^-?\d{1,10}$/.test(text) || key === 0) return undefined;
	return `0x${(key >>> 0).toString(16).padStart(8, '0')}`;
}
