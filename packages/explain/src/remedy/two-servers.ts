// A folder that two servers are to use, as of web pages that come in by FTP or Samba: either one's own type takes
// it from the other, and there is a type for all of them.

import type { AccessRecord } from '@peercon/records';
import { FILE_SERVERS, fileServerOf } from './file-servers.ts';
import { isWriting } from './own-type.ts';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/**
 * What to do where a server of files is to use another one's files.
 *
 * @returns none for other records
 * @see miscfiles_read_public_files and miscfiles_manage_public_files in the reference policy; httpd_selinux(8),
 *   samba_selinux(8), ftpd_selinux(8)
 */
export function ofTwoServers(record: AccessRecord): Remedy[] {
	const { class: of, subject, object } = record;
	const asks = fileServerOf(subject.type);
	const owner = FILE_SERVERS.find(({ own }) => own.test(object.type));
	if (asks === undefined || owner === undefined || asks === owner) return [];
	if (!/^(?:file|dir|lnk_file)$/.test(of) || object.type.startsWith('public_content')) return [];
	// What lies where the web server's files are by the policy was rather moved there.
	const isOfWeb = object.type.startsWith('httpd_');
	if (!isOfWeb && pathOf(record)?.startsWith('/var/www/')) return [];
	const writes = isWriting(record);
	const isWritten = writes || /_rw_/.test(object.type);
	const type = isWritten ? 'public_content_rw_t' : 'public_content_t';
	const label: Remedy = {
		kind: 'command',
		why: `${object.type} is the type of another server's files: probably both are to use one FOLDER, and the type of either takes it from the other. There is one for all of them, public_content_t to read and public_content_rw_t to write as well:`,
		text: `semanage fcontext -a -t ${type} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
	};
	if (!isWritten) return [label];
	return [
		label,
		{
			kind: 'command',
			why: `Each that is to write takes a boolean, which lets it write all of that type: this one${writes ? '' : `, if ${subject.type} is to write, too`}, and the other's, ${owner.anonWrite}, if that is to go on writing:`,
			text: `setsebool -P ${asks.anonWrite} on`,
		},
	];
}
