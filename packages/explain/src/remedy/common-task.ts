// What nearly every program does: look up users, write to the system log, ask which label something is to have.
// Each takes several rules, which policies have together in an interface.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { isContainer } from './container-domain.ts';
import { packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** A task, by what its records are of. */
interface Task {
	isOf: (record: AccessRecord) => boolean;
	/** What the program does. */
	what: string;
	/** The interface of both policies that has all of it. */
	allows: string;
}

/** What userdbd, sssd and nscd have for who looks up. */
const OF_LOOKUPS =
	/^(?:systemd_userdbd_(?:runtime_)?t|systemd_userdbd_var_run_t|sssd_(?:public|var_lib)_t|nscd_(?:var_run_)?t|passwd_file_t)$/;
/** Sockets of the system log: that of syslog(3), and those of the journal that lie behind it. */
const LOG = /^(?:\/dev\/log|(?:\/run)?\/systemd\/journal\/(?:dev-log|socket|stdout|syslog))$/;
const READS = /^(?:getattr|open|read|search|map|ioctl|lock)$/;
const TALKS = /^(?:getattr|open|read|search|write|connectto|map|ioctl|lock)$/;

const TASKS: Task[] = [
	{
		isOf: isLookup,
		what: 'It looks up a user or a group (nsswitch.conf(5)). That mostly takes more than this record: the folder, the socket, and to connect.',
		allows: 'auth_use_nsswitch',
	},
	{
		isOf: isLog,
		what: 'It writes to the system log (syslog(3), or the journal). That mostly takes more than this record: the socket of /dev/log, and to send to who listens there. No label of a file is wrong: a socket of kernel_t there is probably one that systemd made before a policy was loaded (unless `ps -Z 1` shows kernel_t, too).',
		allows: 'logging_send_syslog_msg',
	},
	{
		isOf: isOfAudit,
		what: 'The service runs sudo(8), su(1) or runuser(1) in its own domain, and that sends its own records to the audit log, which only those may that policies let. Mostly what it is to run is run all the same. Where the service can, it best does without (User= of its unit); where nobody expects it, see who runs it.',
		allows: 'logging_send_audit_msgs',
	},
	{
		isOf: (record) => isReadOf(record, /^sysctl_crypto_t$/),
		what: 'It asks whether the system is in FIPS mode (/proc/sys/crypto/fips_enabled), as OpenSSL, GnuTLS and libgcrypt do when a program begins to use them. Refused, they take it for off.',
		allows: 'kernel_read_crypto_sysctls',
	},
	{
		isOf: (record) => record.class === 'file' && isReadOf(record, /^default_context_t$/),
		what: 'It asks which context a login or a label is to have (libselinux: /etc/selinux/POLICY/contexts). The label of these files is right. What logs nobody in and sets no label mostly goes on without.',
		allows: 'seutil_read_default_contexts',
	},
	{
		isOf: (record) => isReadOf(record, /^(?:file|default)_context_t$/),
		what: 'It asks which label something is to have (libselinux: selabel_open(3)), as a program does that labels what it makes, or that logs people in. The label of these files is right. What sets no label mostly goes on without.',
		allows: 'seutil_read_file_contexts',
	},
	{
		isOf: (record) => isReadOf(record, /^selinux_config_t$/),
		what: 'It looks at the settings of SELinux, as libselinux does in every program that is linked with it. The label is right, and mostly the program goes on without.',
		allows: 'seutil_read_config',
	},
];

/** What nss-systemd(8) asks of systemd, until there was systemd-userdbd(8). */
const ASKS_SYSTEMD = /^(?:LookupDynamicUserBy(?:Name|UID)|GetDynamicUsers)$/;

function isLookup({ object, class: of, permissions, details }: AccessRecord): boolean {
	if (of === 'dbus') return ASKS_SYSTEMD.test(details.member ?? '');
	const isWriting = of === 'file' && permissions.includes('write');
	// Sockets there that systemd made before a policy was loaded are of kernel_t.
	if (of === 'unix_stream_socket' && details.path?.startsWith('/run/systemd/userdb/')) return true;
	return (
		/^(?:dir|file|sock_file|unix_stream_socket)$/.test(of) &&
		OF_LOOKUPS.test(object.type) &&
		!isWriting &&
		permissions.every((each) => TALKS.test(each))
	);
}

/** What writes records there has the socket of its own type, and asks for two capabilities. */
function isOfAudit({ class: of, subject, object, details, permissions }: AccessRecord): boolean {
	if (subject.type !== object.type || PEOPLE.test(subject.type)) return false;
	const isRecord = of === 'netlink_audit_socket' || permissions.includes('audit_write');
	return isRecord && /^(?:sudo|su|runuser)$/.test(details.comm ?? '');
}

function isLog({ object, class: of, permissions, details: { path = '' } }: AccessRecord): boolean {
	if (object.type === 'devlog_t') return /^(?:sock|lnk)_file$/.test(of);
	const isSent =
		(of === 'unix_dgram_socket' && permissions.includes('sendto')) ||
		(of === 'unix_stream_socket' && permissions.includes('connectto'));
	return isSent && LOG.test(path) && /^(?:syslogd|kernel|init)_t$/.test(object.type);
}

function isReadOf({ object, class: of, permissions }: AccessRecord, types: RegExp): boolean {
	return (
		/^(?:dir|file|lnk_file)$/.test(of) &&
		types.test(object.type) &&
		permissions.every((each) => READS.test(each))
	);
}

/**
 * What has all that such a task takes, where a single rule would be refused the next step.
 *
 * @returns none for other records, and for containers
 */
export function commonTask(record: AccessRecord): Remedy[] {
	const { subject } = record;
	const task = TASKS.find(({ isOf }) => isOf(record));
	if (task === undefined || isContainer(subject.type)) return [];
	return [
		{
			kind: 'rule',
			why: `${task.what} A newer policy may let ${subject.type} do so: update ${packagesOf(record)} first. In a module, the interface that policies have for all of it:`,
			text: `${task.allows}(${subject.type})`,
		},
	];
}
