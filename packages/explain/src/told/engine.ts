// What engines of containers, and what starts containers, say of a refusal.

import { printable, shellWord } from '@peercon/context/foreign-text';
import type { Remedy } from '../remedy/remedy.ts';
import { type Known, record } from './message.ts';

const ENGINES =
	/^(?:podman|docker|dockerd|conmon|crio|containerd|kubelet|traefik|portainer|watchtower|rootlessport)$/;

/** Their messages. */
export const OF_ENGINES: Known[] = [
	[
		ENGINES,
		/^(?:Error: )?rootlessport cannot expose privileged port (\d{1,5})\b/,
		([port = '']) => unprivileged(port),
	],
	[
		ENGINES,
		/^(?:Error response from daemon: )?(?:[\w ]{1,64}: )?lsetxattr (?:\([^)]{0,255}\) )?(\/[^:]{1,4095}): operation not supported|^(?:Error response from daemon: )?(?:[\w ]{1,64}: )?error setting label on mount source '(\/[^']{1,4095})'.*: operation not supported/,
		([path = '']) => withoutLabels(path),
	],
	[
		ENGINES,
		/^(?:Error response from daemon: )?(?:[\w "/.-]{1,128}: )?SELinux relabeling of (\/\S{0,4095}?) is not allowed/,
		([path = '']) => relabelsSystem(path),
	],
	[
		ENGINES,
		/\bdial unix \/\S{1,255}\/(?:docker|podman)\.sock: connect: permission denied/,
		(_found, { isOfContainer }) => socketOfEngine(isOfContainer),
	],
];

/** @see ip_unprivileged_port_start of ip(7) */
function unprivileged(port: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `That is not SELinux, by this line: who is not root may not bind port ${printable(port)}, which is below net.ipv4.ip_unprivileged_port_start. Publish a port from 1024 on (-p 8080:80), put a service of root's in front, or lower that for the whole host (sysctl(8)).`,
		},
	];
}

function withoutLabels(path: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `The engine was to label ${shellWord(path)} (:z or :Z), and the file system there keeps no labels (NFS, CIFS, FAT): take the option off. What lies there has one label for all, which a boolean opens to containers, or the mount gives:`,
		},
		{
			kind: 'command',
			why: 'For NFS (CIFS: virt_use_samba):',
			text: 'setsebool -P virt_use_nfs on',
		},
		{
			kind: 'note',
			why: 'Or mount it with context="system_u:object_r:container_file_t:s0" (mount(8)), and do without the boolean.',
		},
	];
}

function relabelsSystem(path: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `The engine does not label ${shellWord(path)} for a container, since the host would lose it: take :z or :Z off that volume. What the container needs of it goes into a folder of its own; a container that is to see the host's own files runs without confinement (--security-opt label=disable).`,
		},
	];
}

/** @see container.te of container-selinux: connectto of container_runtime_t is spc_t's */
function socketOfEngine(isOfContainer: boolean): Remedy[] {
	return [
		{ kind: 'note', why: 'A program was refused the socket of the engine.' },
		record(),
		{
			kind: 'note',
			why: `${isOfContainer ? 'On a host with SELinux no' : 'In a container: no'} container of container_t may talk to the engine, who is root of the host, whatever the label of the socket: no :z for it. Run that one container with --security-opt label=disable (compose: security_opt: [label=disable]), or give it a proxy of the socket that lets through what it needs.`,
		},
		...(isOfContainer ? [] : [OF_GROUP]),
	];
}

const OF_GROUP: Remedy = {
	kind: 'note',
	why: 'On the host itself it is mostly the mode: the socket is for root, and of Docker for the group docker (who is in that is as good as root).',
};
