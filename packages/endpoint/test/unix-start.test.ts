import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenStream, sys } from '@peercon/native';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closeListeners, openListeners } from '../src/index.ts';

const unix = suite<{ folder: string; path: string }>('servers that start on a UNIX path');

unix.before.each((context) => {
	context.folder = mkdtempSync(join(tmpdir(), 'peercon-start-'));
	context.path = join(context.folder, 'socket');
});
unix.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const SERVERS = 6;
const ROUNDS = 60;

/** Starts a server on the path for each line of its stdin, and says how that went. */
const SERVER = `
import { createInterface } from 'node:readline';
const { openListeners } = await import(process.argv[1]);
let listeners;
for await (const line of createInterface(process.stdin)) {
	if (line === 'start') {
		try {
			listeners = await openListeners({ path: process.argv[2] }, []);
			console.log('listens');
		} catch (error) {
			console.log(error.code);
		}
	} else {
		// As a killed server does: the path stays behind, and nothing is done at exit.
		process.removeAllListeners('exit');
		const { sys } = await import(process.argv[3]);
		for (const { fd } of listeners?.streams ?? []) sys.close(fd);
		listeners = undefined;
		console.log('closed');
	}
}`;

function startServer(path: string): ChildProcess {
	const modules = ['@peercon/endpoint', '@peercon/native'].map((name) => import.meta.resolve(name));
	const args = ['--input-type=module', '-e', SERVER, modules[0] as string, path];
	return spawn(process.execPath, [...args, modules[1] as string], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
}

/** Tells all of them something at once, and gives what each says to it. */
async function tell(servers: ChildProcess[], line: string): Promise<string[]> {
	const answers = servers.map((server) => once(server.stdout as NodeJS.ReadableStream, 'data'));
	for (const server of servers) server.stdin?.write(`${line}\n`);
	return (await Promise.all(answers)).map(([answer]) => `${answer}`.trim());
}

/** Leaves a socket behind, as a server does that is killed. */
function leaveStale(path: string): void {
	sys.close(listenStream({ protocol: 'unix-stream', address: { family: 'unix', path } }));
}

unix('should be one that listens, when many start at once on a stale one', async ({ path }) => {
	leaveStale(path);
	const servers = Array.from({ length: SERVERS }, () => startServer(path));
	try {
		for (let round = 0; round < ROUNDS; round++) {
			const answers = await tell(servers, 'start');
			const refused = answers.filter((answer) => answer !== 'listens');
			assert.equal(refused, Array(SERVERS - 1).fill('EADDRINUSE'), `round ${round}: ${answers}`);
			await tell(servers, 'close');
		}
	} finally {
		for (const server of servers) server.kill();
	}
});

unix('should leave nothing beside the path', async ({ path, folder }) => {
	const listeners = await openListeners({ path }, []);
	assert.equal(readdirSync(folder), ['socket']);
	closeListeners(listeners);
	assert.equal(readdirSync(folder), []);
});

unix('should not mind a lock that a killed one has left', async ({ path, folder }) => {
	leaveStale(`${path}.lock`);
	closeListeners(await openListeners({ path }, []));
	assert.equal(readdirSync(folder), []);
});

unix('should not take a file for a lock', async ({ path }) => {
	writeFileSync(`${path}.lock`, 'precious');
	try {
		await openListeners({ path }, []);
		assert.unreachable();
	} catch (error) {
		assert.is((error as NodeJS.ErrnoException).code, 'EEXIST');
		assert.match((error as Error).message, `'${path}.lock', which is not a socket`);
	}
	assert.ok(existsSync(`${path}.lock`));
});

unix.run();
