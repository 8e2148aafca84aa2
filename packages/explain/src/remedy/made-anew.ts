// What a program makes anew each time it runs: a label given by hand does not last there.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

const VOLATILE_DEVICE = /^(?:tmpfs|ramfs|hugetlbfs)$/;
const VOLATILE_PATH = /^\/(?:tmp|var\/tmp|run|var\/run|dev\/shm)\//;
/** Names of mkstemp(3) and the like: `tmp.Ab3dE9`, `tmp0a_x`, `sess-51140-1`, a UUID. */
const MADE_UP = /(?:^|[._-])te?mp[._-]?\w|\.[A-Za-z0-9]{6,}$|[._-]\d{3,}|[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Whether an object is one that is made anew: a socket or a pipe, or what a tmpfs or /tmp has. */
export function isMadeAnew({ class: of, details }: AccessRecord): boolean {
	const { dev = '', path = '', name = '' } = details;
	const last = path.split('/').pop() || name;
	return (
		/^(?:sock|fifo)_file$/.test(of) ||
		VOLATILE_DEVICE.test(dev) ||
		VOLATILE_PATH.test(path) ||
		/ \(deleted\)$/.test(path) ||
		(of === 'file' && MADE_UP.test(last))
	);
}

/**
 * What gives a label to something that is made anew: its maker.
 *
 * @returns a note, and a rule with the maker and the type to be filled in
 */
export function labelOfMaker(record: AccessRecord): Remedy[] {
	const { class: of, object, details } = record;
	const what = of === 'sock_file' ? 'A socket' : of === 'fifo_file' ? 'A pipe' : 'What is here';
	const isInRun =
		/^\/(?:var\/)?run\//.test(details.path ?? '') || /^(?:var_)?run_t$/.test(object.type);
	const bySystemd = isInRun
		? ' What systemd makes (RuntimeDirectory= or a .socket unit, tmpfiles.d(5)) is labeled by its path: for that folder `semanage fcontext` lasts.'
		: '';
	return [
		{
			kind: 'note',
			why: `${what} is made anew each time: a label that chcon, restorecon or semanage gives is gone with it. ${object.type} is probably its folder's type, which it took over; a folder of its own with another type, or a rule of its maker's policy, gives it another.${bySystemd}`,
		},
		{
			kind: 'rule',
			why: 'A rule that gives what MAKER, its maker, makes there a TYPE that the domain may use:',
			text: `type_transition MAKER ${object.type}:${of} TYPE;`,
		},
	];
}
