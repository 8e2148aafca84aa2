// Another system's files in a folder of this one: an image that is being built, or a system that is being installed.

import type { AccessRecord } from '@peercon/records';
import { command } from '../names.ts';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What installs packages into such a folder, and what their scripts run there. */
const INSTALLS =
	/^(?:rpm|rpmdb|rpm_script|dpkg|dpkg_script|apt|useradd|groupadd|passwd|ldconfig|depmod|kmod|mandb|semanage|setfiles|load_policy|bootloader|systemd_(?:tmpfiles|sysusers|hwdb|machine_id_setup))_t$/;
/** What has no label for its place there. */
const NOT_LABELED = /^(?:unlabeled|default|mnt|file|tmp|user_tmp|tmpfs)_t$/;
/** A folder with the folders of a system in it. */
const ROOT =
	/^(\/(?!usr\/|etc\/|var\/lib\/).+?)\/(?:usr\/(?:lib\w*|s?bin|share)|etc|var\/lib|boot)\//;

/**
 * What to do where a system is put together below a folder; none for other records.
 *
 * @see setfiles(8), -r
 */
export function inOtherRoot(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const [, root] = ROOT.exec(pathOf(record) ?? '') ?? [];
	if (root === undefined || !INSTALLS.test(subject.type) || !NOT_LABELED.test(object.type))
		return [];
	return [
		{
			kind: 'command',
			why: `By its path it is probably of another system, which is being built or installed in ${root} (rpm --root, an image on a loop device), and has its own labels at the end, or none: so no file context of this host for it. What builds is to label that system last (setfiles -r), and this host to let it be till then: build in a machine or container of its own, which may be permissive; or mount what is being built with context="system_u:object_r:TYPE:s0", if it is to get no labels; or let the one domain be permissive for the build (-d in place of -a ends it):`,
			text: command('semanage', 'permissive', '-a', subject.type),
		},
	];
}
