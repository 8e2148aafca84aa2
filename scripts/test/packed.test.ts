// The programs as they are packed: all of them run on two modules, or three, and on the addon.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { is_selinux_enabled } from '@peercon/native';
import { skipUnless, startProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';
import { jitlessWarning } from './jitless-warning.ts';
import { type Installed, installBare, modulesOf } from './packed.ts';

/** Each command, and its package. */
const PROGRAMS = {
	'channel-client': 'channels',
	'channel-server': 'channels',
	'echo-client': 'echo-client',
	'echo-server': 'echo-server',
	'getpeercon-server': 'getpeercon-server',
	'mls-server': 'mls-server',
	peercon: 'explain',
};
const RECORDS = join(ROOT, 'packages/records/test/logs/docs.log');

let installed: Installed;

const packed = suite('packed programs');
packed.before(async () => {
	installed = await installBare();
});
packed.after(() => rmSync(installed.root, { recursive: true }));

/** Runs a program of the prefix that was installed to. */
function run(name: string, args: string[], options: { under?: string[]; env?: object } = {}) {
	const [command = '', ...rest] = [...(options.under ?? []), join(installed.bin, name), ...args];
	const env = { ...process.env, ...options.env };
	const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8', env });
	return { status, stdout, stderr };
}

/** Runs the same program as the checkout has it: from modules, with all of yargs. */
function runSource(name: keyof typeof PROGRAMS, args: string[]) {
	const bin = join(ROOT, 'packages', PROGRAMS[name], `bin/${name}.js`);
	const { status, stdout, stderr } = spawnSync(bin, args, { encoding: 'utf8' });
	return { status, stdout, stderr };
}

packed('should have one module for the command line, and one that starts it', () => {
	for (const folder of new Set(Object.values(PROGRAMS))) {
		const started = modulesOf(installed, folder).filter(
			(file) => !/-jit(less)?\.js$|worker|hello/.test(file),
		);
		const names = Object.entries(PROGRAMS).flatMap(([name, of]) => (of === folder ? name : []));
		// Where a package has two programs, its command lines are named after them.
		const lines = names.map((name) =>
			names.length === 1 ? 'bundle/cli.js' : `bundle/${name.replace('channel-', '')}-cli.js`,
		);
		assert.equal(started, [...names.map((name) => `bin/${name}.js`), ...lines]);
	}
	assert.equal(modulesOf(installed, 'native'), []);
});

packed('should tell the version of their own package', () => {
	for (const name of readdirSync(installed.bin)) {
		const folder = PROGRAMS[name.replace(/-jit(less)?$/, '') as keyof typeof PROGRAMS];
		const manifest = readFileSync(join(installed.packages, folder, 'package.json'), 'utf8');
		const { version } = JSON.parse(manifest);
		const stderr = jitlessWarning(name, process.versions.node);
		assert.equal(run(name, ['--version']), { status: 0, stdout: `${version}\n`, stderr });
	}
});

packed('should start where the working directory is gone, in whatever folder they are', () => {
	const elsewhere = join(installed.root, 'opt');
	mkdirSync(join(elsewhere, 'node_modules'), { recursive: true });
	symlinkSync(installed.packages, join(elsewhere, 'node_modules/@peercon'));
	cpSync(join(installed.packages, 'echo-client'), join(elsewhere, 'echo-client'), {
		recursive: true,
	});
	const gone = 'mkdir "$1" && cd "$1" && rmdir "$1" && exec "$2" --version';
	for (const bin of [installed.bin, join(elsewhere, 'echo-client/bin')]) {
		const program = join(bin, bin === installed.bin ? 'echo-client' : 'echo-client.js');
		const args = ['-c', gone, 'sh', join(installed.root, 'gone'), program];
		const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
		assert.equal([status, stderr], [0, ''], program);
	}
});

packed('should say what they say unpacked, in English', () => {
	const mistakes = [['--udp', '--sctp', 'x'], ['--count'], ['--no-such', 'x'], []];
	for (const name of Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]) {
		for (const args of [['--help'], ...mistakes]) {
			if (name === 'echo-server' && args.length === 0) continue; // it would serve port 7
			assert.equal(run(name, args, { env: { LC_ALL: 'de_DE.UTF-8' } }), runSource(name, args));
		}
	}
});

packed('should echo on a UNIX socket, with and without the JIT compiler', async () => {
	const path = join(installed.root, 'socket');
	const server = startProgram('echo-server', [path], { packages: installed.packages });
	await server.waitFor(/listening/);
	for (const client of ['echo-client', 'echo-client-jitless']) {
		const { status, stdout, stderr } = run(client, [path, 'hi']);
		assert.is(status, 0, stderr);
		assert.is(stdout, "Sending message: 'hi'\nReceived message: 'hi'\n");
	}
	assert.is((await server.stop()).status, 0);
});

packed('should tell peers, and explain denials', async () => {
	const path = join(installed.root, 'socket');
	const server = startProgram('getpeercon-server', [path], { packages: installed.packages });
	await server.waitFor(/waiting/);
	run('echo-client', ['--timeout', '1', path, 'hi']);
	await server.waitFor(/connect\(UNIX,.+\)/);
	await server.stop();
	assert.match(run('peercon', ['explain', RECORDS]).stdout, /layer {3}probably type enforcement/);
});

const withoutSelinux = skipUnless(
	packed,
	is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined,
);
withoutSelinux('should serve by a worker, which runs on modules of its own', async () => {
	const args = ['--allow-no-selinux', '--host', '127.0.0.1', '0'];
	const server = startProgram('mls-server', args, { packages: installed.packages });
	const [, port] = await server.waitFor(/TCP port (\d+) \.\.\. ok/);
	const answer = await new Promise<string>((resolve, reject) => {
		get(`http://127.0.0.1:${port}/`, (response) => resolve(text(response))).on('error', reject);
	});
	const [, pid] = /^Hello, world! \(pid (\d+)\)\n$/.exec(answer) ?? [];
	const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
	for (const file of ['bundle/worker/worker.js', 'bundle/worker/hello.js', 'bin/mls-worker.js']) {
		assert.ok(commandLine.includes(join(installed.packages, 'mls-server', file)), file);
	}
	await server.stop();
});

packed('should prepare for the layout of help only to show help', () => {
	// Each takes as long as a seventh of Node's own start: see scripts/bundle/yargs.mjs.
	const count = `
		let made = 0;
		const { Segmenter } = Intl;
		Intl.Segmenter = function (...values) { made++; return new Segmenter(...values); };
		process.on('exit', () => process.stderr.write(String(made)));`;
	const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(count)}` };
	for (const name of Object.keys(PROGRAMS)) {
		// By node: the first line of most programs leaves nothing of the environment.
		const under = [process.execPath];
		assert.is(run(name, ['--version'], { env, under }).stderr, '0', name);
		assert.is.not(run(name, ['--help'], { env, under }).stderr, '0', name);
	}
});

const traced = skipUnless(
	packed,
	spawnSync('strace', ['-V']).error ? 'there is no strace(1)' : undefined,
);
traced('should open eight files of theirs and of folders none', () => {
	for (const name of Object.keys(PROGRAMS)) {
		const { status, stderr } = run(name, ['--version'], {
			under: ['strace', '-f', '-e', 'trace=open,openat'],
		});
		assert.is(status, 0, stderr);
		const own = stderr.split('\n').filter((line) => line.includes(installed.root));
		assert.ok(own.length <= 8, own.join('\n'));
		assert.not.match(stderr, 'O_DIRECTORY');
	}
});

packed.run();
