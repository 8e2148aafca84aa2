import { once } from 'node:events';
import net from 'node:net';
import { constants } from 'node:os';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { noSelinux, thrownBy, withSelinux } from './support.ts';

const peer = suite('getpeercon');
const onSelinux = skipUnless(peer, noSelinux);
const withoutSelinux = skipUnless(peer, withSelinux);

const getters = [
	{ name: 'getpeercon', get: native.getpeercon, tryGet: native.tryGetpeercon },
	{ name: 'getpeercon_raw', get: native.getpeercon_raw, tryGet: native.tryGetpeercon_raw },
];

/** Calls back with the two ends of a connection. */
async function withConnection(
	listenAt: { port: number; host: string } | { path: string },
	act: (accepted: net.Socket, connected: net.Socket) => void,
): Promise<void> {
	const server = net.createServer().listen(listenAt);
	try {
		await once(server, 'listening');
		const to = 'path' in listenAt ? listenAt : (server.address() as net.AddressInfo);
		const connected = net.connect('path' in to ? { path: to.path } : { port: to.port });
		const [accepted] = (await once(server, 'connection')) as [net.Socket];
		act(accepted, connected);
		accepted.destroy();
		connected.destroy();
	} finally {
		server.close();
	}
}

withoutSelinux('should be ENOPROTOOPT where nothing labels the connection', async () => {
	await withConnection({ port: 0, host: '127.0.0.1' }, (accepted) => {
		const fd = native.socketFd(accepted);
		for (const { name, get, tryGet } of getters) {
			const error = thrownBy(() => get(fd));
			assert.is(error.code, 'ENOPROTOOPT');
			assert.is(error.errno, -constants.errno.ENOPROTOOPT);
			assert.is(error.syscall, name);
			assert.match(error.message, `${name} fd ${fd}`);
			assert.is(tryGet(fd), -constants.errno.ENOPROTOOPT);
		}
	});
});

withoutSelinux("should not take another security module's label of a UNIX peer", async () => {
	// AppArmor answers SO_PEERSEC on UNIX sockets; on a host without it the kernel refuses.
	await withConnection({ path: `/tmp/peercon-peer-${process.pid}` }, (accepted) => {
		const error = thrownBy(() => native.getpeercon(native.socketFd(accepted)));
		assert.is(error.code, 'ENOPROTOOPT');
	});
});

onSelinux("should be this process's own context over a UNIX socket", async () => {
	await withConnection({ path: `/tmp/peercon-peer-${process.pid}` }, (accepted) => {
		const fd = native.socketFd(accepted);
		assert.is(native.getpeercon(fd), native.getcon());
		assert.is(native.getpeercon_raw(fd), native.getcon_raw());
		assert.is(native.tryGetpeercon_raw(fd), native.getcon_raw());
		assert.is(native.getsocketcon_raw(fd), native.getcon_raw());
	});
});

onSelinux("should be the client's context, also a long one", async () => {
	const categories = Array.from({ length: 200 }, (_, i) => `c${2 * i}`).join(',');
	const [user, role, type] = native.getcon_raw().split(':');
	const context = `${user}:${role}:${type}:s0:${categories}`;
	const path = `/tmp/peercon-peer-${process.pid}`;
	const server = net.createServer().listen(path);
	await once(server, 'listening');
	const connect = `require('node:net').connect('${path}')`;
	const client = native.spawnWithContext(context, process.execPath, ['-e', connect]);
	const [accepted] = (await once(server, 'connection')) as [net.Socket];
	for (const { get, tryGet } of getters) {
		assert.is(get(native.socketFd(accepted)), context);
		assert.is(tryGet(native.socketFd(accepted)), context);
	}
	accepted.destroy();
	server.close();
	await once(client, 'exit');
});

peer('should refuse what is not an open socket', () => {
	for (const { get, tryGet } of getters) {
		assert.is(thrownBy(() => get(-1)).code, 'EBADF');
		assert.is(thrownBy(() => get(1_000_000)).code, 'EBADF');
		assert.is(tryGet(-1), -constants.errno.EBADF);
	}
	assert.is(thrownBy(() => native.getsocketcon(-1)).code, 'EBADF');
});

peer.run();
