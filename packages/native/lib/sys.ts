import {
	binding,
	type ReceivedDescriptors,
	type ReceivedMessage,
	type SocketAddress,
} from './binding.ts';

// The socket calls on descriptors, under the names of section 2 of the manual. The calls that
// prepare a socket throw system errors. `accept`, `recv`, `send`, `recvmsg` and `sendto` are made for
// every event and fail as a matter of course (EAGAIN): they return the negative errno instead, to be
// compared with `-constants.errno.EAGAIN` of node:os.

/**
 * Gives a socket its address. Stream sockets get SO_REUSEADDR, IPv6 ones take IPv4 as well.
 *
 * @throws EADDRINUSE, EADDRNOTAVAIL, EACCES (a port below 1024, or `name_bind` or `node_bind` denied)
 * @see bind(2)
 */
export const bind: (fd: number, address: SocketAddress) => void = binding.bind;

/**
 * Lets a bound stream socket accept connections. On TCP ones, Nagle's algorithm is off.
 *
 * @param backlog - how many connections wait for accept, at most; the kernel caps it at
 * net.core.somaxconn
 * @see listen(2)
 */
export const listen: (fd: number, backlog: number) => void = binding.listen;

/**
 * Starts to connect.
 *
 * @returns true if connected; false if under way: wait for EPOLLOUT, then see {@link takeError}
 * @throws EACCES if `name_connect` is denied (TCP, SCTP), ECONNREFUSED and others
 * @see connect(2)
 */
export const connect: (fd: number, address: SocketAddress) => boolean = binding.connect;

/**
 * Reads and clears a socket's pending error.
 *
 * @returns 0 for none, else the (positive) errno
 * @see socket(7), SO_ERROR
 */
export const takeError: (fd: number) => number = binding.takeError;

/**
 * Takes the next waiting connection.
 *
 * @returns its descriptor, non-blocking and closed on exec; or a negative errno
 * @see accept4(2)
 */
export const accept: (fd: number) => number = binding.accept;

/**
 * Reads what has arrived.
 *
 * @returns the number of bytes, 0 at the peer's end of file, or a negative errno
 * @see recv(2)
 */
export const recv: (fd: number, buffer: Uint8Array) => number = binding.recv;

/**
 * Sends the bytes of `buffer` from `start` up to `end`.
 *
 * @returns how many of them the socket took, or a negative errno
 * @throws RangeError if start and end do not lie in the buffer
 * @see send(2)
 */
export const send: (fd: number, buffer: Uint8Array, start: number, end: number) => number =
	binding.send;

/**
 * Lets a descriptor end with the thread that has it: one that a worker thread leaves open when it is
 * terminated would otherwise keep its port and its peers for as long as the process lives. From now
 * on only {@link close} may close it, so it must not be given to `net` or others.
 *
 * @throws EBADF
 * @see worker_threads, `trackUnmanagedFds`, which does this for what node:fs has opened
 */
export const own: (fd: number) => void = binding.own;

/**
 * Closes a descriptor.
 *
 * @throws EBADF
 * @see close(2)
 */
export const close: (fd: number) => void = binding.close;

/**
 * Makes a pipe, for the output of a program that enters another domain. Node's own pipes to a child are
 * UNIX sockets, and the policy lets a new domain inherit pipes alone from whoever started it
 * (domtrans_pattern): it would write into the null device, and exit as if all were well.
 *
 * @returns the end to read, which does not block, and the end to write; both are closed on exec
 * @throws EMFILE, ENFILE
 * @see pipe(2)
 */
export const pipe: () => [read: number, write: number] = binding.pipe;

/**
 * A socket's own address.
 *
 * @returns null for a UNIX socket that has none
 * @see getsockname(2)
 */
export const getsockname: (fd: number) => SocketAddress | null = binding.getsockname;

/**
 * The address of a connected socket's peer.
 *
 * @returns null for a UNIX peer that has none, which is the usual case
 * @throws ENOTCONN
 * @see getpeername(2)
 */
export const getpeername: (fd: number) => SocketAddress | null = binding.getpeername;

/**
 * Asks for what recvmsg tells beside each datagram: its sender's context (IP_PASSSEC, or SO_PASSSEC
 * on UNIX sockets) and the address it was sent to (IP_PKTINFO, IPV6_RECVPKTINFO).
 *
 * @see ip(7), ipv6(7), unix(7); Linux: net/ipv4/ip_sockglue.c, ip_cmsg_recv_security
 */
export const passinfo: (fd: number) => void = binding.passinfo;

/**
 * Receives one datagram. Descriptors that a UNIX sender passes along are closed.
 *
 * @returns what arrived, or a negative errno
 * @see recvmsg(2)
 */
export const recvmsg: (fd: number, buffer: Uint8Array) => ReceivedMessage | number =
	binding.recvmsg;

/**
 * Sends one datagram, from one of the host's addresses if one is given.
 *
 * @returns its length in bytes, or a negative errno
 * @throws EINVAL, ENAMETOOLONG for what is no address
 * @see sendmsg(2)
 */
export const sendto: (
	fd: number,
	buffer: Uint8Array,
	to: SocketAddress,
	from?: SocketAddress,
) => number = binding.sendto;

/**
 * Sends a message, and passes descriptors beside it. The receiver gets duplicates; the sender's stay
 * its own. It does not need to be allowed what the receiver does with them.
 *
 * @param fd - a connected UNIX socket
 * @param data - the message, at least one byte
 * @param fds - at most 253 descriptors
 * @returns the message's length in bytes, or a negative errno: EAGAIN if the receiver is slow,
 * ETOOMANYREFS if it has not received too many yet
 * @see sendmsg(2), unix(7): SCM_RIGHTS
 */
export const sendfds: (fd: number, data: Uint8Array, fds: number[]) => number = binding.sendfds;

/**
 * Receives a message with the descriptors that were passed beside it.
 *
 * @returns what arrived, or a negative errno
 * @see recvmsg(2), unix(7): SCM_RIGHTS; Linux: security/selinux/hooks.c, selinux_file_receive
 */
export const recvfds: (fd: number, buffer: Uint8Array) => ReceivedDescriptors | number =
	binding.recvfds;
