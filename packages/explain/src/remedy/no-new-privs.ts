// How a program is started without no_new_privs, where that is what keeps it from its domain.

/**
 * For its unit, where there is one, and for its container.
 *
 * @see systemd.exec(5), NoNewPrivileges=
 */
export const WITHOUT_NO_NEW_PRIVS =
	"Take NoNewPrivileges= out of its unit, and what implies it: DynamicUser=, and without CAP_SYS_ADMIN SystemCallFilter=, Restrict...= and Private...= (systemd.exec(5) lists them). Of a container: the engine's option no-new-privileges (Kubernetes: allowPrivilegeEscalation: false).";
