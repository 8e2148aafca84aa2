// What an engine has labeled for its containers, where a program of the host comes upon it.

import type { AccessRecord } from '@peercon/records';
import { wholePath } from '../check/situation.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { command, operand } from '../names.ts';
import { isVolume } from './container.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/**
 * What to do where a program of the host may not use a file that is labeled for containers.
 *
 * @returns one remedy, or none for other files
 */
export function fileOfContainer(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (isVolume(object.type) && /conmon_t$|^(?:podman|crio|buildah)\w*_t$/.test(subject.type))
		return [OF_ENGINE];
	// Of machines it is mostly OpenStack's own container of libvirt: shared-type.ts.
	if (VIRTUAL_MACHINE.test(subject.type)) return [];
	if (isVolume(object.type) && !/^(?:container_|kernel_t)/.test(subject.type))
		return [isInStorage(record) ? IN_STORAGE : labeledForContainers(record)];
	return isLogOfContainer(record) ? [LOGS_OF_CONTAINERS] : [];
}

const OF_ENGINE: Remedy = {
	kind: 'note',
	why: `Who asks is a part of the engine, which is to use what its containers have, volumes and storage alike: no label is wrong. ${GAP}: update container-selinux and selinux-policy first, and where the newest lack it, too, report it there.`,
};

/** Where engines keep what containers run in, or the mount of it. */
const STORAGE =
	/^\/(?:var\/lib|run|(?:var\/)?home\/[^/]+\/\.local\/share)\/(?:docker|containers|containerd|kubelet|rancher|crio|buildah)\//;

/** Whether what reads logs was sent to where an engine keeps its containers. */
function isLogOfContainer({ class: of, subject, object }: AccessRecord): boolean {
	const readsLogs = /^(?:fail2ban|logwatch|syslogd|awstats)_t$/;
	return (
		readsLogs.test(subject.type) &&
		/^container_(?:var_lib|ro_file|file|log)_t$/.test(object.type) &&
		/^(?:dir|(?:lnk_)?file)$/.test(of)
	);
}

const LOGS_OF_CONTAINERS: Remedy = {
	kind: 'note',
	why: "Probably the service was told to read a log there: it lies where an engine keeps its containers, with the label that is right for that, and policies mostly do not let it go there. Let the container log to the journal (--log-driver=journald), or to a folder of the host with a type of logs (a volume in /var/log without :Z, for a container of container_logwriter_t). Otherwise rules in a module of this host's own, of which this is the first: the folders on the way, then the file. Relabel nothing in the storage.",
};

function isInStorage({ details: { path = '', dev } }: AccessRecord): boolean {
	// A named volume lies there, too, and is a volume.
	return (dev === 'overlay' || STORAGE.test(path)) && !/\/volumes\//.test(path);
}

const IN_STORAGE: Remedy = {
	kind: 'note',
	why: 'It lies in the storage of an engine, in the file system of a container, and is labeled right for that: a label of the host would keep the container from it. What looks at all mounts or files of the host (monitoring, a backup, a scanner) has mostly an option to leave these out. What is to be kept or shown goes into a volume or a log.',
};

/** Where a file of the host lies, and no part of the path leads elsewhere. */
const PLAIN_PATH =
	/^\/(?!proc\/|dev\/|sys\/|var\/lib\/(?:containers?|containerd|docker|kubelet|rancher)\/)(?:(?!\.{1,2}\/)[^/]+\/)+(?!\.{1,2}$)[^/]+(?<! \(deleted\))$/;

/** A volume of a container that a program of the host is to use, too. */
function labeledForContainers(record: AccessRecord): Remedy {
	// Who asks is a program of the host, and so is the path.
	const path = wholePath(record);
	const isKnown = record.class !== 'dir' && path !== undefined && PLAIN_PATH.test(path);
	return {
		kind: 'command',
		why: `Its label is for containers: probably an engine gave it for an option :z or :Z. Take that off the mount, if a container still has it, or the label comes back with each start: it gets a copy of its own, or runs with --security-opt label=disable where it is to have the host's own file or socket. Then give it the label that the policy has for its ${isKnown ? 'path' : 'PATH on the host'} (-F, for restorecon leaves this type alone otherwise):`,
		text: command('restorecon', '-RFv', ...operand(isKnown ? path : 'PATH')),
	};
}
