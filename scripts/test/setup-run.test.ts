import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copySetup, inFolder } from './folder.ts';

const commands = suite('the commands that set-up runs');

/** Runs a command as set-up does, in the checkout that the first argument names. */
function runCommand(folder: string, ...words: string[]) {
	const module = JSON.stringify(join(folder, 'scripts/setup/run.mjs'));
	const code = `
		import { run } from ${module};
		const [command, ...args] = process.argv.slice(1);
		run(command, args).catch((error) => { console.log(error.message); process.exitCode = 1; });
	`;
	return spawn(process.execPath, ['--input-type=module', '-e', code, ...words]);
}

async function outputOf(child: ReturnType<typeof runCommand>) {
	let output = '';
	for await (const chunk of child.stdout) output += chunk;
	return output;
}

commands(
	'should show the end of what a failed one printed, and where the rest is',
	inFolder(async (folder) => {
		copySetup(folder);
		const output = await outputOf(runCommand(folder, 'sh', '-c', 'seq 100; exit 3'));
		assert.match(output, 'failed with status 3:\n  71\n');
		assert.match(output, '  100\nAll of it is in .setup/log.');
		assert.match(
			readFileSync(join(folder, '.setup/log'), 'utf8'),
			'$ sh -c seq 100; exit 3\n1\n2\n',
		);
	}),
);

commands(
	'should say so when there is no such program',
	inFolder(async (folder) => {
		copySetup(folder);
		const output = await outputOf(runCommand(folder, 'no-such-program'));
		assert.match(output, 'did not start: spawn no-such-program ENOENT');
	}),
);

commands(
	'should end with set-up, and what they started too',
	inFolder(async (folder) => {
		copySetup(folder);
		const child = runCommand(folder, 'sh', '-c', 'sleep 60 & echo $! >pid; wait');
		const ended = once(child, 'exit');
		const pidFile = join(folder, 'pid');
		await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n'));
		child.kill('SIGTERM');
		assert.equal(await ended, [null, 'SIGTERM']);
		const pid = readFileSync(pidFile, 'utf8').trim();
		await until(() => !isRunning(pid));
	}),
);

async function until(condition: () => boolean) {
	const end = Date.now() + 60_000; // only what hangs
	while (!condition()) {
		if (Date.now() > end) throw new Error(`after 60 s still not: ${condition}`);
		await setTimeout(10);
	}
}

function isRunning(pid: string) {
	try {
		// What has ended and waits for its parent to notice has no command line any more.
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
	} catch {
		return false;
	}
}

commands.run();
