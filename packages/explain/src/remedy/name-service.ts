// Lookups of users and groups, which go through whatever nsswitch.conf(5) names: files, sockets and services.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';

/** What userdbd, sssd and nscd have for who looks up. */
const OF_LOOKUPS =
	/^(?:systemd_userdbd_(?:runtime_)?t|systemd_userdbd_var_run_t|sssd_(?:public|var_lib)_t|nscd_(?:var_run_)?t|passwd_file_t)$/;
const READS = /^(?:getattr|open|read|search|write|connectto|map|ioctl|lock)$/;

/** What has all that a lookup takes, where a single rule would be refused the next step. */
export function nameService({ subject, object, class: of, permissions }: AccessRecord): Remedy[] {
	if (!/^(?:dir|file|sock_file|unix_stream_socket)$/.test(of)) return [];
	if (!OF_LOOKUPS.test(object.type) || isContainer(subject.type)) return [];
	const isWriting = of === 'file' && permissions.includes('write');
	if (isWriting || !permissions.every((each) => READS.test(each))) return [];
	return [
		{
			kind: 'rule',
			why: 'It looks up a user or a group (nsswitch.conf(5)). That takes more than this record: the folder, the socket, and to connect. In a module, the interface that policies have for all of it:',
			text: `auth_use_nsswitch(${subject.type})`,
		},
	];
}
