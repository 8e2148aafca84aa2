import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	createSocket,
	type LocalAddress,
	type NetlinkAddress,
	type Protocol,
	type SocketAddress,
	socketAddress,
	sys,
} from '../lib/index.ts';
import { errnoOf, inAnotherProcess, thrownBy } from './support.ts';

const NAME = `peercon-local-${process.pid}`;

const abstract = suite('abstract addresses');

abstract('should be found by another process, and be nobody’s file', () => {
	const address = { family: 'abstract', abstract: NAME } as const;
	const listener = createSocket('unix-stream', 'unix');
	sys.bind(listener, address);
	sys.listen(listener, 1);
	assert.equal(sys.getsockname(listener), address);
	const peer = inAnotherProcess(
		`const fd = native.createSocket('unix-stream', 'unix');
		native.sys.connect(fd, args[0]);
		native.sys.send(fd, Buffer.from('hello'), 0, 5);
		print(native.sys.getpeername(fd));`,
		address,
	);
	assert.equal(peer, address);
	const accepted = sys.accept(listener);
	const buffer = Buffer.alloc(8);
	assert.is(sys.recv(accepted, buffer), 5);
	assert.is(sys.getpeername(accepted), null); // it was never bound
	for (const fd of [accepted, listener]) sys.close(fd);
	const refused = createSocket('unix-stream', 'unix');
	const error = thrownBy(() => sys.connect(refused, address));
	assert.is(error.message, `ECONNREFUSED: connection refused, connect @${NAME}`);
	sys.close(refused);
});

abstract('should be told of datagrams', () => {
	const [one, other] = ['one', 'other'].map((end) => {
		const fd = createSocket('unix-dgram', 'unix');
		const address = { family: 'abstract', abstract: `${NAME}-${end}` } as const;
		sys.bind(fd, address);
		return { fd, address };
	}) as [{ fd: number; address: LocalAddress }, { fd: number; address: LocalAddress }];
	assert.is(sys.sendto(one.fd, Buffer.from('hello'), other.address), 5);
	const got = sys.recvmsg(other.fd, Buffer.alloc(8));
	assert.equal(typeof got === 'number' ? errnoOf(got) : got.from, one.address);
	for (const { fd } of [one, other]) sys.close(fd);
});

abstract('should be the kernel’s to choose where it is empty', () => {
	const fds = [0, 1].map(() => {
		const fd = createSocket('unix-seqpacket', 'unix');
		sys.bind(fd, { family: 'abstract', abstract: '' });
		return fd;
	});
	const names = fds.map((fd) => (sys.getsockname(fd) as { abstract: string }).abstract);
	for (const name of names) assert.match(name, /^[0-9a-f]{5}$/); // unix(7): autobind
	assert.is.not(names[0], names[1]);
	for (const fd of fds) sys.close(fd);
});

abstract('should have at most 107 bytes, whichever', () => {
	for (const name of ['x'.repeat(107), ' ', '@', 'é'.repeat(53)]) {
		const fd = createSocket('unix-dgram', 'unix');
		const address = { family: 'abstract', abstract: name } as const;
		sys.bind(fd, address);
		assert.equal(sys.getsockname(fd), address);
		sys.close(fd);
	}
	const fd = createSocket('unix-dgram', 'unix');
	for (const name of ['x'.repeat(108), 'é'.repeat(54)]) {
		const error = thrownBy(() => sys.bind(fd, { family: 'abstract', abstract: name }));
		assert.is(error.code, 'ENAMETOOLONG');
	}
	assert.is(sys.getsockname(fd), null);
	sys.close(fd);
});

abstract.run();

const netlink = suite('netlink addresses');

/** A message of netlink(7) that the kernel answers to with an acknowledgment. */
function request(): Uint8Array {
	const NLMSG_NOOP = 1;
	const NLM_F_REQUEST_ACK = 1 | 4;
	const message = new DataView(new ArrayBuffer(16));
	message.setUint32(0, 16, true);
	message.setUint16(4, NLMSG_NOOP, true);
	message.setUint16(6, NLM_F_REQUEST_ACK, true);
	return new Uint8Array(message.buffer);
}

netlink('should be the process’s where the kernel chooses, and the kernel’s is 0', () => {
	const fd = createSocket('netlink-route', 'netlink');
	const kernel: NetlinkAddress = { family: 'netlink', portId: 0 };
	sys.bind(fd, kernel);
	const { family, portId } = sys.getsockname(fd) as NetlinkAddress;
	assert.is(family, 'netlink');
	assert.is.not(portId, 0);
	assert.is(sys.sendto(fd, request(), kernel), 16);
	const got = sys.recvmsg(fd, Buffer.alloc(64));
	assert.equal(typeof got === 'number' ? errnoOf(got) : got.from, kernel);
	sys.close(fd);
});

netlink('should be one socket’s', () => {
	const [one, other] = [
		createSocket('netlink-usersock', 'netlink'),
		createSocket('netlink-usersock', 'netlink'),
	];
	const address: NetlinkAddress = { family: 'netlink', portId: 4_294_900_000 };
	sys.bind(one, address);
	assert.equal(sys.getsockname(one), address);
	const error = thrownBy(() => sys.bind(other, address));
	assert.is(error.message, 'EADDRINUSE: address already in use, bind netlink port 4294900000');
	assert.is(sys.sendto(other, Buffer.from('hello'), address), 5);
	const got = sys.recvmsg(one, Buffer.alloc(8));
	assert.is(typeof got === 'number' ? errnoOf(got) : got.bytes, 5);
	for (const fd of [one, other]) sys.close(fd);
});

netlink.run();

/** Why there is no such socket here. */
function missing(protocol: Protocol): string | undefined {
	try {
		sys.close(createSocket(protocol, 'vsock'));
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

/** Linux: include/uapi/linux/vm_sockets.h, VMADDR_CID_ANY and VMADDR_PORT_ANY. */
const ANY = 2 ** 32 - 1;

const vsock = suite('vsock addresses');
const withVsock = skipUnless(vsock, missing('vsock-stream'));

withVsock('should be told as they were given, and named in errors', () => {
	const fd = createSocket('vsock-stream', 'vsock');
	sys.bind(fd, { family: 'vsock', cid: ANY, port: ANY });
	const { family, cid, port } = sys.getsockname(fd) as {
		family: string;
		cid: number;
		port: number;
	};
	assert.is(family, 'vsock');
	assert.is(cid, ANY);
	assert.ok(port > 1023 && port < ANY);
	sys.listen(fd, 1);
	const other = createSocket('vsock-stream', 'vsock');
	const error = thrownBy(() => sys.bind(other, { family: 'vsock', cid: ANY, port }));
	assert.is(error.message, `EADDRINUSE: address already in use, bind vsock ${ANY} port ${port}`);
	for (const open of [fd, other]) sys.close(open);
});

vsock('should not be an address of the network, nor should the others', () => {
	const there: SocketAddress[] = [
		{ family: 'inet', address: '127.0.0.1', port: 1 },
		{ family: 'unix', path: '/x' },
	];
	for (const address of there) assert.is(socketAddress(address), address);
	const elsewhere: LocalAddress[] = [
		{ family: 'abstract', abstract: 'x' },
		{ family: 'netlink', portId: 1 },
		{ family: 'vsock', cid: 1, port: 1 },
	];
	for (const address of [null, ...elsewhere]) assert.is(socketAddress(address), null);
});

vsock('should not be taken by a socket of another family', () => {
	const fd = createSocket('udp', 'inet');
	for (const address of [
		{ family: 'abstract', abstract: NAME },
		{ family: 'netlink', portId: 1 },
		{ family: 'vsock', cid: 1, port: 1 },
	] as const) {
		assert.match(thrownBy(() => sys.bind(fd, address)).code ?? '', /^E(AFNOSUPPORT|INVAL)$/);
		const to = { family: 'inet', address: '127.0.0.1', port: 9 } as const;
		// Nor is it a source: there is none then.
		const from = address as unknown as SocketAddress;
		assert.is(sys.sendto(fd, Buffer.from('x'), to, from), 1);
	}
	sys.close(fd);
});

vsock.run();
