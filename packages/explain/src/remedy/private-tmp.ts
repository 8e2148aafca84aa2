// What systemd clears up when a service stops that has a /tmp of its own (PrivateTmp=).

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** To look through a tree and remove it. */
const CLEARS = /^(?:getattr|open|read|search|write|remove_name|rmdir|unlink|setattr|ioctl|lock)$/;

/**
 * What to know where systemd may not; none for other records.
 *
 * @see remove_tmpdir_thread in systemd's src/core/execute.c; systemd_private_tmp() in system/systemd.if of Fedora's policy
 */
export function clearsPrivateTmp(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions, details } = record;
	const isSystemd =
		subject.type === 'init_t' && /^(?:systemd|\(sd-rmrf\)|\(sd-rmrf)$/.test(details.comm ?? '');
	const isTmp = /\w_tmp_t$/.test(object.type) && object.type !== 'user_tmp_t';
	const isRemoved = permissions.some((each) => /^(?:remove_name|rmdir|unlink)$/.test(each));
	const isTree = /^(?:dir|(?:lnk_|sock_|fifo_)?file)$/.test(of);
	if (
		!isSystemd ||
		!isTmp ||
		!isTree ||
		!isRemoved ||
		!permissions.every((each) => CLEARS.test(each))
	)
		return [];
	return [
		{
			kind: 'rule',
			why: `Probably systemd clears up what a service has left in the /tmp that it has for itself (PrivateTmp= of its unit), now that it has stopped. No label is wrong; what is refused stays behind in /tmp/systemd-private-... The module that has ${object.type} is to tell that systemd may: update selinux-policy, or what the program brings, first. In the source of that module, an interface of Fedora's policy:`,
			text: `systemd_private_tmp(${object.type})`,
		},
	];
}
