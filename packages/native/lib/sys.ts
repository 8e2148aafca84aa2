import {
	binding,
	type LocalAddress,
	type ReceivedDescriptors,
	type ReceivedMessage,
	type SocketAddress,
	type SocketKind,
} from './binding.ts';
import type { Sender } from './sender.ts';

// The calls on descriptors, under the names of section 2 of the manual. The calls that
// prepare one throw system errors. `accept`, `recv`, `send`, `read`, `write`, `recvmsg`, `recvfrom`, `sendto` and
// `flock` are made for every event and fail as a matter of course (EAGAIN): they return the negative
// errno instead, to be compared with `-constants.errno.EAGAIN` of node:os.

/**
 * Gives a socket its address. Stream sockets get SO_REUSEADDR, IPv6 ones take IPv4 as well.
 *
 * @throws EADDRINUSE, EADDRNOTAVAIL, EACCES (a port below 1024, or `name_bind` or `node_bind` denied)
 * @see bind(2)
 */
export const bind: (fd: number, address: SocketAddress | LocalAddress) => void = binding.bind;

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
export const connect: (fd: number, address: SocketAddress | LocalAddress) => boolean =
	binding.connect;

/**
 * Reads and clears a socket's pending error.
 *
 * @returns 0 for none, else the (positive) errno
 * @see socket(7), SO_ERROR
 */
export const takeError: (fd: number) => number = binding.takeError;

/**
 * What kind of socket a descriptor is that somebody else has opened.
 *
 * @throws ENOTSOCK, EBADF
 * @see socket(7): SO_DOMAIN, SO_TYPE, SO_PROTOCOL, SO_ACCEPTCONN
 */
export const socketKind: (fd: number) => SocketKind = binding.socketKind;

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
 * Lets a descriptor block no more: one that another program has handed over.
 *
 * @throws EBADF
 * @see fcntl(2), O_NONBLOCK
 */
export const nonblock: (fd: number) => void = binding.nonblock;

/**
 * Makes a FIFO, a pipe that has a name.
 *
 * @param mode - its permission bits, without those of the umask
 * @throws EEXIST; EACCES if the folder may not be written, or `fifo_file { create }` is denied
 * @see mkfifo(3), fifo(7)
 */
export const mkfifo: (path: string, mode: number) => void = binding.mkfifo;

/**
 * Makes a file that has no path; it can be mapped, and passed to others. It is closed on exec.
 *
 * @param name - for /proc/PID/fd alone; at most 249 bytes
 * @throws EINVAL for a longer name
 * @see memfd_create(2)
 */
export const memfd_create: (name: string) => number = binding.memfd_create;

/**
 * Makes a counter that one writes to and another one reads, 8 bytes in the host's order each time. It
 * starts at 0, does not block, and is closed on exec.
 *
 * @see eventfd(2)
 */
export const eventfd: () => number = binding.eventfd;

/**
 * Takes a file's lock, which nobody else has then until the descriptor and its duplicates are closed:
 * at the latest when the process ends.
 *
 * @returns 0, or a negative errno: EAGAIN if somebody else has it
 * @see flock(2), LOCK_EX
 */
export const flock: (fd: number) => number = binding.flock;

/**
 * Reads what is there.
 *
 * @returns the number of bytes, 0 at the end, or a negative errno
 * @see read(2)
 */
export const read: (fd: number, buffer: Uint8Array) => number = binding.read;

/**
 * Writes bytes.
 *
 * @returns how many were taken, or a negative errno: EPIPE if nobody reads any more
 * @see write(2)
 */
export const write: (fd: number, bytes: Uint8Array) => number = binding.write;

/**
 * A socket's own address.
 *
 * @returns null for a UNIX socket that has none
 * @see getsockname(2)
 */
export const getsockname: (fd: number) => SocketAddress | LocalAddress | null = binding.getsockname;

/**
 * The address of a connected socket's peer.
 *
 * @returns null for a UNIX peer that has none, which is the usual case
 * @throws ENOTCONN
 * @see getpeername(2)
 */
export const getpeername: (fd: number) => SocketAddress | LocalAddress | null = binding.getpeername;

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
 * Receives one datagram, and makes nothing for it: faster than {@link recvmsg}. Descriptors that a UNIX
 * sender passes along are closed.
 *
 * @param sender - gets who sent it
 * @returns how many bytes arrived; or a negative errno, EMSGSIZE if the datagram was longer than the
 * buffer: the rest is lost
 * @see recvfrom(2)
 */
export const recvfrom = (fd: number, buffer: Uint8Array, sender: Sender): number =>
	binding.recvfrom(fd, buffer, sender.bytes);

/**
 * Sends one datagram, from one of the host's addresses if one is given.
 *
 * @param to - an address, or the bytes of a {@link Sender}
 * @returns its length in bytes, or a negative errno
 * @throws EINVAL, ENAMETOOLONG for what is no address
 * @see sendmsg(2)
 */
export const sendto: (
	fd: number,
	buffer: Uint8Array,
	to: SocketAddress | LocalAddress | Uint8Array,
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
