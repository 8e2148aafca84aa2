import { type AccessDecision, binding } from './binding.ts';

// Questions to the kernel's policy through selinuxfs. Each throws ERR_SELINUX_DISABLED on a host
// without SELinux, ERR_SELINUX_HIDDEN where selinuxfs is not to be seen, ENAMETOOLONG for a context that does not fit one page (the kernel's limit), and
// EACCES if this process's domain may not ask (`security { check_context }` and the like).
// Safe on every thread.

/**
 * Whether the loaded policy knows a context: its user, role, type and range, together.
 *
 * @param context - the context, translated or raw
 * @see security_check_context(3)
 */
export const security_check_context: (context: string) => boolean = binding.security_check_context;

/** As {@link security_check_context}, for a raw context only. */
export const security_check_context_raw: (context: string) => boolean =
	binding.security_check_context_raw;

/**
 * The form in which the kernel prints a context: `s0:c2,c0,c1` becomes `s0:c0.c2`. Two contexts are
 * the same if their canonical forms are.
 *
 * @throws EINVAL if the policy does not know it
 * @see security_canonicalize_context(3)
 */
export const security_canonicalize_context: (context: string) => string =
	binding.security_canonicalize_context;

/** As {@link security_canonicalize_context}, untranslated. */
export const security_canonicalize_context_raw: (context: string) => string =
	binding.security_canonicalize_context_raw;

/**
 * The context that a new object gets. For class `process`: that of a program when `source` executes
 * the file labeled `target`.
 *
 * @param source - the creating process's context
 * @param target - the context of the file executed, or of the folder, or of a socket's creator
 * @param className - the class of what is created: `process`, `tcp_socket`, `file` ...
 * @throws EINVAL for an unknown class or an invalid context
 * @see security_compute_create(3)
 */
export const security_compute_create: (
	source: string,
	target: string,
	className: string,
) => string = binding.security_compute_create;

/** As {@link security_compute_create}, untranslated. */
export const security_compute_create_raw: (
	source: string,
	target: string,
	className: string,
) => string = binding.security_compute_create_raw;

/**
 * Everything the policy says about what `source` may do to objects of a class labeled `target`.
 *
 * @param source - the acting process's context
 * @param target - the object's context
 * @param className - the object's class, such as `tcp_socket`
 * @throws EINVAL for an unknown class or an invalid context
 * @see security_compute_av_flags(3)
 */
export const security_compute_av: (
	source: string,
	target: string,
	className: string,
) => AccessDecision = binding.security_compute_av;

/** As {@link security_compute_av}, for raw contexts only. */
export const security_compute_av_raw: (
	source: string,
	target: string,
	className: string,
) => AccessDecision = binding.security_compute_av_raw;

/**
 * Whether `source` may use one permission on `target`, recorded like a check of the kernel's own:
 * a denial is written to stderr as a user-space AVC message. True also if the denial would not be
 * enforced (a permissive host or domain). Worker threads take turns in it.
 *
 * @param source - the acting process's context
 * @param target - the object's context
 * @param className - the object's class
 * @param permission - the permission's name
 * @throws EINVAL for an unknown class or permission, or an invalid context
 * @see selinux_check_access(3)
 */
export const selinux_check_access: (
	source: string,
	target: string,
	className: string,
	permission: string,
) => boolean = binding.selinux_check_access;

/**
 * A raw context as people read it: mcstransd(8) gives levels their names, `s0` its `SystemLow`.
 * Without that daemon the context comes back unchanged.
 *
 * @param context - a raw context
 * @see selinux_raw_to_trans_context(3)
 */
export const selinux_raw_to_trans_context: (context: string) => string =
	binding.selinux_raw_to_trans_context;

/**
 * A translated context as the kernel has it.
 *
 * @param context - a context that may hold names of levels
 * @see selinux_trans_to_raw_context(3)
 */
export const selinux_trans_to_raw_context: (context: string) => string =
	binding.selinux_trans_to_raw_context;
