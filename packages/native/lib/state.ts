import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binding } from './binding.ts';

/** Where selinuxfs is mounted since Linux 3.0 (libselinux: SELINUXMNT). */
const SELINUX_MOUNT = '/sys/fs/selinux';

/**
 * Whether this host's kernel runs SELinux with a policy loaded, enforcing or permissive, as far as
 * libselinux sees: {@link selinuxState} looks further.
 *
 * @throws ERR_NATIVE_UNAVAILABLE where libselinux, or the addon, is missing: then nobody knows
 * @see is_selinux_enabled(3)
 */
export const is_selinux_enabled: () => boolean = binding.is_selinux_enabled;

/**
 * What is known of SELinux here. `hidden` is that the kernel runs it and {@link is_selinux_enabled} does
 * not see that, as in a container or below `ip netns exec`: contexts of processes, peers, sockets and
 * files are told all the same, and only what libselinux asks selinuxfs throws ERR_SELINUX_HIDDEN.
 */
export type SelinuxState = 'enabled' | 'hidden' | 'disabled';

/**
 * What is known of SELinux here, for this process: it is looked for once, as libselinux does.
 *
 * @throws ERR_NATIVE_UNAVAILABLE
 * @see Linux: security/selinux/selinuxfs.c, init_sel_fs; proc(5), /proc/PID/attr/current
 */
export const selinuxState: () => SelinuxState = binding.selinuxState;

/**
 * Whether the kernel runs SELinux with a policy loaded, hidden or not.
 *
 * @throws ERR_NATIVE_UNAVAILABLE
 */
export function isSelinuxRunning(): boolean {
	return selinuxState() !== 'disabled';
}

/**
 * What libselinux lacks here to see that SELinux runs: a clause such as `selinuxfs is not mounted at
 * /sys/fs/selinux`.
 *
 * @returns null unless SELinux is hidden
 * @throws ERR_NATIVE_UNAVAILABLE
 */
export const whySelinuxHidden: () => string | null = binding.whySelinuxHidden;

/**
 * Whether contexts have a range here: true for an MLS policy and for an MCS policy.
 *
 * @throws ERR_SELINUX_DISABLED, ERR_SELINUX_HIDDEN
 * @see is_selinux_mls_enabled(3)
 */
export const is_selinux_mls_enabled: () => boolean = binding.is_selinux_mls_enabled;

/**
 * Whether denials are enforced.
 *
 * @returns 1 for enforcing, 0 for permissive
 * @throws ERR_SELINUX_DISABLED, ERR_SELINUX_HIDDEN
 * @see security_getenforce(3)
 */
export const security_getenforce: () => number = binding.security_getenforce;

/**
 * The newest version of the binary policy format that the kernel takes.
 *
 * @throws ERR_SELINUX_DISABLED, ERR_SELINUX_HIDDEN
 * @see security_policyvers(3)
 */
export const security_policyvers: () => number = binding.security_policyvers;

/**
 * The policy capabilities of the loaded policy, such as `network_peer_controls` and
 * `always_check_network`, which decide whether the kernel makes some checks at all.
 *
 * @returns each capability that this kernel knows, and whether the policy switched it on
 * @throws ERR_SELINUX_DISABLED, ERR_SELINUX_HIDDEN, or a system error if selinuxfs cannot be read
 * @see Linux: security/selinux/selinuxfs.c, sel_make_policycap
 */
export function policyCapabilities(): Record<string, boolean> {
	security_policyvers(); // says so if SELinux is disabled
	const folder = join(SELINUX_MOUNT, 'policy_capabilities');
	return Object.fromEntries(
		readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8') === '1']),
	);
}
