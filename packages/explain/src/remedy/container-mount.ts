// Containers that mount: engines within containers, systemd, what builds images.

import type { AccessRecord } from '@peercon/records';
import { isConfinedContainer, isContainer } from './container-domain.ts';
import { AS_SPC } from './container-host.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** What a container has of its own to mount on; of another folder its label is the question. */
const OF_CONTAINER = /^(?:cgroup|sysfs|proc|tmpfs|devpts|device|root|container_(?:ro_)?file)_t$/;

/**
 * What to do where a container may not mount.
 *
 * @returns none for other records, and for what is mounted on the host alone
 * @see container_engine_t and container_init_t in container.te of container-selinux
 */
export function mountsInContainer({
	class: of,
	subject,
	object,
	permissions,
	details: { comm = '' },
}: AccessRecord): Remedy[] {
	const isMounting =
		of === 'filesystem'
			? permissions.some((each) => /^(?:re|un)?mount$/.test(each))
			: permissions.includes('mounton') && (OF_CONTAINER.test(object.type) || of === 'chr_file');
	if (!isMounting || !isConfinedContainer(subject.type)) return [];
	if (subject.type === 'container_engine_t') return [MAY_MOUNT];
	if (/^\(.*\)?$/.test(comm)) return [sandboxOfUnit(comm)];
	if (comm === 'systemd' && permissions.includes('remount')) return [PREPARED_BY_ENGINE];
	return [
		{
			kind: 'note',
			why: `A plain container mounts little. An engine in it (Podman, Docker or Buildah in a container) is to run as container_engine_t (--security-opt label=type:container_engine_t), systemd in it as container_init_t, which Podman gives it by itself (--systemd=always), and anything else that mounts as ${AS_SPC}. CAP_SYS_ADMIN alone does not do.`,
		},
	];
}

/** @see fs_mount_all_fs(container_engine_t) in container.te of container-selinux */
const MAY_MOUNT: Remedy = {
	kind: 'note',
	why: 'container_engine_t is the type for what mounts in a container, and newer releases of container-selinux let it mount whatever file system: update that first, and where the newest lacks this, too, report it there.',
};

/** @see mount_cgroup_controllers in systemd's src/core/main.c, which makes the folder of the controllers read-only */
const PREPARED_BY_ENGINE: Remedy = {
	kind: 'note',
	why: 'systemd as the first process of a container mounts anew what it has found there, mostly /sys/fs/cgroup: probably that is not as systemd expects it, which the engine, or its hook for systemd, is to prepare. Update that first (Podman does it by itself, --systemd=always; Docker and older engines: oci-systemd-hook). Where the policy has the type, a container with systemd is to run as container_init_t.',
};

/** systemd(1) in a container, which shuts a unit in before it starts its program: the name is in brackets until then. */
function sandboxOfUnit(comm: string): Remedy {
	return {
		kind: 'note',
		why: `The brackets of ${comm} mean that systemd in the container shuts a unit in before it starts its program (PrivateTmp=, Private...=, Protect...=, ReadOnlyPaths= and the like): each takes mounts of its own. A container with systemd is to run as container_init_t, which Podman gives it by itself (--systemd=always; elsewhere --security-opt label=type:container_init_t, systemd-nspawn: -Z). If it is, or that is no choice: take those settings out of the unit, by a drop-in in the image, or give the container a type of its own (udica(8)) with the rule.`,
	};
}

/**
 * What to know of the folder that crun(1) mounts on what a container is not to see.
 *
 * @returns none for other records; otherwise all that there is to say
 */
export function emptyFolderOfEngine(record: AccessRecord): Remedy[] {
	const { subject, object, details } = record;
	const isEmptyOne = (details.path ?? details.name ?? '').endsWith('.empty-directory');
	if (!isContainer(subject.type) || !isEmptyOne || object.type !== 'container_var_run_t') return [];
	return [
		{
			kind: 'note',
			why: `It is the one empty folder in /run that crun(1) mounts on what a container is not to see: no volume, and no label is wrong. ${GAP}: update container-selinux first, and where the newest lacks it, too, report it there.`,
		},
		rule(record),
	];
}
