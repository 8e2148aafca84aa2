// Each program's folder, copied out of the checkout as the start of somebody's own: it builds and runs on
// the packed packages, and what is imported of it loads no command line.

import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { is_selinux_enabled } from '@peercon/native';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

/** What is copied of a program: the rest is the checkout's, or made. */
const COPIED = ['bin', 'src', 'package.json', 'tsconfig.json'];

/** By program, a line of its API; what it prints is `true`. */
const LINES = {
	'echo-client': `
		import { once } from 'node:events';
		import net from 'node:net';
		import { echo } from '@peercon/echo-client';
		const server = net.createServer((socket) => socket.pipe(socket)).listen(0);
		await once(server, 'listening');
		await echo({ target: 'localhost', port: server.address().port, onReceive: (back) => {
			console.log(back.equals(Buffer.from('Hello, cliche')));
		} });
		server.close();`,
	'echo-server': `
		import { createEchoServer } from '@peercon/echo-server';
		const server = await createEchoServer({ endpoint: { port: 0 } });
		console.log(server.addresses[0].port > 0);
		server.close();`,
	'getpeercon-server': `
		import net from 'node:net';
		import { createGetpeerconServer } from '@peercon/getpeercon-server';
		const server = await createGetpeerconServer({ endpoint: { port: 0 }, onEvent: ({ event }) => {
			if (event !== 'connect') return;
			console.log(true);
			server.close();
		} });
		net.connect(server.addresses[0].port).on('error', () => {});`,
	'mls-server': `
		import { createMlsServer } from '@peercon/mls-server';
		const server = await createMlsServer({ port: 0, allowNoSelinux: true });
		console.log(server.address.port > 0);
		await server.close();`,
	explain: `
		import { countSame } from '@peercon/explain';
		console.log(countSame([]).length === 0);`,
};

type Program = keyof typeof LINES;

/** The checkout's packages that a package stands on, and those that these stand on. */
function dependenciesOf(name: string, found = new Set<string>()): Set<string> {
	const manifest = readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8');
	const { dependencies = {} } = JSON.parse(manifest);
	for (const [, own = ''] of Object.keys(dependencies)
		.join('\n')
		.matchAll(/^@peercon\/(.*)$/gm)) {
		if (!found.has(own)) dependenciesOf(own, found.add(own));
	}
	return found;
}

let root = '';
let packed = '';

const copies = suite('copies');
copies.before(() => {
	root = mkdtempSync(join(tmpdir(), 'peercon-copies-'));
	packed = join(root, 'packed');
	run(process.execPath, [join(ROOT, 'scripts/pack.mjs'), packed], { cwd: ROOT });
});
copies.after(() => rmSync(root, { recursive: true }));

/** Runs a command that succeeds; gives what it prints. */
function run(command: string, args: string[], options: SpawnSyncOptions): string {
	const { status, stdout, stderr, error } = spawnSync(command, args, {
		...options,
		encoding: 'utf8',
	});
	assert.is(status, 0, `${command} ${args.join(' ')}: ${error ?? ''}${stdout}${stderr}`);
	return stdout;
}

/** Copies a program into an empty folder and builds it there. */
function copy(name: Program): string {
	const folder = join(root, name);
	mkdirSync(folder);
	for (const entry of COPIED) {
		cpSync(join(ROOT, 'packages', name, entry), join(folder, entry), { recursive: true });
	}
	const archives = [...dependenciesOf(name)].map((each) => {
		const archive = readdirSync(packed).find((file) => file.startsWith(`peercon-${each}-`));
		return join(packed, archive ?? each);
	});
	const quietly = ['--prefer-offline', '--no-audit', '--no-fund'];
	run('npm', ['install', ...quietly, ...archives], { cwd: folder });
	run('npm', ['run', 'build'], { cwd: folder });
	return folder;
}

const LINE = ['--input-type=module', '--eval'];

for (const name of Object.keys(LINES) as Program[]) {
	const onThisHost = skipUnless(
		copies,
		name === 'mls-server' && is_selinux_enabled()
			? 'SELinux is enabled on this host, where it needs its policy module'
			: undefined,
	);
	onThisHost(`should build and run by themselves: ${name}`, () => {
		const cwd = copy(name);
		const { bin, version } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
		for (const file of Object.values<string>(bin)) {
			assert.is(run(join(cwd, file), ['--version'], { cwd }), `${version}\n`);
		}
		assert.is(run(process.execPath, [...LINE, LINES[name]], { cwd }), 'true\n');

		// Packed by itself it has no source, and no file that the checkout would have bundled.
		renameSync(join(cwd, 'src'), join(cwd, 'source'));
		for (const file of Object.values<string>(bin)) {
			assert.is(run(join(cwd, file), ['--version'], { cwd }), `${version}\n`);
		}

		// Who imports it loads no command line: without yargs, @peercon/program cannot be loaded.
		rmSync(join(cwd, 'node_modules/yargs'), { recursive: true });
		assert.is(run(process.execPath, [...LINE, LINES[name]], { cwd }), 'true\n');
	});
}

copies('should be compiled by the rules of the checkout', () => {
	const optionsIn = (file: string) =>
		JSON.parse(readFileSync(join(ROOT, file), 'utf8')).compilerOptions;
	// Of these the checkout's own build is made faster.
	const { composite, tsBuildInfoFile, ...rules } = optionsIn('tsconfig.base.json');
	assert.ok(composite && tsBuildInfoFile);
	for (const name of Object.keys(LINES)) {
		const own = optionsIn(`packages/${name}/tsconfig.json`);
		assert.equal(own, { ...rules, rootDir: 'src', outDir: 'dist' }, name);
	}
});

copies.run();
