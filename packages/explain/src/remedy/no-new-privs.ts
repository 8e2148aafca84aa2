// How a program is started without no_new_privs, where that is what keeps it from its domain.

/** @see systemd.exec(5), NoNewPrivileges= */
const OF_UNIT =
	'Take NoNewPrivileges= out of its unit, if it has one (setpriv(1), bwrap(1) and sandboxes set the same), and what implies it: DynamicUser=, and of an older systemd, without CAP_SYS_ADMIN (User=), what works by seccomp, as SystemCallFilter=, RestrictAddressFamilies=, RestrictNamespaces=, PrivateDevices=, ProtectKernelModules=, LockPersonality= (systemd.exec(5) of that host lists them; `systemctl cat` says which file sets what, and NoNewPrivs: in /proc/PID/status whether it is on). What they kept from the service is open to it then: take out no more than it needs.';

/** Programs that are nothing without their set-ID bits, which no_new_privs has the kernel ignore: execve(2). */
export const BY_SET_ID =
	/^(?:system_mail|postfix_post(?:drop|queue)|passwd|chfn|chkpwd|crontab|admin_crontab|ping|traceroute|mount|(?:\w+_)?(?:su|sudo)|pkexec|policykit_auth)_t$/;

/** Where neither systemd nor an engine starts anything. */
const OF_PROGRAM = 'The program, or who starts it, sets it by prctl(2), PR_SET_NO_NEW_PRIVS.';

const OF_CONTAINER =
	"Of a container: the engine's option no-new-privileges (Kubernetes: allowPrivilegeEscalation: false).";

/** @see rpmostree-bwrap.cxx of rpm-ostree; bwrap(1) always sets no_new_privs */
const OF_RPM_OSTREE =
	'Probably it is as it should be: rpm-ostree runs the scripts of packages and dracut(8) in a sandbox (bwrap(1)), which sets no_new_privs and mounts all nosuid. What is labeled or loaded in it mostly need not be, and the update comes about without: a newer dracut or selinux-policy may have it.';

/**
 * How what a process starts is without it: what systemd starts is a unit.
 *
 * @param advice - what to do, a sentence that this follows
 * @param domain - the type of who starts it
 */
export function withoutNoNewPrivs(advice: string, domain: string): string {
	if (domain === 'install_t') return OF_RPM_OSTREE;
	// Types of containers that udica(8) makes are NAME.process.
	const isOfAndroid = !/(?:_t|\.\w+)$/.test(domain);
	if (isOfAndroid) return `${advice} ${OF_PROGRAM}`;
	const how = domain === 'init_t' ? OF_UNIT : `${OF_UNIT} ${OF_CONTAINER}`;
	return `${advice} ${how}`;
}
