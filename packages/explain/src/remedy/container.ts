// Files of containers. A record has their paths as the container sees them, for the kernel writes a path
// from the root of the process that asks (d_path() in fs/d_path.c): on the host they lie elsewhere, and
// what has that path there is another file. So no path of such a record stands in a command here.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** The domains of containers: container-selinux's, udica's, Talos's, and those of before 2017. */
const CONTAINER =
	/^(?:container_(?:t|userns_t|logreader_t|logwriter_t|kvm_t|init_t|engine_t|device_t|device_plugin_t|device_plugin_init_t)|svirt_(?:lxc|qemu|kvm)_net_t|openshift_(?:app_)?t|spc_t|pod_t|.+\.process)$/;

/** What the files of containers have, and those of images; `docker_` and `svirt_` are older names. */
const FILES =
	/^(?:container_(?:file|ro_file|share|var_lib)_t|docker_(?:share|var_lib)_t|svirt_(?:sandbox|lxc)_file_t)$/;

/** Whether a type is that of a container's processes. */
export function isContainer(type: string): boolean {
	return CONTAINER.test(type);
}

/** Whether a type is what an engine gives to the files of volumes. */
export function isVolume(type: string): boolean {
	return /^(?:container|svirt_sandbox|svirt_lxc)_file_t$/.test(type);
}

/** Whether a record's path is one within a container, or may be. */
export function hasPathOfContainer({ subject, object }: AccessRecord): boolean {
	return isContainer(subject.type) || FILES.test(object.type);
}

/** The file systems whose files have one label for all, by the kernel's names in `dev=` or by type. */
const ONE_LABEL = /^(?:nfs4?|cifs|smb3|fuse(?:blk)?|virtiofs|9p|ceph)$/;
const ONE_LABEL_TYPE = /^(?:nfs|cifs|fusefs|cephfs|virtiofs|ecryptfs)_t$/;

/** Whether all files of an object's file system have one label, which its mount gives them. */
export function hasLabelOfMount({ object, details }: AccessRecord): boolean {
	return ONE_LABEL_TYPE.test(object.type) || ONE_LABEL.test(details.dev ?? '');
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
	if (permissions.some((one) => /^relabel(?:to|from)$/.test(one))) return [COPIES_LABELS];
	if (/^(?:chr|blk)_file$/.test(of) || NO_VOLUME.test(details.dev ?? '')) return [];
	if (/^\/memfd:/.test(details.path ?? '') || object.type === 'tmpfs_t') return [];
	if (hasLabelOfMount(record)) return [CONTEXT_OF_MOUNT];
	if (isVolume(object.type) || /^container_(?:ro_file|share)_t$/.test(object.type)) return [];
	if (of === 'sock_file' && /(?:run|tmp)_t$/.test(object.type)) return [SOCKET_OF_HOST];
	// spc_t may use all files: a label of its own would change nothing.
	if (record.subject.type === 'spc_t') return isOfImage(record) ? [IMAGE] : [];
	return isOfImage(record)
		? [IMAGE, ...volume(record.subject.type)]
		: [
				...volume(record.subject.type),
				PLACE_ON_HOST,
				...(MAYBE_OF_IMAGE.test(object.type) ? [IMAGE] : []),
			];
}

/** What the storage of an engine is labeled where its own labels are lost. */
const MAYBE_OF_IMAGE = /^(?:container_var_lib|docker_var_lib|var_lib|data_home|unlabeled)_t$/;

/** Whether it is what an image has: its programs and libraries, or what overlayfs shows. */
function isOfImage({ details, permissions }: AccessRecord): boolean {
	return (
		details.dev === 'overlay' ||
		/^\/(?:usr\/)?(?:s?bin|lib(?:32|64)?)\//.test(details.path ?? '') ||
		permissions.some((one) => /^(?:execute|entrypoint|execmod)/.test(one))
	);
}

function volume(type: string): Remedy[] {
	const [label, how] =
		type === 'pod_t'
			? ['TYPE', 'A pod may use files of few types.']
			: ['container_file_t', 'A container may use files labeled container_file_t.'];
	return [
		{
			kind: 'note',
			why: `${how} If this is a volume of it, let the engine label it: -v PATH:PATH:Z for one container, :z for several, which labels all below it. Not so /home, /etc, /usr or a socket's folder as a whole: the host's own programs would lose them.`,
		},
		{
			kind: 'command',
			why: "Kubernetes labels volumes whose driver lets it (seLinuxMount of the CSIDriver; else context= among the mountOptions of the StorageClass), never a hostPath; nor does an engine without :Z. By hand, PATH being the volume's on the host:",
			text: `semanage fcontext -a -t ${label} 'PATH(/.*)?' && restorecon -RF PATH`,
		},
	];
}

/** How to find what a path within a container is on the host. */
export const PLACE_ON_HOST: Remedy = {
	kind: 'note',
	why: "A path in the record is the container's own. Where that lies on the host, in a volume (Source) or in the image (GraphDriver), says the engine: `podman inspect -f '{{json .Mounts}} {{json .GraphDriver}}' CONTAINER`, and docker likewise.",
};

/** Of what lies in the engine's storage; a volume of the record's is elsewhere. */
export const IMAGE: Remedy = {
	kind: 'command',
	why: "If it is part of the image, the engine's storage has lost its labels: moved, copied, or older than container-selinux. Stop the containers, and give it them back. (Docker: /var/lib/docker; k3s and RKE2: /var/lib/rancher; a user's own: ~/.local/share/containers. A storage elsewhere first needs `semanage fcontext -a -e /var/lib/containers PLACE`.)",
	text: 'restorecon -RF /var/lib/containers',
};

const COPIES_LABELS: Remedy = {
	kind: 'note',
	why: 'A program in the container sets a label. Mostly it copies one with the file (cp -a, rsync -X, tar --selinux, shutil.copytree() of Python), which no container needs: let it leave labels alone (cp -dR --preserve=mode,timestamps; rsync without -X), or go on without.',
};

const CONTEXT_OF_MOUNT: Remedy = {
	kind: 'note',
	why: 'Files of NFS, CIFS or FUSE have no labels of their own here, so neither :Z nor restorecon can change them. The mount labels them all: its option context="system_u:object_r:container_file_t:s0". Or a boolean lets all containers use them: virt_use_nfs, virt_use_samba, container_use_cephfs (FUSE: newer releases of container-selinux allow it).',
};

const SOCKET_OF_HOST: Remedy = {
	kind: 'note',
	why: "A socket of a service on the host, which makes it anew at each start: a label of the container's would not stay. A container that is given the engine's own socket can do on the host what the engine can: run it with --security-opt label=disable, or better without the socket.",
};
