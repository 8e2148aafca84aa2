// What an engine is just putting into a container: runc(8) asks for it, in the engine's domain.

import type { AccessRecord } from '@peercon/records';
import { isEntryOfProcess } from '../check/situation.ts';
import { labelFolder, labelLastingly, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What sets a container up, by comm=: `runc:[2:INIT]` is runc in the container's own namespaces. */
const SETS_UP = /^(?:runc|crun|youki)\b/;

/** Domains of engines, of container-selinux and of the reference policy. */
const ENGINES =
	/^(?:container_runtime|container_engine|dockerd?|containerd|podman|crio|rootless_docker\w*)_t$/;

/** What folders of the host have that nobody has labeled for containers. */
const OF_HOST = /^(?:(?:user|admin)_home|default|mnt|var|var_lib|srv|usr|tmp|user_tmp)_t$/;

/**
 * What to do where it may not be mounted.
 *
 * @returns none for other records
 * @see container_mounton_non_security in services/container.te of the reference policy
 */
export function mountedByEngine(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, details, permissions } = record;
	if (!ENGINES.test(subject.type) || !SETS_UP.test(details.comm ?? '')) return [];
	if (!/^(?:dir|file)$/.test(of)) return [];
	if (isEntryOfProcess(record) && permissions.includes('mounton')) return [entryOfProcess(record)];
	if (isHidden(record)) return [HIDDEN_IN_CONTAINER];
	if (!OF_HOST.test(object.type)) return [];
	return [
		{
			kind: 'command',
			why: `Probably the engine is just mounting it into a container, as a volume that is a folder of the host, and ${object.type} is no label for that. Have the engine label it (:z or :Z behind the volume), or label it for containers (no folder that others use, too: they lose it; one that is made for this is better):`,
			text: isOfHostItself(record)
				? labelFolder('FOLDER', 'container_file_t')
				: labelLastingly(record, 'container_file_t'),
		},
		{
			kind: 'note',
			why: "In the reference policy a boolean lets engines mount on all that is not for security (container_mounton_non_security); and for what is in people's homes there are others (getsebool -a | grep container).",
		},
	];
}

/** Whether it lies where the host and its services have theirs: a folder for the container is another one. */
function isOfHostItself(record: AccessRecord): boolean {
	const path = pathOf(record) ?? '';
	return /^\/(?:bin|boot|etc|lib\w*|sbin|usr|var\/(?:lib|log|run|spool))(?:\/|$)|^\/root\/?(?:\.|$)/.test(
		path,
	);
}

/** Whether it is what the kernel shows, in the root that the engine puts together: a path that is to be masked. */
export function isHidden({ permissions, details: { path = '' } }: AccessRecord): boolean {
	return permissions.includes('mounton') && /\/(?:merged|rootfs)\/(?:proc|sys)\//.test(path);
}

/** @see maskedPaths in config-linux.md of the runtime specification */
const HIDDEN_IN_CONTAINER: Remedy = {
	kind: 'note',
	why: 'By its path it is what the kernel shows (/proc, /sys), in the root of a container that the engine is just setting up: it hides such paths from the container, by a mount over each. So it is no volume, and no label is wrong: probably a gap in container-selinux, of which engines in containers (container_engine_t) meet more. Update container-selinux and the engine first, and where the newest lacks the rule, too, report it there. Or let the engine hide nothing of it (--security-opt unmask=PATH), which takes a protection away.',
};

/** @see proc(5): each entry has the label of its process */
function entryOfProcess({ object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `dev=proc and the type of a process (${object.type}) tell that it is an entry of /proc/PID of the host, as /proc/1/mounts, that the container is given as a volume by itself: no file of the engine's store, and probably no update brings a rule for it. Give the container the folder /proc of the host (read-only), and have the program read below that; or let it do without. The rule would be for all that the engine starts.`,
	};
}
