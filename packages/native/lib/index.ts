/**
 * libselinux for Node, under libselinux's own names, so that its man pages are the manual; and the
 * socket and spawn calls that labeled networking needs and Node lacks.
 *
 * Every failure is an Error with `code`, `errno` and `syscall`, as Node's own system errors are. On
 * a host without SELinux the calls that need it throw with the code ERR_SELINUX_DISABLED, and where it is hidden,
 * as in a container, those that ask its policy with ERR_SELINUX_HIDDEN; where the
 * addon or libselinux.so.1 is missing every call throws ERR_NATIVE_UNAVAILABLE, with the reason. A
 * wrong argument throws a TypeError that names it.
 */
export type {
	AbstractAddress,
	AccessDecision,
	Family,
	InetAddress,
	LocalAddress,
	NetlinkAddress,
	PairType,
	Protocol,
	QueueStatus,
	ReceivedDescriptors,
	ReceivedMessage,
	SegmentStatus,
	SocketAddress,
	SocketKind,
	UnixAddress,
	VsockAddress,
} from './binding.ts';
export { socketAddress } from './binding.ts';
export { type Datagram, LabeledDatagramSocket } from './datagram.ts';
export * from './decision.ts';
export { EPOLLIN, EPOLLOUT, Epoll } from './epoll.ts';
export { systemError } from './errors.ts';
export * from './file.ts';
export { createSocket, createSocketPair, spawnWithContext } from './labeled.ts';
export { closeOnExec, getrlimit, type Resource, setrlimit } from './limits.ts';
export { Memory } from './memory.ts';
export * from './peer.ts';
export * as posix from './posix.ts';
export * from './process.ts';
export { Sender } from './sender.ts';
export { socketFd } from './socket-fd.ts';
export * from './state.ts';
export { connectStream, listenStream, type StreamOptions, type StreamProtocol } from './stream.ts';
export * as sys from './sys.ts';
export * as sysv from './system-v.ts';
export { Waiter } from './waiter.ts';
