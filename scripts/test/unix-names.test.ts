// Where programs take a UNIX socket beside something else: a word is no path, and @name no file.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, startProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'peercon-names-'));

const names = suite('names of UNIX sockets');
names.after(() => rmSync(folder, { recursive: true }));

names('should not be a word without a slash, which is a mistake', async () => {
	for (const [program, ...args] of [
		['echo-server', 'completion'],
		['getpeercon-server', 'completion'],
		['channel-server', 'unix-stream', 'completion'],
		['channel-client', 'unix-stream', 'completion'],
		['channel-server', 'unix-dgram', 'completion'],
		['channel-client', 'memfd', 'completion'],
	] as [string, ...string[]][]) {
		const { status, stderr } = await runProgram(program, args, { cwd: folder });
		const wrong = "'completion' is no path without a slash: write ./completion for a UNIX socket";
		assert.is(status, 2, program);
		assert.match(stderr, `${program}: ${wrong}\nTry '${program} --help'.\n`);
	}
	assert.equal(readdirSync(folder), []);
});

for (const server of ['echo-server', 'getpeercon-server']) {
	names(`should be abstract behind @, and no file: ${server}`, async () => {
		const name = `@peercon-test-${process.pid}-${server}`;
		const running = startProgram(server, [name], { cwd: folder });
		await running.waitFor(new RegExp(`listening on UNIX socket ${name} ... ok`));
		const client = await runProgram('echo-client', ['--timeout', '1', name, 'hi']);
		await running.waitFor(/connect\(UNIX,/);
		assert.match(client.stdout, "Sending message: 'hi'\n");
		if (server === 'echo-server') {
			assert.is(client.stdout, "Sending message: 'hi'\nReceived message: 'hi'\n");
		}
		const second = await runProgram(server, [name]);
		assert.is(second.status, 1);
		assert.match(second.stderr, "'ss -lxp' shows which");
		assert.is((await running.stop()).status, 0);
		assert.equal(readdirSync(folder), []);
	});
}

names('should be told in JSON as their addresses', async () => {
	const name = `peercon-test-${process.pid}-json`;
	const running = startProgram('echo-server', ['--json', `@${name}`]);
	await running.waitFor(/listening/, 'stdout');
	await runProgram('echo-client', [`@${name}`]);
	await running.waitFor(/"event":"close"/, 'stdout');
	const { stdout } = await running.stop();
	const local = { family: 'abstract', abstract: name };
	const events = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	for (const event of events) assert.equal(event.local, local, event.event);
	assert.ok(events.length >= 3);
});

names.run();
