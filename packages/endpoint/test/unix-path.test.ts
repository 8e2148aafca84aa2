import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	existsSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabeledDatagramSocket } from '@peercon/native';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeWay, rememberPath } from '../src/unix-path.ts';

const unix = suite<{ folder: string; path: string }>('paths of UNIX sockets');

unix.before.each((context) => {
	context.folder = mkdtempSync(join(tmpdir(), 'peercon-path-'));
	context.path = join(context.folder, 'socket');
});
unix.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** Leaves a socket behind, as a server does that is killed. */
function leaveStale(path: string): void {
	spawnSync('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind('${path}')`]);
	assert.ok(existsSync(path));
}

async function refusal(path: string): Promise<NodeJS.ErrnoException> {
	try {
		await makeWay(path);
	} catch (error) {
		return error as NodeJS.ErrnoException;
	}
	throw new Error('it made way');
}

unix('should be left alone where there is nothing', async ({ path }) => {
	await makeWay(path);
	assert.not(existsSync(path));
});

unix('should be freed of a stale socket', async ({ path }) => {
	leaveStale(path);
	await makeWay(path);
	assert.not(existsSync(path));
});

unix('should not be taken from somebody who listens', async ({ path }) => {
	const server = net.createServer().listen(path);
	await once(server, 'listening');
	const error = await refusal(path);
	assert.is(error.code, 'EADDRINUSE');
	assert.is(error.syscall, 'bind');
	assert.match(error.message, `'${path}', which is in use`);
	assert.ok(existsSync(path));
	server.close();
});

unix('should not be taken from a socket of another kind', async ({ path }) => {
	const address = { family: 'unix', path } as const;
	const datagrams = new LabeledDatagramSocket(address);
	assert.match((await refusal(path)).message, 'is in use');
	assert.ok(existsSync(path));
	datagrams.close();
});

unix('should not be taken from a file, or through a link', async ({ path, folder }) => {
	writeFileSync(path, 'precious');
	assert.match((await refusal(path)).message, 'which is not a socket');
	assert.is(readFileSync(path, 'utf8'), 'precious');
	symlinkSync(path, join(folder, 'link'));
	assert.is((await refusal(join(folder, 'link'))).code, 'EEXIST');
});

unix('should be removed at the end, unless somebody else has it by then', ({ path }) => {
	leaveStale(path);
	const removeFirst = rememberPath(path);
	removeFirst();
	assert.not(existsSync(path));
	removeFirst();

	leaveStale(path);
	const remove = rememberPath(path);
	// Moved away, not removed: the file system could give its inode number out again.
	renameSync(path, `${path}-old`);
	writeFileSync(path, 'another');
	remove();
	assert.is(readFileSync(path, 'utf8'), 'another');
});

unix.run();
