// Bottlerocket, whose policy is a part of its image and shares only a few names with that of containers elsewhere.

import type { AccessRecord } from '@peercon/records';
import { COPIES_LABELS } from './container.ts';
import type { Remedy } from './remedy.ts';

/**
 * Types that its policy alone has.
 *
 * @see packages/selinux-policy/object.cil and subject.cil of bottlerocket-core-kit; ephemeral_t is an older name
 */
const OWN =
	/^(?:any|os|local|data|private|state|secret|etc_secret|cache|lease|measure|ephemeral|api_socket|runtime_fifo|(?:api|clock|network|bus|runtime|cni|csi|civ)(?:_exec)?|system|control|super)_t$/;
/** Those that others have, too. */
const SHARED = /^(?:container|spc|init|init_exec|kernel|mount|mount_exec|proc|etc|unlabeled)_t$/;

/** Whether a record is of its policy. */
function isOfBottlerocket({ subject, object }: AccessRecord): boolean {
	const types = [subject.type, object.type];
	return (
		types.some((type) => OWN.test(type)) &&
		types.every((type) => OWN.test(type) || SHARED.test(type))
	);
}

/** What to do where no module can be added, and no label be given. */
export function onBottlerocket(record: AccessRecord): Remedy[] {
	if (!isOfBottlerocket(record)) return [];
	const isRelabeling =
		record.class !== 'filesystem' && record.permissions.some((each) => each.startsWith('relabel'));
	const isOfAll = isRelabeling ? isByEngine(record) : record.permissions.includes('entrypoint');
	const until = isOfAll ? '' : (UNTIL[record.subject.type] ?? '');
	return [
		...(isRelabeling ? [isByEngine(record) ? LABELS_VOLUME : COPIES_LABELS] : []),
		...(record.object.type === 'cache_t' ? [LAYERS] : []),
		...(isUnlabeledProgram(record) ? [UNLABELED_PROGRAM] : []),
		{
			kind: 'note',
			why: `The types are those of Bottlerocket, whose policy is a part of its image: no module can be added there, and no label be given (no semanage, no restorecon). A newer release may allow it${until}.`,
		},
	];
}

/** @see typetransition of runtime_t in rules.cil of its policy */
const LAYERS: Remedy = {
	kind: 'note',
	why: "cache_t is what the engine's store has for the layers of images: probably a container was started without a label for its own files, as steps of a build are by BuildKit. What builds images there is to be told to (or build without BuildKit, or elsewhere).",
};

/** Programs of the image have types that say who may start them; any_t is what has none. */
function isUnlabeledProgram({ class: of, object, permissions }: AccessRecord): boolean {
	return of === 'file' && object.type === 'any_t' && permissions.some((each) => /^exec/.test(each));
}

const UNLABELED_PROGRAM: Remedy = {
	kind: 'note',
	why: "any_t is what has no label of its own there. If the program is one of Bottlerocket's, the image has forgotten it (its list of labels does not name that file): update, or report it. If it is one's own, run it in a container.",
};

function isByEngine({ details: { comm = '' } }: AccessRecord): boolean {
	return /^(?:containerd|kubelet|crio|dockerd|runc|crun)\b/.test(comm);
}

const LABELS_VOLUME: Remedy = {
	kind: 'note',
	why: "It is the engine itself, which probably gives the files of a volume the label of the pod that is to have it: kubelet asks for that where the volume's file system can keep labels. Have it not asked for: readOnly: true of the volume itself (not of its mount), or a driver that mounts with the label (seLinuxMount: true of its CSIDriver, where the driver can), and report it to whoever makes the driver.",
};

/** What a pod or a container may choose until then, by what it is; what it may be entered through is one for all. */
const UNTIL: Record<string, string> = {
	container_t:
		'; until then the pod may run in a domain that may do more: seLinuxOptions.type control_t, or super_t for what must do everything (what is privileged is control_t by itself, in releases since 1.0.6, of 2021)',
	control_t:
		'; until then let the pod run as super_t, which may do everything: seLinuxOptions.type super_t, and not privileged: true beside it, by which it is control_t again (give it the capabilities that it needs)',
};
