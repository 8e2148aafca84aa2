// Labels that another system's policy has: of a tree that is installed, or built as an image.

import type { Remedy } from './remedy.ts';

/** Programs that label such a tree, or unpack it with its labels. */
const BUILDS =
	/^(?:setfiles|restorecon|fixfiles|rpm|dnf|microdnf|yum|tar|bsdtar|rsync|cp|mv|unsquashfs|bootc|ostree|rpm-ostree|osbuild|org\.osbuild|anaconda|livemedia|lorax|mkosi|image-builder|podman|buildah|python3?)/;

/**
 * Whether a program may be about another system's labels.
 *
 * @param program - its name, comm= of a record
 */
export function mayBuild(program: string | undefined): boolean {
	return BUILDS.test(program ?? '');
}

/** What lets a program set labels that the policy of its own host does not know. */
export const OF_ANOTHER_SYSTEM: Remedy = {
	kind: 'note',
	why: 'If it restores or copies files from a host with another policy, it is to leave their labels out (tar without --selinux and --xattrs, rsync without -X, cp without -a or --preserve=context): then restorecon -R what has come. If it labels the tree of another system (an installation, the build of an image: setfiles, rpm, tar, bootc, osbuild), the label is right for that, and a domain is missing that may set what this policy does not know: install_t (bootc, rpm-ostree, anaconda; their programs are install_exec_t), setfiles_mac_t of setfiles, and for osbuild what osbuild-selinux brings. bootc tries first whether it may, by chcon and a label that nobody has. A tool that the script of a service starts stays in the domain of that: start it by a login, or as ExecStart= of a unit. No rule for the domain that it runs in now.',
};
