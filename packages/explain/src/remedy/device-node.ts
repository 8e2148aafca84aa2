// Nodes of devices: the kernel makes them in devtmpfs, and udev labels them a moment later.

import type { AccessRecord } from '@peercon/records';
import { pathOf, restorecon } from './path.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Whether a node has the label that the kernel made it with. */
export function isOfDevtmpfs({ class: of, object, details }: AccessRecord): boolean {
	const isThere = details.dev === 'devtmpfs' || /^\/dev\//.test(details.path ?? '');
	return /^(?:chr|blk)_file$/.test(of) && object.type === 'device_t' && isThere;
}

/** What the kernel's own thread for /dev may not do with a node that it makes and removes. */
export function nodeOfKernel({ class: of, subject, details: { comm } }: AccessRecord): Remedy[] {
	const isThread = subject.type === 'kernel_t' && comm === 'kdevtmpfs';
	return isThread && /^(?:chr|blk)_file$/.test(of) ? [BY_KERNEL] : [];
}

/** @see drivers/base/devtmpfs.c, and the interfaces dev_delete_...() for kernel_t in kernel/devices.if of the reference policy */
const BY_KERNEL: Remedy = {
	kind: 'note',
	why: 'kdevtmpfs is the thread of the kernel that makes and removes the nodes in /dev, here one that udev has labeled. No program asks, and no label is wrong: probably a gap in the policy, which lets kernel_t do so for each type of devices. Update selinux-policy first; until then the rule (an interface of the reference policy has what removing takes, as dev_delete_generic_usb_dev()).',
};

/** @see systemd.generator(7): generators run before any unit, so none can wait for udev */
const BEFORE_UDEV: Remedy = {
	kind: 'note',
	why: `device_t is what the kernel makes nodes with (devtmpfs), and at boot a generator of systemd runs before udev gives them their labels: it cannot wait for that. ${GAP}, which can give a node its type as the kernel makes it (dev_filetrans_...() for kernel_t in kernel/devices.if of the reference policy): update selinux-policy first, and where the newest lacks it, too, report it there.`,
};

/** What to do where udev was not yet there, or has no label for it. */
export function lateLabel(record: AccessRecord): Remedy[] {
	if (/^systemd_\w*generator_t$/.test(record.subject.type))
		return [BEFORE_UDEV, { ...afterUdev(record), why: AFTER_RELOAD }];
	return [
		{
			kind: 'command',
			why: 'device_t is what the kernel makes nodes with (devtmpfs); udev gives each its own label a moment later, by what the policy has for its path. Probably the program was there before that. Where `ls -Z` of it shows another type by now, or the node is gone, it was harmless: the next try succeeds. Let what starts it wait for udev, as a unit by Wants= and After= of the device (dev-NAME.device), or a script by:',
			text: 'udevadm settle',
		},
		afterUdev(record),
	];
}

const AFTER_RELOAD =
	'If it came long after the boot, at `systemctl daemon-reload`, udev was there: label the node by the policy, and where that has no type for it (restorecon says nothing), it lacks one:';

function afterUdev(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'If it is device_t still: label it by the policy, and where that has no type for it either (restorecon says nothing), update selinux-policy, or tell it a TYPE by semanage fcontext, which udev heeds (udevadm trigger):',
		text: pathOf(record) === undefined ? 'restorecon -v /dev/NAME' : restorecon(record),
	};
}
