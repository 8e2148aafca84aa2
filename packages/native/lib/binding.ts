import { loadBinding } from './load.ts';

/** An address that has a number: IPv4 or IPv6. */
export interface InetAddress {
	family: 'inet' | 'inet6';
	/** Numeric, with the scope of a link-local one: `127.0.0.1`, `::1`, `fe80::1%eth0`. */
	address: string;
	/** 0 to 65535; 0 lets the kernel choose when binding. */
	port: number;
}

/** The address of a UNIX socket: a path of at most 107 bytes (unix(7)). */
export interface UnixAddress {
	family: 'unix';
	path: string;
}

export type SocketAddress = InetAddress | UnixAddress;

/** A name that only the kernel knows: no file has it (unix(7)). `ss` writes it behind an `@`. */
export interface AbstractAddress {
	family: 'abstract';
	/** At most 107 bytes; '' lets the kernel choose when binding. */
	abstract: string;
}

/** Whom a netlink message is for (netlink(7)). */
export interface NetlinkAddress {
	family: 'netlink';
	/** 0 is the kernel; 0 lets the kernel choose when binding: the process's pid, if that is free. */
	portId: number;
}

/** A virtual machine, its host, or the machine itself (vsock(7)). */
export interface VsockAddress {
	family: 'vsock';
	/** 1 is this machine (VMADDR_CID_LOCAL). */
	cid: number;
	port: number;
}

/** An address of a socket that stays on this machine, and has no port of the network. */
export type LocalAddress = AbstractAddress | NetlinkAddress | VsockAddress;

/**
 * An address that has a port of the network or a path.
 *
 * @param address - any socket's
 * @returns null if it is none of these
 */
export function socketAddress(address: SocketAddress | LocalAddress | null): SocketAddress | null {
	const isElsewhere = address === null || 'abstract' in address || 'portId' in address;
	return isElsewhere || address.family === 'vsock' ? null : address;
}

export type Family = 'inet' | 'inet6' | 'unix' | 'netlink' | 'vsock';

export type Protocol =
	| 'tcp'
	| 'udp'
	| 'sctp'
	| 'unix-stream'
	| 'unix-dgram'
	| 'unix-seqpacket'
	| 'netlink-route'
	| 'netlink-usersock'
	| 'vsock-stream';

/** What a descriptor is that somebody else has opened. */
export interface SocketKind {
	/** Null for a protocol that has no name here. */
	protocol: Protocol | null;
	/** Whether connections may be accepted from it. */
	isListening: boolean;
}

/** What {@link createSocketPair} makes; see socket(2). */
export type PairType = 'stream' | 'seqpacket' | 'dgram';

/** What recvmsg(2) brought. */
export interface ReceivedMessage {
	/** How many bytes of the buffer were filled. */
	bytes: number;
	/** Null for a UNIX sender that was never bound to a path or a name. */
	from: SocketAddress | LocalAddress | null;
	/** Where it was sent to; null for a UNIX socket. */
	to: SocketAddress | null;
	/** The sender's raw security context, null if the datagram came without one. */
	context: string | null;
	/** True if the datagram was longer than the buffer; the rest is lost. */
	truncated: boolean;
}

/** What recvmsg(2) brought of a message that descriptors were passed beside. */
export interface ReceivedDescriptors {
	/** How many bytes of the buffer were filled; 0 at the peer's end of file. */
	bytes: number;
	/** The descriptors, closed on exec; closing them is up to the receiver. */
	fds: number[];
	/**
	 * True if the kernel kept some back: the policy does not let this process's domain use them, or
	 * it has too many open already. Which of the two, it does not tell.
	 */
	withheld: boolean;
}

/** What the policy says about one class, as security_compute_av(3) gives it; permissions by name. */
export interface AccessDecision {
	allowed: string[];
	/** Of the allowed ones, those whose every use is recorded. */
	auditallow: string[];
	/** Of the others, those whose denial is recorded; the rest is `dontaudit`. */
	auditdeny: string[];
	/** True if the subject is in a permissive domain: nothing is denied to it. */
	permissive: boolean;
}

/**
 * Descriptors that are ready, as pairs (fd, events) in the array that it was made with. Who made the
 * array reads it only while it is called back: the next turn writes over it.
 */
export interface NativeEpoll {
	add(fd: number, events: number): void;
	modify(fd: number, events: number): void;
	delete(fd: number): void;
	close(): void;
}

/** What shmctl(2) tells of a System V shared memory segment. */
export interface SegmentStatus {
	/** In bytes. */
	size: number;
	/** The pid of the process that created it. */
	creator: number;
	/** How many times it is attached. */
	attached: number;
}

/** What msgctl(2) tells of a System V message queue. */
export interface QueueStatus {
	/** How many messages are in it. */
	messages: number;
	/** How many bytes may be in it. */
	limit: number;
	/** The pid of the process that last received from it, 0 if nobody has. */
	receiver: number;
}

/** Memory that is shared with other processes; see lib/memory.ts. */
export interface NativeMemory {
	length(): number;
	read(offset: number, buffer: Uint8Array): number;
	write(offset: number, bytes: Uint8Array): number;
	close(): void;
}

/** A POSIX semaphore; see lib/posix.ts. */
export interface NativeSemaphore {
	post(): number;
	trywait(): number;
	close(): void;
}

/** A thread for calls that block; see lib/waiter.ts. */
export interface NativeWaiter {
	semop(id: number, operations: number[] | Int16Array): void;
	msgrcv(id: number, type: number, buffer: Uint8Array): void;
	sem_wait(semaphore: NativeSemaphore): void;
	flock(fd: number): void;
	close(): void;
}

type Getter = () => string;
type GetterOrNull = () => string | null;

/** Exactly what src/*.cc export. The documentation is on the functions that lib/ makes of them. */
export interface Binding {
	systemError(errno: number, syscall: string, object: string): NodeJS.ErrnoException;

	is_selinux_enabled(): boolean;
	is_selinux_mls_enabled(): boolean;
	security_getenforce(): number;
	security_policyvers(): number;
	selinuxState(): 'enabled' | 'hidden' | 'disabled';
	whySelinuxHidden(): string | null;

	getcon: Getter;
	getcon_raw: Getter;
	getprevcon: GetterOrNull;
	getprevcon_raw: GetterOrNull;
	getexeccon: GetterOrNull;
	getexeccon_raw: GetterOrNull;
	getsockcreatecon: GetterOrNull;
	getsockcreatecon_raw: GetterOrNull;
	getpidcon(pid: number): string;
	getpidcon_raw(pid: number): string;

	getpeercon(fd: number): string;
	getpeercon_raw(fd: number): string;
	tryGetpeercon(fd: number): string | number;
	tryGetpeercon_raw(fd: number): string | number;

	getfilecon(path: string): string;
	getfilecon_raw(path: string): string;
	lgetfilecon(path: string): string;
	lgetfilecon_raw(path: string): string;
	fgetfilecon(fd: number): string;
	fgetfilecon_raw(fd: number): string;

	security_check_context(context: string): boolean;
	security_check_context_raw(context: string): boolean;
	security_canonicalize_context(context: string): string;
	security_canonicalize_context_raw(context: string): string;
	selinux_raw_to_trans_context(context: string): string;
	selinux_trans_to_raw_context(context: string): string;
	security_compute_create(source: string, target: string, className: string): string;
	security_compute_create_raw(source: string, target: string, className: string): string;
	security_compute_av(source: string, target: string, className: string): AccessDecision;
	security_compute_av_raw(source: string, target: string, className: string): AccessDecision;
	selinux_check_access(
		source: string,
		target: string,
		className: string,
		permission: string,
	): boolean;

	withExeccon<Result>(context: string, act: () => Result): Result;

	socket(protocol: Protocol, family: Family, context?: string): number;
	socketpair(type: PairType, context?: string): [number, number];
	bind(fd: number, address: SocketAddress | LocalAddress): void;
	listen(fd: number, backlog: number): void;
	connect(fd: number, address: SocketAddress | LocalAddress): boolean;
	takeError(fd: number): number;
	socketKind(fd: number): SocketKind;
	accept(fd: number): number;
	recv(fd: number, buffer: Uint8Array): number;
	send(fd: number, buffer: Uint8Array, start: number, end: number): number;
	own(fd: number): void;
	close(fd: number): void;
	getsockname(fd: number): SocketAddress | LocalAddress | null;
	getpeername(fd: number): SocketAddress | LocalAddress | null;

	passinfo(fd: number): void;
	recvmsg(fd: number, buffer: Uint8Array): ReceivedMessage | number;
	recvfrom(fd: number, buffer: Uint8Array, sender: Uint8Array): number;
	sendto(
		fd: number,
		buffer: Uint8Array,
		to: SocketAddress | LocalAddress | Uint8Array,
		from?: SocketAddress,
	): number;
	senderBytes: number;

	sendfds(fd: number, data: Uint8Array, fds: number[]): number;
	recvfds(fd: number, buffer: Uint8Array): ReceivedDescriptors | number;

	pipe(): [number, number];
	nonblock(fd: number): void;
	mkfifo(path: string, mode: number): void;
	memfd_create(name: string): number;
	eventfd(): number;
	flock(fd: number): number;
	read(fd: number, buffer: Uint8Array): number;
	write(fd: number, bytes: Uint8Array): number;

	shmget(key: number, size: number, flags: number): number;
	shmstat(id: number): SegmentStatus;
	shmremove(id: number): void;
	semget(key: number, count: number, flags: number): number;
	semsetval(id: number, number: number, value: number): void;
	semgetval(id: number, number: number): number;
	semremove(id: number): void;
	semop(id: number, operations: number[] | Int16Array): number;
	msgget(key: number, flags: number): number;
	msgstat(id: number): QueueStatus;
	msgremove(id: number): void;
	msgsnd(id: number, type: number, bytes: Uint8Array): number;
	msgrcv(id: number, type: number, buffer: Uint8Array): number;

	shm_open(name: string, flags: number, mode: number): number;
	shm_unlink(name: string): void;
	sem_unlink(name: string): void;
	mq_open(name: string, flags: number, mode: number, maxmsg: number, msgsize: number): number;
	mq_msgsize(queue: number): number;
	mq_send(queue: number, bytes: Uint8Array): number;
	mq_receive(queue: number, buffer: Uint8Array): number;
	mq_unlink(name: string): void;

	getrlimit(resource: string): [number, number];
	setrlimit(resource: string, limit: number): void;
	closeOnExec(from: number): void;

	Memory: new (how: 'shmat' | 'mmap', object: number, length?: number) => NativeMemory;
	Semaphore: new (name: string, flags: number, mode: number, value: number) => NativeSemaphore;
	Waiter: new (onDone: (result: number) => void) => NativeWaiter;
	Epoll: {
		new (ready: Int32Array, onReady: (count: number) => void): NativeEpoll;
		/** How many descriptors are reported at once, at most. */
		readonly batch: number;
	};
}

/** The addon. Where it could not be loaded, every call throws with the reason. */
export const binding: Binding = loadBinding();
