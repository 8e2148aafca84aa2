// The folder / itself, which policies give root_t: with another label, each program that looks there is refused.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** What / has by mistake: of a folder that was copied there, or of a command for another one. */
const OF_OTHERS =
	/^(?:default|file|mnt|var|usr|etc|tmp|home_root|user_home|user_tmp|admin_home)_t$/;

/** Whether / is an overlay whose upper part is a tmpfs that nobody has labeled: image systems make it at each boot. */
function isTransientRoot({ class: of, object, details }: AccessRecord): boolean {
	const isRoot = of === 'dir' && details.path === '/' && details.dev === 'overlay';
	return isRoot && object.type === 'tmpfs_t';
}

/** @see ostree-prepare-root(1), root.transient and composefs in prepare-root.conf */
const ROOT_OF_IMAGE: Remedy = {
	kind: 'command',
	why: 'Probably it is / itself, an overlay over an image (ostree, bootc, a live system), and has the label of the tmpfs that its changes lie in (tmpfs_t) in place of root_t: whoever made that mount gave it none (rootcontext=). So no rule for this one domain, for all that touches / is refused; update what makes the mount at boot (bootc, ostree, dracut), and where the newest does so, too, report it there. Or do without it, in the next image: `transient = false` for [root] in /usr/lib/ostree/prepare-root.conf. This shows whether it is so:',
	text: 'ls -dZ / && findmnt /',
};

/**
 * What to do where / has lost its label.
 *
 * @returns none for other folders; otherwise all that there is to say, for to tell the policy another type for / and
 *   all below it would be the end of every label
 */
export function labelOfRoot(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, details } = record;
	if (of !== 'dir' || details.path !== '/') return [];
	if (!OF_OTHERS.test(object.type) && !isTransientRoot(record)) return [];
	if (subject.user === 'u' || isContainer(subject.type)) return [];
	if (isTransientRoot(record)) return [ROOT_OF_IMAGE, rule(record)];
	// Who mounts somewhere names a folder by the root of its file system.
	if (record.permissions.includes('mounton')) return [];
	// A root of its own: of who is shut in, of an initramfs, of a sandbox.
	if (/^chroot_/.test(subject.type) || /^(?:tmpfs|rootfs|overlay)$/.test(details.dev ?? ''))
		return [];
	return [
		{
			kind: 'command',
			why: `Probably it is / itself (a service that is shut in by chroot(2) has another folder as /: then that one). Policies give it root_t, and here it has ${object.type}: probably by what unpacked or copied files there (tar, rsync, an image that was made elsewhere), or by a command that was meant for another folder. Then all that goes through it is refused. Give it its label back, alone (\`semanage fcontext -l -C\` shows whether somebody has told the policy another):`,
			text: 'restorecon -v /',
		},
		rule(record),
	];
}
