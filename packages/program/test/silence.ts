import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Names } from '@peercon/endpoint';

/** Calls back with names that somebody is asked for who says nothing. */
export async function withSilence(act: (names: Names) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-events-'));
	const path = join(folder, 'socket');
	const sockets: Socket[] = [];
	const server = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(path);
	try {
		await once(server, 'listening');
		await act(new Names(path));
	} finally {
		for (const socket of sockets) socket.destroy();
		server.close();
		rmSync(folder, { recursive: true });
	}
}
