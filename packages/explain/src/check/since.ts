// What the kernel began to ask for when there were policies already: an older one has no word for it.

/** A class, or one permission of it, by the Linux that asked first, and the first that asks no more. */
interface Since {
	class: string;
	permission?: string;
	since: string;
	until?: string;
}

/**
 * @see security/selinux/include/classmap.h; what a policy capability switches on, as process2, is left out: a policy
 *   that has the capability has the class
 */
const SINCE: readonly Since[] = [
	{ class: 'capability2', permission: 'audit_read', since: '3.16' },
	{ class: 'system', permission: 'module_load', since: '4.7' },
	{ class: 'file', permission: 'map', since: '4.13' },
	{ class: 'bpf', since: '4.15' },
	{ class: 'xdp_socket', since: '4.18' },
	...['watch', 'watch_mount', 'watch_sb', 'watch_with_perm', 'watch_reads'].map((permission) => ({
		class: 'file',
		permission,
		since: '5.4',
	})),
	{ class: 'perf_event', since: '5.5' },
	{ class: 'lockdown', since: '5.6', until: '5.16' },
	{ class: 'capability2', permission: 'perfmon', since: '5.8' },
	{ class: 'capability2', permission: 'bpf', since: '5.8' },
	{ class: 'capability2', permission: 'checkpoint_restore', since: '5.9' },
	{ class: 'anon_inode', since: '5.12' },
	{ class: 'mctp_socket', since: '5.15' },
	{ class: 'io_uring', since: '5.16' },
	{ class: 'user_namespace', since: '6.1' },
	{ class: 'file', permission: 'watch_mountns', since: '6.15' },
	{ class: 'io_uring', permission: 'allowed', since: '6.15' },
	...[
		'firmware_load',
		'kexec_image_load',
		'kexec_initramfs_load',
		'policy_load',
		'x509_certificate_load',
	].map((permission) => ({ class: 'system', permission, since: '6.15' })),
];

/**
 * Since which Linux something is asked.
 *
 * @param permission - of the class; none for the class as a whole
 * @returns undefined for what all policies have
 */
export function sinceOf(of: string, permission?: string): string | undefined {
	return SINCE.find((each) => each.class === of && each.permission === permission)?.since;
}

/**
 * What a kernel asks of it.
 *
 * @param release - as uname(1) has it: `6.12.48-amd64`
 */
export function askedSince(release: string): Since[] {
	const running = numberOf(release);
	return SINCE.filter(({ since, until }) => {
		return numberOf(since) <= running && (until === undefined || running < numberOf(until));
	});
}

/** A version in one number, to be compared. */
function numberOf(version: string): number {
	const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
	return major * 1000 + minor;
}
