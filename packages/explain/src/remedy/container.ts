// Files of containers. A record has their paths as the container sees them, for the kernel writes a path
// from the root of the process that asks (d_path() in fs/d_path.c): on the host they lie elsewhere, and
// what has that path there is another file. So no path of such a record stands in a command here.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { NOUNS } from '../check/words.ts';
import { booleanForOtherFiles } from '../layer/booleans.ts';
import { isControlOfFuse, isSharedTypeOnDisk } from '../layer/file-system.ts';
import { command, operand } from '../names.ts';
import { isContainer } from './container-domain.ts';
import { AS_SPC, runtimeOfHost, socketOfHost } from './container-host.ts';
import { isWriting } from './own-type.ts';
import type { Remedy } from './remedy.ts';

/** What the files of containers have, and those of images; `docker_` and `svirt_` are older names. */
const FILES =
	/^(?:container_(?:file|ro_file|share|var_lib)_t|docker_(?:share|var_lib)_t|svirt_(?:sandbox|lxc)_file_t)$/;

/** Whether a type is what an engine gives to the files of volumes. */
export function isVolume(type: string): boolean {
	return /^(?:container|svirt_sandbox|svirt_lxc)_file_t$/.test(type);
}

/** Whether a record's path is one within a container, or may be. */
export function hasPathOfContainer({ subject, object }: AccessRecord): boolean {
	return isContainer(subject.type) || FILES.test(object.type);
}

/** The file systems whose files have one label for all, or those of another system, by the kernel's names in `dev=` or by type. */
const ONE_LABEL = /^(?:nfs4?|cifs|smb3|fuse(?:blk)?|virtiofs|9p|ceph)$/;
const ONE_LABEL_TYPE = /^(?:nfs|cifs|fusefs|cephfs|virtiofs|ecryptfs|iso9660|dosfs|vmblock)_t$/;

/** Whether an object's file system has its labels from its mount, or from the system that shares it. */
export function hasLabelOfMount(record: AccessRecord): boolean {
	const { object, details } = record;
	if (isSharedTypeOnDisk(record) || isControlOfFuse(record)) return false;
	return isOneLabelType(object.type) || ONE_LABEL.test(details.dev ?? '');
}

/** What such a file system is, by the type of its files. */
const KINDS = new Map([
	['iso9660_t', 'a CD or its image'],
	['dosfs_t', 'FAT, exFAT or NTFS (a USB disk, an EFI system partition)'],
	['vmblock_t', 'a folder that VirtualBox or VMware shares with its machine'],
]);

/**
 * The file system whose files have one label for all.
 *
 * @param type - the files' one
 */
export function kindOfMount(type: string): string {
	return KINDS.get(type) ?? 'NFS, CIFS or FUSE';
}

/** Whether a boolean may let a domain use all that such file systems have: of these there are some for many. */
export function isOfNetwork(type: string): boolean {
	return !KINDS.has(type);
}

/** Whether a type is one that policies give to all files of such a file system. */
export function isOneLabelType(type: string): boolean {
	return ONE_LABEL_TYPE.test(type);
}

/** Nobody puts these into a container by a volume. */
const NO_VOLUME =
	/^(?:proc|sysfs|cgroup2?|devtmpfs|devpts|pipefs|sockfs|mqueue|anon_inodefs|securityfs|selinuxfs|debugfs|tracefs|bpf)$/;

/**
 * What gives the files of a container the label of one.
 *
 * @param record - a record of a container's process and a file or directory
 * @returns the ways for a volume and for an image; none where neither can be
 */
export function containerLabel(record: AccessRecord): Remedy[] {
	const { object, class: of, details, permissions } = record;
	const isOfFile = of !== 'filesystem';
	if (isOfFile && permissions.some((one) => /^relabel(?:to|from)$/.test(one)))
		return [COPIES_LABELS];
	if (isInitOfEngine(record)) return [INIT_OF_ENGINE];
	if (/^(?:chr|blk)_file$/.test(of) || NO_VOLUME.test(details.dev ?? '')) return [];
	if (isProjected(record) && !isVolume(object.type)) return PROJECTED;
	if (isLinkOfVolume(record)) return [...PROJECTED, ...volume(record)];
	if (/^\/memfd:/.test(details.path ?? '')) return [];
	if (object.type === 'tmpfs_t') return details.dev === 'tmpfs' ? [TMPFS_OF_HOST] : [];
	if (isImageByFuse(record)) return [IMAGE_BY_FUSE];
	if (isMountOnFuse(record)) return [MOUNT_ON_FUSE];
	if (hasLabelOfMount(record)) return [contextOfMount(record)];
	if (/^container_(?:ro_file|share)_t$/.test(object.type))
		return isWriting(record) ? [layerOfImage(record)] : [];
	if (isVolume(object.type)) return [];
	if (isLogOfEngine(record)) return [LOG_OF_ENGINE];
	if (isRootOfHost(record)) return [ROOT_OF_HOST];
	if (isOfProvisioner(record)) return ofProvisioner(record);
	if (record.subject.type === 'pod_t' && object.type === 'unlabeled_t') return [VOLUME_OF_POD];
	if (isRootOfVolume(record)) return [ROOT_OF_VOLUME, ...volume(record)];
	if (isOfEngine(record)) return [LABELED_BY_ENGINE];
	if (isLogOfHost(record)) return [logsOfHost(record), ...ownFolderOfLogs(record)];
	if (of === 'sock_file' && /(?:run|tmp)_t$/.test(object.type)) return [socketOfHost(record)];
	const runtime = runtimeOfHost(record);
	if (runtime.length > 0) return runtime;
	// spc_t may use all files: a label of its own would change nothing.
	if (record.subject.type === 'spc_t') return isOfImage(record) ? [image(record)] : [];
	return isOfImage(record)
		? [image(record), ...volume(record)]
		: [
				...(isOfSystem(record) || isOfEngineItself(record)
					? [...ofInfrastructure(record), ...volume(record)]
					: [...volume(record), ...ofInfrastructure(record)]),
				PLACE_ON_HOST,
				...(MAYBE_OF_IMAGE.test(object.type) && of !== 'sock_file' ? [image(record)] : []),
			];
}

/** Whether an engine in a container puts another one's root together, on fuse-overlayfs. */
function isMountOnFuse({ object, permissions, details }: AccessRecord): boolean {
	const isFuse = object.type === 'fusefs_t' || details.dev === 'fuse';
	return isFuse && permissions.includes('mounton');
}

/** @see fs_mounton_fusefs(container_domain) in container.te of container-selinux */
const MOUNT_ON_FUSE: Remedy = {
	kind: 'note',
	why: 'Probably an engine in this container puts the root of another one together, on fuse-overlayfs: no label is wrong, and no boolean is for that. container-selinux lets every container mount there: update that first. An engine in a container is to run as container_engine_t (--security-opt label=type:container_engine_t).',
};

/** Whether the image's own files are shown by a program: fuse-overlayfs, of engines that a user runs. */
function isImageByFuse({ object, details: { dev, path = '' } }: AccessRecord): boolean {
	const isFuse = dev === 'fuse' && object.type === 'fusefs_t';
	return isFuse && /^\/(?:usr|bin|sbin|lib\w*|etc)\//.test(path);
}

/** @see container-selinux 2.98, "Allow containers to map fusefs_t"; overlayfs in a user namespace, Linux 5.11 */
const IMAGE_BY_FUSE: Remedy = {
	kind: 'note',
	why: "By its path (dev=fuse) it is probably a file of the image, which fuse-overlayfs shows to a container of a user's own engine (rootless Podman): no volume, so neither :Z nor a mount's context= is for it. Such containers are all to use that: probably the policy is too old for it, so update container-selinux first (and the engine, which since Linux 5.11 does without fuse-overlayfs).",
};

/** @see MountLabel of the runtime specification: what an engine mounts for a container it mounts with context= */
const TMPFS_OF_HOST: Remedy = {
	kind: 'note',
	why: 'It lies on a tmpfs without the label of containers: what the engine mounts itself (--tmpfs, an emptyDir in memory) has that, so probably the host has mounted this one, and the container was given it as a volume. Let the engine mount one (--tmpfs PATH; for /dev/shm --shm-size; Kubernetes: an emptyDir with medium: Memory). A tmpfs that the host has for containers alone may have their label, by the option context="system_u:object_r:container_file_t:s0" or rootcontext= of its mount; never the host\'s /dev/shm, /run or /tmp. If the engine has mounted it, update that, and make the container anew.',
};

/** @see the file contexts of container-selinux: the storage of images is container_ro_file_t, older container_share_t */
function layerOfImage({ object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${object.type} is what the layers of images have in the engine's storage, which containers may only read. What a container writes lies above them, in a file system that the engine mounts with the container's own label: so probably that label is missing here (another storage driver, an engine that was not told of SELinux, --rootfs, or a folder of the storage given as a volume). Update the engine, and make the container anew; what is to be written and kept goes into a volume.`,
	};
}

/** Whether an agent that collects logs meets one of an engine's own with the label of what lies around it. */
function isLogOfEngine({ object, details: { path = '' } }: AccessRecord): boolean {
	return (
		/^(?:container_var_lib|var_lib)_t$/.test(object.type) &&
		/^\/var\/lib\/docker\/containers\/.+\.log(?:\.\d+)?$/.test(path)
	);
}

/** @see container.fc of container-selinux: container_log_t for the logs of dockerd */
const LOG_OF_ENGINE: Remedy = {
	kind: 'command',
	why: 'It is a log that dockerd keeps of a container (json-file), which is container_log_t by the policy; this one has the type of the folder around it. Never a label of containers for it, and no :z. Give them theirs. If new ones have the wrong one again, a newer container-selinux may have a transition for them; or let the agent run with a type of its own (udica(8)) that has the rule, or as spc_t:',
	text: 'restorecon -Rv /var/lib/docker/containers',
};

/** Where the host's root is put into a container that watches the host, as node_exporter and cAdvisor have it. */
function isRootOfHost({ details: { path = '' } }: AccessRecord): boolean {
	return /^\/(?:host(?:fs|-?root)?|root-?fs)(?:\/|$)/.test(path);
}

const ROOT_OF_HOST: Remedy = {
	kind: 'note',
	why: `By its path this is probably the host's own root, or a part of it, that the container was given to look at (a monitoring agent, a node's debugger): no label is wrong, and none is to be changed, nor :z taken for it. What is to see the whole host is to run as ${AS_SPC}.`,
};

/** Whether a folder is made or removed that a provisioner of local volumes has named: `pvc-` and a UUID. */
function isOfProvisioner(record: AccessRecord): boolean {
	const isVolumeOfOne = /^pvc-[\da-f]{8}-[\da-f-]{27}(?:_|$)/;
	const isOfAll = /^(?:local-path|hostpath)-provisioner$/;
	const name = nameOf(record);
	return record.class === 'dir' && (isVolumeOfOne.test(name) || isOfAll.test(name));
}

/** Whether it is the root of a file system on a device of its own that has no labels: a volume of Kubernetes, made by mkfs. */
function isRootOfVolume({ class: of, object, details }: AccessRecord): boolean {
	const isRoot = of === 'dir' && (details.name === '/' || details.name === 'lost+found');
	return isRoot && object.type === 'unlabeled_t' && !/^(?:overlay|tmpfs)$/.test(details.dev ?? '');
}

/** @see the mounts of a kubelet that runs in a container: it takes SELinux for off where it does not see these */
const ROOT_OF_VOLUME: Remedy = {
	kind: 'note',
	why: 'It is the root of a file system of its own, probably a volume that was just made (mkfs labels nothing), and nobody has labeled it for the container. In Kubernetes the engine does that, if it and the kubelet know that SELinux is on: a kubelet or a driver (CSI) that runs in a container takes it for off where it does not see /sys/fs/selinux and /etc/selinux of the host, and the engine has an option (containerd: enable_selinux; CRI-O: selinux). Or let the mount give the label: context="system_u:object_r:container_file_t:s0" (mountOptions of the StorageClass or the PersistentVolume). Podman and Docker: :Z of the volume.',
};

/** @see k3s.fc of k3s-selinux, and deploy/local-path-storage.yaml of local-path-provisioner */
function ofProvisioner({ subject, object }: AccessRecord): Remedy[] {
	const [label] = filesOf(subject.type);
	return [
		{
			kind: 'command',
			why: `By its name probably a folder of a local volume (PersistentVolumeClaim), which a provisioner's helper makes and removes below FOLDER: /var/lib/rancher/k3s/storage of k3s, /opt/local-path-provisioner otherwise. ${object.type} is probably the label of that place, and volumes are to be ${label}: update k3s-selinux or rke2-selinux, which have the label for it, and give it; or tell the policy:`,
			text: `semanage fcontext -a -t ${label} 'FOLDER(/.*)?' && restorecon -RF FOLDER`,
		},
	];
}

/** What an engine puts into a container for --init, and where. */
function isInitOfEngine({ permissions, details: { path = '' } }: AccessRecord): boolean {
	const isInit = /^(?:\/usr)?\/sbin\/docker-init$|^\/dev\/init$|^\/run\/podman-init$/.test(path);
	return (
		permissions.includes('entrypoint') && (isInit || /\/(?:catatonit|tini(?:-static)?)$/.test(path))
	);
}

const INIT_OF_ENGINE: Remedy = {
	kind: 'command',
	why: "Probably the engine's own init, which --init (`init: true`) puts into the container from the host: it has the label that it has there, and neither the image nor a volume is at fault. Start it without --init, or with an init that is in the image; update the engine and container-selinux. On the host this says whether its file has lost its label (PATH is docker-init, catatonit or tini there), and without -n gives it:",
	text: 'restorecon -nv PATH',
};

/** What an engine itself makes for a container; over virtiofs the name has a prefix. */
function isOfEngine({ object, details }: AccessRecord): boolean {
	const name = nameOf({ details });
	return (
		/^container_var_(?:lib|run)_t$/.test(object.type) &&
		/(?:^|-)(?:\.containerenv|hosts|hostname|resolv\.conf|config\.json)$/.test(name)
	);
}

const LABELED_BY_ENGINE: Remedy = {
	kind: 'note',
	why: 'It is probably a file that the engine makes for the container (Podman, CRI-O, Docker), and is to label for it: that it has not is a fault of the engine, or its storage was labeled anew meanwhile. Update the engine, and make the container anew. It is no volume, and restorecon gives it the same label again.',
};

/** What the kubelet writes into such a volume: links to `..data`, and that to a folder named after the time. */
const BY_KUBELET = /^\.\.(?:data(?:_tmp)?|\d{4}_\d\d_\d\d_\d\d_\d\d_\d\d\.\d+)$/;
/** What a token of a service account has beside it. Files of these names on a disk may be anything. */
const OF_TOKEN = /^(?:token|namespace|(?:service-)?ca\.crt)$/;

/**
 * Whether it is of a volume that the kubelet makes itself, of a token, a secret or a ConfigMap.
 *
 * @see pkg/volume/util/atomic_writer.go of Kubernetes
 */
function isProjected({ class: of, details: { path = '', name = '', dev } }: AccessRecord): boolean {
	const parts = path === '' ? [name] : path.split('/');
	if (path.includes('/kubernetes.io/serviceaccount') || parts.some((one) => BY_KUBELET.test(one)))
		return true;
	return (of === 'lnk_file' || dev === 'tmpfs') && OF_TOKEN.test(parts.at(-1) ?? '');
}

/**
 * The kubelet puts each file of a ConfigMap or a secret behind a link, with the label of its own folder until the runtime
 * gives it the pod's.
 *
 * @see AtomicWriter in pkg/volume/util of Kubernetes
 */
function isLinkOfVolume({ class: of, object, details: { dev } }: AccessRecord): boolean {
	const isOfKubelet = /^(?:var_lib|container_var_lib|kubelet_var_lib)_t$/.test(object.type);
	return of === 'lnk_file' && isOfKubelet && dev !== 'overlay';
}

const PROJECTED: Remedy[] = [
	{
		kind: 'note',
		why: "Probably it is of a volume that the kubelet makes itself (a token of the service account, a secret, a ConfigMap). The runtime is to label that for the pod as it makes the container, and has not; or a restorecon -F of the kubelet's folders, as at an update of a package, has taken the label since. Make the pod anew (kubectl delete pod, or rollout restart). If it is so again, SELinux may be off in the runtime, or the kubelet not see that it is on (containerd: enable_selinux; a kubelet in a container needs /sys/fs/selinux and /etc/selinux of the host); or update the runtime (containerd, k3s, RKE2, CRI-O) and its policy (container-selinux, k3s-selinux, rke2-selinux). It is no volume for :z or :Z, and nothing of the image.",
	},
	{
		kind: 'command',
		why: 'Where the policy has the label for that folder (`matchpathcon /var/lib/kubelet/pods` says container_file_t), this gives it to the pods that are there; without -F, which would take the categories of each from it:',
		text: 'restorecon -Rv /var/lib/kubelet/pods',
	},
];

/** The logs of the host belong to its own programs. */
function isLogOfHost({ object, details: { path = '' } }: AccessRecord): boolean {
	const isPlace = /^\/var\/log\/(?:journal|pods|containers)(?:\/|$)/.test(path);
	return isPlace || /^(?:\w+_)?log_t$/.test(object.type);
}

/** Whether the container has the type that may read the host's logs already, or one that may do more. */
function isMeantForLogs({ subject, permissions }: AccessRecord): boolean {
	const isReading = permissions.every((each) =>
		/^(?:getattr|open|read|search|ioctl|lock|map|watch\w*)$/.test(each),
	);
	return (
		subject.type === 'container_logwriter_t' ||
		(subject.type === 'container_logreader_t' && isReading)
	);
}

/** @see container_logreader_t in container.te of container-selinux: it may watch the files, and not their folder */
const READER_OF_LOGS: Remedy = {
	kind: 'note',
	why: 'The container has the type that is for the logs of the host, so no label is wrong, and no other type is wanted: probably container-selinux lacks this (as to watch a folder, inotify). Update that first, and where the newest lacks it, too, report it there; until then the rule, or let the agent look from time to time (poll) in place of watching.',
};

function logsOfHost(record: AccessRecord): Remedy {
	if (isMeantForLogs(record)) return READER_OF_LOGS;
	const [does, type] = isWriting(record)
		? ['writes', 'container_logwriter_t']
		: ['reads', 'container_logreader_t'];
	return {
		kind: 'note',
		why: `If it ${does} the host's logs (/var/log/pods and containers are the kubelet's, and journal is journald's), they keep their label: no :z or :Z, for the host's own programs would lose them, and restorecon -F gives ${record.object.type} again. Run the container as one that may, --security-opt label=type:${type} (seLinuxOptions.type; container-selinux of Fedora and RHEL), or as spc_t.`,
	};
}

/** A folder below /var/log that was made for what runs in containers alone, as of pacemaker's bundles. */
function ownFolderOfLogs(record: AccessRecord): Remedy[] {
	const { object, subject } = record;
	if (object.type !== 'var_log_t' || !isWriting(record)) return [];
	const [label] = filesOf(subject.type);
	return [
		{
			kind: 'command',
			why: "If it is a folder for this container's own logs, FOLDER, that nobody else writes to, it may have the label of containers (never /var/log itself). :z alone is gone with the next restorecon -F; this lasts:",
			text: `semanage fcontext -a -t ${label} 'FOLDER(/.*)?' && restorecon -RF FOLDER`,
		},
	];
}

/** What the storage of an engine is labeled where its own labels are lost. */
const MAYBE_OF_IMAGE = /^(?:container_var_lib|docker_var_lib|var_lib|data_home|unlabeled)_t$/;

/** Whether it is what an image has: its programs and libraries, or what overlayfs shows. */
function isOfImage({ details, permissions }: AccessRecord): boolean {
	return (
		details.dev === 'overlay' ||
		/^(?:lib[\w+.-]*\.so|ld-linux)/.test(details.name ?? '') ||
		/\/(?:overlay2?|snapshots)\/[^/]+\/(?:diff|merged|fs)\//.test(details.path ?? '') ||
		/^\/(?:usr\/)?(?:s?bin|lib(?:32|64)?)\/|^\/etc\/ld\.so\.cache$/.test(details.path ?? '') ||
		permissions.some((one) => /^(?:execute|entrypoint|execmod)/.test(one))
	);
}

/** What a container may use, by its domain. */
function filesOf(type: string): [label: string, how: string] {
	if (type === 'pod_t') return ['TYPE', 'A pod may use files of few types.'];
	if (type.startsWith('qm_'))
		return ['qm_container_file_t', 'A container in QM may use files labeled qm_container_file_t.'];
	const older = type.startsWith('svirt_')
		? ' (older policies, and Flatcar: svirt_lxc_file_t or svirt_sandbox_file_t)'
		: '';
	return ['container_file_t', `A container may use files labeled container_file_t${older}.`];
}

/** Types of the host's own folders, which a hostPath brings into a container. */
const OF_HOST =
	/^(?:etc|etc_runtime|usr|bin|lib|sbin|modules_object|cert|var|var_lib|var_run|root|boot|kubernetes_file|container_(?:config|var_run|var_lib))_t$/;

/** Whether something is put into /opt/cni/bin, which has the type of /opt. */
function isOfPlugins(record: AccessRecord): boolean {
	const { class: of, object } = record;
	return of === 'dir' && object.type === 'usr_t' && nameOf(record) === 'bin' && isWriting(record);
}

/** CNI installers, flanneld, agents for storage and monitoring: they are there to change the host. */
function ofInfrastructure(record: AccessRecord): Remedy[] {
	const { object } = record;
	const isRead = object.type === 'cert_t' && !isWriting(record);
	if (!OF_HOST.test(object.type) || isRead) return [];
	const engine = /^container_var_(?:lib|run)_t$/.test(object.type)
		? ' If it is no hostPath but what the runtime has made for the container (an emptyDir, its root), the runtime was to label it: update it (containerd, k3s, RKE2, CRI-O) and container-selinux, and make the container anew. Of a build it may be the cache or a mount of one step (RUN --mount=type=cache or bind): the option z there, or a newer Buildah or Podman, labels it.'
		: '';
	const cni = isOfPlugins(record)
		? [
				{
					kind: 'command' as const,
					why: 'By its name perhaps the folder of CNI plugins, which an installer of a network fills: where the policy has no label for /opt/cni (newer releases of rke2-selinux and k3s-selinux have), and it is for containers alone, tell it one:',
					text: "semanage fcontext -a -t container_file_t '/opt/cni(/.*)?' && restorecon -RF /opt/cni",
				},
			]
		: [];
	return [
		...cni,
		{
			kind: 'note',
			why: `If it is a folder of the host's own (${object.type}) that a part of the infrastructure is to change through a hostPath, as an installer of CNI, flanneld or a storage driver does: it is to run as ${AS_SPC}. The charts of most have an option for that, or newer ones do so.${engine}`,
		},
	];
}

/** Whether a container makes something in the folders of the engine or the kubelet: what does that works on the host. */
function isOfEngineItself(record: AccessRecord): boolean {
	const isOwn = /^(?:container_var_lib|kubelet_var_lib|container_log)_t$/.test(record.object.type);
	return isOwn && isWriting(record) && !isOfImage(record);
}

/** What the host itself needs, and is never to be labeled for a container as a whole. */
function isOfSystem(record: AccessRecord): boolean {
	return /^(?:usr|bin|lib|etc)_t$/.test(record.object.type) && isWriting(record);
}

function volume({ subject, object }: AccessRecord): Remedy[] {
	const [label, how] = filesOf(subject.type);
	const ofService: Remedy = {
		kind: 'note',
		why: `${object.type} is what a service of the host has for its files: with :Z or :z, or by hand, that one loses them. If it still runs on the host, give the container a folder of its own, with a copy.`,
	};
	return [
		...(OF_SERVICE.test(object.type) ? [ofService] : []),
		...(object.type === 'default_t' ? [WITHOUT_CONTEXT] : []),
		{
			kind: 'note',
			why: `${how} If this is a volume of it, let the engine label it: -v PATH:PATH:Z for one container, :z for several, which labels all below it. Not so /home, /etc, /usr or a socket's folder as a whole: the host's own programs would lose them.`,
		},
		{
			kind: 'command',
			why: "Kubernetes has the engine label most volumes for their pod, or mounts them with its label (seLinuxMount of the CSIDriver; else context= among the mountOptions of the StorageClass), never a hostPath; nor does an engine label a folder of the host without :Z or :z. By hand, PATH being the volume's on the host:",
			text: `semanage fcontext -a -t ${label} 'PATH(/.*)?' && restorecon -RF PATH`,
		},
	];
}

/** Where the host has no tools to label anything: Talos. */
const VOLUME_OF_POD: Remedy = {
	kind: 'note',
	why: 'Probably it lies in a volume that was made or mounted without labels (a disk of a storage driver, CSI). Have Kubernetes mount it with the label of its pod: seLinuxMount: true of the CSIDriver, which a newer release of the driver may have, or else context= among the mountOptions of the StorageClass.',
};

/** @see file_contexts.subs_dist of Fedora's policy: an entry below /var/home is never asked, for that is as /home */
const WITHOUT_CONTEXT: Remedy = {
	kind: 'note',
	why: 'default_t is what restorecon gives where neither the policy nor an entry of the host matches the path (`matchpathcon PATH`, `semanage fcontext -lC`): also a label by :z is gone with restorecon -F. An entry below a place that the policy takes for another matches nothing (/var/home is as /home, /var/usrlocal as /usr/local): write it for that one.',
};

/** Types of what daemons of the host keep or serve. */
const OF_SERVICE =
	/^(?!container_|docker_|kubelet_|kubernetes_|svirt_|public_)\w+_(?:db|content|zone|spool|data|store|var_lib)_t$|^samba_share_t$/;

/** How to find what a path within a container is on the host. */
export const PLACE_ON_HOST: Remedy = {
	kind: 'note',
	why: "A path in the record is mostly the container's own. Where that lies on the host, in a volume (Source) or in the image (GraphDriver), says the engine: `podman inspect -f '{{json .Mounts}} {{json .GraphDriver}}' CONTAINER`, and docker likewise.",
};

/** Of what lies in the engine's storage; a volume of the record's is elsewhere. */
export const IMAGE: Remedy = {
	kind: 'command',
	why: "If it is part of the image, the engine's storage has lost its labels: moved, copied, older than container-selinux, or of an engine or builder whose storage that does not know (update it first; BuildKit: /var/lib/buildkit). Stop the containers, and give it them back. (Docker: /var/lib/docker; k3s and RKE2: /var/lib/rancher; a user's own: ~/.local/share/containers.) If it comes back with each image or build, the engine or builder unpacks without labels: switch SELinux on in it (dockerd: selinux-enabled; containerd: enable_selinux), or update it (BuildKit).",
	text: 'restorecon -RF /var/lib/containers',
};

/** Types of places that policies do not know: what lies there has lost nothing. */
const STORAGE_ELSEWHERE: Remedy = {
	kind: 'command',
	why: "Probably it is part of the image, and the engine's storage lies where the policy knows none. Stop the containers, and let that PLACE be labeled as the usual one. PLACE is what `podman info` calls graphRoot; of a user's own engine, whose home may lie outside of /home (as that of a service), it is as ~/.local/share/containers/storage (write that home out), and of Docker (`docker info`: Docker Root Dir) as /var/lib/docker, in place of /var/lib/containers/storage:",
	text: 'semanage fcontext -a -e /var/lib/containers/storage PLACE && restorecon -RF PLACE',
};

/** Docker's own driver of images has each layer in a folder of overlay2. */
function storageOfDocker(root: string): Remedy {
	return {
		kind: 'command',
		why: `Probably it is part of the image, and Docker's storage (\`docker info\`: Docker Root Dir) lies where the policy knows none. Stop it, and let that be labeled as the usual one:`,
		text: `${command('semanage', 'fcontext', '-a', '-e', '/var/lib/docker', root)} && ${command('restorecon', '-RF', ...operand(root))}`,
	};
}

/** What lies in /var/lib has that type where no policy knows the folder, as container-selinux does not that of k3s and RKE2. */
const STORAGE_IN_VAR_LIB: Remedy = {
	kind: 'command',
	why: "If it is part of the image, the engine's storage, PLACE, lies in a folder of /var/lib that the policy does not know, or has lost its labels. Install or update what has the labels first: k3s-selinux or rke2-selinux for /var/lib/rancher, container-selinux for /var/lib/containers, /var/lib/docker and /var/lib/buildkit (another place is told by `semanage fcontext -a -e`). Then stop the containers, and give it its labels. If it comes back with each image or build, the engine or builder unpacks without labels: switch SELinux on in it (dockerd: selinux-enabled; containerd: enable_selinux), or update it (BuildKit).",
	text: 'restorecon -RF PLACE',
};

/** The storage of a user's own (rootless) engine is below what data_home_t is for. */
const IMAGE_OF_USER: Remedy = {
	kind: 'command',
	why: "If it is part of the image, the storage of a user's own engine (rootless Podman; data_home_t is ~/.local/share) has lost its labels. As that user, stop the containers, and give it them back (a newer container-selinux has the labels for it; else make the containers anew):",
	text: 'restorecon -RF ~/.local/share/containers',
};

function image({ object, details: { path = '' } }: AccessRecord): Remedy {
	const isElsewhere = /^(?:default|mnt|usr|var)_t$/.test(object.type);
	const [, root] = /^(\/.+)\/overlay2\/\w+\//.exec(path) ?? [];
	if (isElsewhere && root !== undefined) return storageOfDocker(root);
	if (isElsewhere) return STORAGE_ELSEWHERE;
	if (object.type === 'var_lib_t') return STORAGE_IN_VAR_LIB;
	return object.type === 'data_home_t' ? IMAGE_OF_USER : IMAGE;
}

/** What to do where a container would change a label. */
export const COPIES_LABELS: Remedy = {
	kind: 'note',
	why: 'A program in the container sets a label. Mostly it copies one with the file (cp -a, mv to another file system, rsync -X, tar --selinux, shutil.copytree() of Python), which no container needs: let it leave labels alone (cp and rm for mv; cp -dR --preserve=mode,timestamps; rsync without -X), or go on without: mostly the file is there, and has the label of its new folder.',
};

function contextOfMount(record: AccessRecord): Remedy {
	const { type } = record.object;
	const other = booleanForOtherFiles(record);
	const boolean = !isOfNetwork(type)
		? ''
		: other === undefined
			? ' Or a boolean lets all containers use them: virt_use_nfs, virt_use_samba, container_use_cephfs (FUSE: newer releases of container-selinux allow it).'
			: ` The boolean ${other} is for files, folders and links there, but has no rule for a ${NOUNS[record.class] ?? record.class}: with it on, that is refused all the same. It takes a rule of its own, or a place that is not on that mount.`;
	return {
		kind: 'note',
		why: `Files of ${kindOfMount(type)} have no labels of their own here, so neither :Z nor restorecon can change them. The mount labels them all: its option context="system_u:object_r:container_file_t:s0".${boolean}`,
	};
}
