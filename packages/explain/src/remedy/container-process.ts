// A container that looks at a process of another one: /proc/PID has the label of the process.

import type { AccessRecord } from '@peercon/records';
import { isEntryOfProcess } from '../check/situation.ts';
import { isContainer } from './container-domain.ts';
import { AS_SPC } from './container-host.ts';
import type { Remedy } from './remedy.ts';
import { HIDE_IN_CONTAINERS, hushed } from './rule.ts';

/** Whether a record is of one container and /proc/PID of a process in another. */
export function isProcessOfContainer(record: AccessRecord): boolean {
	const { subject, object } = record;
	return isEntryOfProcess(record) && isContainer(subject.type) && isContainer(object.type);
}

/** What to do about that; none for other records. */
export function processOfContainer(record: AccessRecord): Remedy[] {
	if (!isProcessOfContainer(record) || record.subject.type === 'spc_t') return [];
	if (record.object.type === 'spc_t') return processOfPrivileged(record);
	const { name = '', path = '' } = record.details;
	const number = /^\d+$/.test(name) ? name : /^\/(?:proc\/)?(\d+)/.exec(path)?.[1];
	return [
		{
			kind: 'note',
			why: `It is /proc/PID of a process in another container${number === undefined ? '' : ` (PID ${number})`}, which has the label of that process: nothing on a disk, so no volume, and nothing to relabel. The two see each other's processes (hostPID, --pid=host or container:, shareProcessNamespace), and have categories of their own.`,
		},
		{
			kind: 'note',
			why: `If they are to see each other, start both at one level: one pod, or seLinuxOptions.level in the securityContext of each; Podman and Docker --security-opt label=level:s0:cN,cM. ${seesAll(record)} What only walks through /proc (ps, an agent) goes on without: without the shared PID namespace it meets none.`,
		},
		hushed(record, HIDE_IN_CONTAINERS),
	];
}

/** A type that was made for this container alone is to be kept. */
function seesAll({ subject }: AccessRecord): string {
	return subject.type.endsWith('.process')
		? 'What must see all processes, as for monitoring, is to have every category: level s0-s0:c0.c1023 (seLinuxOptions.level; Podman and Docker label=level:), which keeps its type and takes a rule of that besides.'
		: `What must see all processes, as for monitoring, is to run as ${AS_SPC}.`;
}

/** What no label confines is in sight of one that is confined. */
function processOfPrivileged(record: AccessRecord): Remedy[] {
	return [
		{
			kind: 'note',
			why: "It is /proc/PID of a process that runs as spc_t, and has that process's label: nothing on a disk, so nothing to relabel, and its categories are not what keeps it out. Either it is of another container, a privileged one (hostPID, --pid=host or container:), or it was started in this container without its label: as old releases of Podman, Docker and their runtimes have done by `exec`. See its label (`ps -eZ` on the host). If it is of this container, update the engine and the runtime (runc, crun): such a process is confined by nothing. What only walks through /proc (ps, an agent) goes on without.",
		},
		hushed(record, HIDE_IN_CONTAINERS),
	];
}
