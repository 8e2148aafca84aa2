// The constraints of Android's policy: private/mls of system/sepolicy, Android 14. Its levels are
// categories of users and apps (s0:c512,c768 is user 0), and everybody is bound but mlstrustedsubject.

import { FILES } from './classes.ts';
import type { Comparison, Constraint } from './constraint.ts';

const EXEMPT = { subject: 'mlstrustedsubject', object: 'mlstrustedobject' };

function row(classes: string, permissions: string, holds: Comparison): Constraint {
	return { classes, permissions, holds: [holds], exempts: EXEMPT, policies: ['android'] };
}

export const ANDROID: readonly Constraint[] = [
	row(FILES, 'read getattr execute', 'l1 dom l2'),
	row('dir', 'search open', 'l1 dom l2'),
	row('file sock_file', 'open', 'l1 dom l2'),
	row(FILES, 'write setattr append unlink link rename', 'l1 eq l2'),
	row('dir', 'add_name remove_name reparent rmdir', 'l1 eq l2'),
	row(FILES, 'create relabelfrom relabelto', 'l1 eq l2'),
	row('unix_dgram_socket', 'sendto', 'l1 eq l2'),
	row('unix_stream_socket', 'connectto', 'l1 eq l2'),
	row('process', 'transition dyntransition', 'l1 eq l2'),
	row('process', 'getsched getsession getpgid getcap getattr ptrace share', 'l1 dom l2'),
	row('process', 'sigkill sigstop signal setsched setpgid setcap setrlimit', 'l1 eq l2'),
];
