import { binding } from './binding.ts';

/**
 * The security context of the peer of a connected stream socket (TCP, SCTP, UNIX), translated for
 * people. For TCP that is the label of the connection's first packet, so it stays the same while
 * the connection lasts. Safe on every thread.
 *
 * Never ask a listening socket: the kernel answers `unlabeled_t` without an error.
 *
 * @param fd - the socket's descriptor; {@link socketFd} finds it
 * @throws ENOPROTOOPT if the peer has no context: nothing labels this connection, or SELinux is
 * disabled; EBADF; ENOTSOCK
 * @see getpeercon(3); Linux: security/selinux/hooks.c, selinux_socket_getpeersec_stream
 */
export const getpeercon: (fd: number) => string = binding.getpeercon;

/** As {@link getpeercon}, untranslated: the form to compare and compute with. */
export const getpeercon_raw: (fd: number) => string = binding.getpeercon_raw;

/**
 * As {@link getpeercon}, but an error is a return value. A server meets ENOPROTOOPT on every
 * connection that nobody labels, and to throw there costs twenty times the system call.
 *
 * @param fd - the socket's descriptor
 * @returns the context, or the negative errno
 */
export const tryGetpeercon: (fd: number) => string | number = binding.tryGetpeercon;

/** As {@link tryGetpeercon}, untranslated. */
export const tryGetpeercon_raw: (fd: number) => string | number = binding.tryGetpeercon_raw;

/**
 * The context of a socket itself, which decides what its packets are labeled with. For an accepted
 * TCP socket that is the listener's user, role and type, and the peer's level. Safe on every thread.
 *
 * @param fd - the socket's descriptor
 * @throws ENOTSUP on a host without SELinux, EBADF
 * @see fgetfilecon(3); Linux: security/selinux/hooks.c, selinux_conn_sid
 */
export const getsocketcon: (fd: number) => string = binding.fgetfilecon;

/** As {@link getsocketcon}, untranslated. */
export const getsocketcon_raw: (fd: number) => string = binding.fgetfilecon_raw;
