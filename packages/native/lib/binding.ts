import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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

export type Family = SocketAddress['family'];

export type Protocol = 'tcp' | 'udp' | 'sctp' | 'unix-stream' | 'unix-dgram';

/** What recvmsg(2) brought. */
export interface ReceivedMessage {
	/** How many bytes of the buffer were filled. */
	bytes: number;
	/** Null for a UNIX sender that was never bound to a path. */
	from: SocketAddress | null;
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

type Getter = () => string;
type GetterOrNull = () => string | null;

/** Exactly what src/*.cc export. The documentation is on the functions that lib/ makes of them. */
export interface Binding {
	systemError(errno: number, syscall: string, object: string): NodeJS.ErrnoException;

	is_selinux_enabled(): boolean;
	is_selinux_mls_enabled(): boolean;
	security_getenforce(): number;
	security_policyvers(): number;

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
	socketpair(type: 'stream' | 'seqpacket', context?: string): [number, number];
	bind(fd: number, address: SocketAddress): void;
	listen(fd: number, backlog: number): void;
	connect(fd: number, address: SocketAddress): boolean;
	takeError(fd: number): number;
	accept(fd: number): number;
	recv(fd: number, buffer: Uint8Array): number;
	send(fd: number, buffer: Uint8Array, start: number, end: number): number;
	own(fd: number): void;
	close(fd: number): void;
	pipe(): [number, number];
	getsockname(fd: number): SocketAddress | null;
	getpeername(fd: number): SocketAddress | null;

	passinfo(fd: number): void;
	recvmsg(fd: number, buffer: Uint8Array): ReceivedMessage | number;
	sendto(fd: number, buffer: Uint8Array, to: SocketAddress, from?: SocketAddress): number;

	sendfds(fd: number, data: Uint8Array, fds: number[]): number;
	recvfds(fd: number, buffer: Uint8Array): ReceivedDescriptors | number;

	getrlimit(resource: string): [number, number];
	setrlimit(resource: string, limit: number): void;
	closeOnExec(from: number): void;

	Epoll: {
		new (ready: Int32Array, onReady: (count: number) => void): NativeEpoll;
		/** How many descriptors are reported at once, at most. */
		readonly batch: number;
	};
}

/**
 * Stands in for an addon that could not be loaded, on a host without libselinux.so.1 for example:
 * programs that need no context still start, and every call says why it cannot work.
 */
function unavailable(reason: Error): Binding {
	const message =
		`@peercon/native could not be loaded: ${reason.message}. ` +
		'It needs libselinux.so.1 (Debian: libselinux1, Fedora: libselinux).';
	process.emitWarning(message);
	const fail = function fail(): never {
		throw Object.assign(new Error(message, { cause: reason }), { code: 'ERR_NATIVE_UNAVAILABLE' });
	};
	return new Proxy({} as Binding, {
		get: (_target, name) => (name === 'is_selinux_enabled' ? () => false : fail),
	});
}

/** Where node-gyp builds the addon, and where prebuildify puts it: see package.json. */
const PLACES = [
	'build/Release/peercon.node',
	`prebuilds/linux-${process.arch}/@peercon+native.node`,
];

/** With this variable node-gyp-build looks elsewhere: scripts/asan.sh sets it. */
const CHOSEN = '@PEERCON/NATIVE_PREBUILD';

/**
 * The addon's file: the one that node-gyp built, or a prebuilt one. node-gyp-build would choose the
 * same, but it lists folders for that; it is asked for what is in neither place.
 *
 * @param folder - this package's
 * @param require - what this package requires with
 */
function addonFile(folder: string, require: NodeJS.Require): string {
	const place = PLACES.map((path) => join(folder, path)).find((file) => existsSync(file));
	const isKnown = place !== undefined && process.env[CHOSEN] === undefined;
	return isKnown ? place : require('node-gyp-build').path(folder);
}

function loadBinding(): Binding {
	try {
		// By this package's name: the programs are packed with this module's code in their own files.
		const manifest = createRequire(import.meta.url).resolve('@peercon/native/package.json');
		const require = createRequire(manifest);
		return require(addonFile(dirname(manifest), require));
	} catch (error) {
		return unavailable(error as Error);
	}
}

/** The addon. */
export const binding: Binding = loadBinding();
