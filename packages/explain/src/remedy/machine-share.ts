// Folders that a host shares with its virtual machines: libvirt gives each machine's disks and devices the label
// of that machine, and leaves shared folders as they are.

import type { AccessRecord } from '@peercon/records';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { isInHome } from './in-home.ts';
import { labelFolder, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What folders have that people share, and those of images. */
const SHARED =
	/^(?:default|file|mnt|usr|var|var_lib|home_root|user_home|user_home_dir|admin_home|data_home|samba_share|public_content(?:_rw)?|httpd_sys_content|virt_image)_t$/;

/** A whole home is never to be given to machines. */
const IS_HOME = /^\/home\/[^/]+\/?$/;

/** Whether a machine lists a folder or changes it, as qemu and virtiofsd do with one that is shared; images are files. */
function isOfShare({ class: of, subject, object, permissions, details }: AccessRecord): boolean {
	if (!VIRTUAL_MACHINE.test(subject.type) || !SHARED.test(object.type)) return false;
	const isUsed =
		of === 'dir' && permissions.some((each) => !/^(?:search|getattr|open)$/.test(each));
	return isUsed || (/^(?:dir|file)$/.test(of) && details.comm === 'virtiofsd');
}

/**
 * What to do where such a folder has no label for machines; none for other records.
 *
 * @see virt.te of Fedora's policy: virt_domain may list and read virt_content_t, of virt_image_t only read files, and
 *   manages svirt_image_t
 */
export function sharedWithMachine(record: AccessRecord): Remedy[] {
	if (!isOfShare(record)) return [];
	const path = record.class === 'dir' ? (pathOf(record) ?? '') : '';
	// A pool of images has its own type, and each machine could write all of them otherwise.
	const isPool = record.object.type === 'virt_image_t';
	const isNamed = path !== '' && !isPool && !IS_HOME.test(path);
	const folder = isNamed ? path.replace(/\/$/, '') : 'FOLDER';
	const elsewhere = isInHome(record)
		? ' Best share a folder outside of homes: with that label those whom the home is for may be refused.'
		: '';
	return [
		{
			kind: 'command',
			why: `Probably a folder that is shared with the machine (<filesystem> in its XML: virtiofs, 9p): libvirt labels disks and devices, and no such folder. svirt_image_t lets machines read and write there, virt_content_t only list and read (of virt_image_t, which folders of images have, they may read files, and not list the folder).${elsewhere} For the FOLDER that is shared${isPool ? ', which is to be none of those with images' : ''}:`,
			text: labelFolder(folder, 'svirt_image_t'),
		},
	];
}
