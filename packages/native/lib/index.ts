/**
 * libselinux for Node, under libselinux's own names, so that its man pages are the manual; and the
 * socket and spawn calls that labeled networking needs and Node lacks.
 *
 * Every failure is an Error with `code`, `errno` and `syscall`, as Node's own system errors are. On
 * a host without SELinux the calls that need it throw with the code ERR_SELINUX_DISABLED. A wrong
 * argument throws a TypeError that names it.
 */
export type {
	AccessDecision,
	Family,
	InetAddress,
	Protocol,
	ReceivedDescriptors,
	ReceivedMessage,
	SocketAddress,
	UnixAddress,
} from './binding.ts';
export { type Datagram, LabeledDatagramSocket } from './datagram.ts';
export * from './decision.ts';
export { EPOLLIN, EPOLLOUT, Epoll } from './epoll.ts';
export { systemError } from './errors.ts';
export * from './file.ts';
export { createSocket, createSocketPair, spawnWithContext } from './labeled.ts';
export { closeOnExec, getrlimit, type Resource, setrlimit } from './limits.ts';
export * from './peer.ts';
export * from './process.ts';
export { socketFd } from './socket-fd.ts';
export * from './state.ts';
export { connectStream, listenStream, type StreamOptions, type StreamProtocol } from './stream.ts';
export * as sys from './sys.ts';
