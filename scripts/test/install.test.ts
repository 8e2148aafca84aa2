// The tarballs of a release, installed as its README says: by the npm, the Node and the user that are
// named, on a host without a compiler. It needs npm's registry, and nothing else.
//
// `npm run test:install` does it for every npm that runs on every Node, as root and as somebody else, with
// the release itself: both processors' addons, of which the foreign one runs under qemu-user.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { is_selinux_enabled } from '@peercon/native';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';
import { Host, isRoot, type Who } from './install/host.ts';
import { nodeOf } from './install/registry.ts';
import { jitlessWarning } from './jitless-warning.ts';

const WHOLE = process.env.PEERCON_INSTALL === 'all';

type Row = [node: string, npm: string, who: Who];

/** npm 12 runs on Node 22 and later. */
const ROWS: Row[] = WHOLE
	? ['20', '22', '24'].flatMap((node) =>
			['10', '11', '12']
				.filter((npm) => node !== '20' || npm !== '12')
				.flatMap((npm) => (['root', 'user'] as const).map((who): Row => [node, npm, who])),
		)
	: [
			['20', '10', 'root'],
			['24', '12', 'user'],
		];

/** What README.md says. */
const INSTALL = 'npm install -g ./peercon-*.tgz';
const RECORDS = join(ROOT, 'packages/records/test/logs/docs.log');

let release = '';

const install = suite('installed by npm');
install.before(() => {
	release = mkdtempSync(join(tmpdir(), 'peercon-release-'));
	const made = spawnSync(
		process.execPath,
		[join(ROOT, 'scripts', WHOLE ? 'dist.mjs' : 'pack.mjs'), join(release, 'dist')],
		{ encoding: 'utf8' },
	);
	assert.is(made.status, 0, made.stdout + made.stderr);
});
install.after(() => rmSync(release, { recursive: true }));

/** Copies the release to a host and installs it there. */
function installOn(host: Host): void {
	const folder = join(host.root, 'release');
	cpSync(join(release, 'dist'), folder, { recursive: true });
	const { status, stdout, stderr } = host.run(INSTALL, folder);
	assert.is(status, 0, stdout + stderr);
}

/** Starts a server, and gives what it has mapped once it has said something. */
async function mapsOf(
	host: Host,
	line: string,
	act: (said: string) => void | Promise<void>,
): Promise<string> {
	const server = host.start(line);
	let said = '';
	try {
		await new Promise<void>((resolve, reject) => {
			server.stderr?.setEncoding('utf8').on('data', (text) => {
				said += text;
				if (said.includes('listening')) resolve();
			});
			server.on('close', () => reject(new Error(`${line}: ${said}`)));
		});
		await act(said);
		return readFileSync(`/proc/${server.pid}/maps`, 'utf8');
	} finally {
		server.kill();
		if (server.exitCode === null && server.signalCode === null) await once(server, 'close');
	}
}

for (const [node, npm, who] of ROWS) {
	const onThisHost = skipUnless(
		install,
		who === 'root' && !isRoot ? 'it takes root to be root' : undefined,
	);
	onThisHost(`should run: Node ${node}, npm ${npm}, ${who}`, async () => {
		const host = new Host(node, npm, who);
		try {
			assert.match(host.run('node --version').stdout, `v${node}.`);
			assert.match(host.run('npm --version').stdout, `${npm}.`);
			for (const tool of ['cc', 'c++', 'g++', 'make', 'python3']) {
				assert.is(host.run(`command -v ${tool}`).stdout, '', tool);
			}
			installOn(host);

			const native = join(host.packages, '@peercon/native');
			assert.not.ok(existsSync(join(native, 'build')), 'npm has built the addon');
			const programs = readdirSync(join(host.prefix, 'bin')).filter(
				(name) => !['node', 'npm'].includes(name),
			);
			assert.ok(programs.length >= 11, programs.join());
			for (const name of programs) {
				const stdout = `${versionOf(native)}\n`;
				const stderr = jitlessWarning(name, node);
				assert.equal(host.run(`${name} --version`), { status: 0, stdout, stderr }, name);
			}

			for (const page of ['man1/peercon.1', 'man1/echo-client-jitless.1', 'man8/mls-server.8']) {
				const linked = join(host.prefix, 'share/man', page);
				// npm 12 has pages no more: they stay in the package.
				assert.is(existsSync(linked), npm !== '12', page);
				if (npm !== '12') assert.match(readFileSync(linked, 'utf8'), '.Sh NAME');
			}

			const socket = join(host.home, 'socket');
			const maps = await mapsOf(host, `echo-server ${socket}`, () => {
				assert.equal(host.run(`echo-client ${socket} hi`), {
					status: 0,
					stdout: "Sending message: 'hi'\nReceived message: 'hi'\n",
					stderr: '',
				});
			});
			assert.match(maps, `${native}/prebuilds/linux-${process.arch}/@peercon+native.glibc.node\n`);

			if (!is_selinux_enabled()) {
				const module = join(host.root, 'worker.mjs');
				writeFileSync(module, WORKER);
				const line = `mls-server --allow-no-selinux --host 127.0.0.1 0 -- ${module}`;
				const jitless = await mapsOf(host, line, async (said) => {
					const [, port] = /TCP port (\d+)/.exec(said) ?? [];
					const answer = await fetch(`http://127.0.0.1:${port}/`);
					assert.is(await answer.text(), `${2 ** 27}`);
				});
				// Where V8 compiles to, memory is written and run.
				assert.not.match(jitless, / rwxp /);
				assert.match(maps, / rwxp /);
			}
			assert.match(host.run(`peercon explain ${copyOf(RECORDS, host)}`).stdout, /type enforcement/);
		} finally {
			rmSync(host.root, { recursive: true });
		}
	});
}

/** Uses a quarter of the memory that a worker may. */
const WORKER = `export const request = (_, response) => response.end(\`\${Buffer.alloc(2 ** 27, 1).length}\`);`;

function versionOf(folder: string): string {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/** A file where the host's user may read it. */
function copyOf(path: string, host: Host): string {
	const copy = join(host.root, 'records.log');
	cpSync(path, copy);
	return copy;
}

install('should say in one sentence that Node is too old', () => {
	const host = new Host('18', '10', 'user');
	try {
		installOn(host);
		const { version } = JSON.parse(
			host.run("node -p 'JSON.stringify({version: process.versions.node})'").stdout,
		);
		const programs = readdirSync(join(host.prefix, 'bin'));
		assert.ok(programs.length >= 11, programs.join());
		for (const name of programs) {
			const { status, stdout, stderr } = host.run(`${name} --help`);
			const program = name.replace(/-jit(?:less)?$/, '');
			const expected = `${program}: this is Node ${version}, and it needs 20.19 or later\n`;
			assert.is(stderr, jitlessWarning(name, '18') + expected);
			assert.equal([status, stdout], [1, '']);
		}
	} finally {
		rmSync(host.root, { recursive: true });
	}
});

const ofRelease = skipUnless(
	install,
	WHOLE ? undefined : 'a release takes minutes to build: npm run test:install',
);

ofRelease('should be what SHA256SUMS says', () => {
	const cwd = join(release, 'dist');
	const { status, stdout } = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
		cwd,
		encoding: 'utf8',
	});
	assert.is(status, 0, stdout);
	const summed = [...stdout.matchAll(/^(.*): OK$/gm)].map(([, name]) => name);
	assert.equal(
		summed,
		readdirSync(cwd)
			.filter((name) => name !== 'SHA256SUMS')
			.toSorted(),
	);
});

const FOREIGN = process.arch === 'arm64' ? 'x64' : 'arm64';
const QEMU = { arm64: 'qemu-aarch64', x64: 'qemu-x86_64' }[FOREIGN];

const emulated = skipUnless(
	install,
	!WHOLE
		? 'a release takes minutes to build: npm run test:install'
		: spawnSync(QEMU, ['--version']).error
			? `there is no ${QEMU} (Debian package qemu-user)`
			: undefined,
);

emulated(`should run on ${FOREIGN}`, async () => {
	const { sysroot } = await import('../pack/prebuild.mjs');
	const libraries = await sysroot(FOREIGN);
	const host = new Host('22', '11', isRoot ? 'root' : 'user');
	try {
		installOn(host);
		const under = [QEMU, '-L', libraries, nodeOf('22', FOREIGN)];
		const { stdout } = spawnSync(under[0] as string, [...under.slice(1), '-p', 'process.arch'], {
			encoding: 'utf8',
		});
		assert.is(stdout, `${FOREIGN}\n`);
		const place = `prebuilds/linux-${FOREIGN}/@peercon+native.glibc.node`;
		const native = join(host.packages, '@peercon/native');
		assert.ok(existsSync(join(native, place)));
		const script = `
			const { listenStream, createSocket, sys, is_selinux_enabled } = await import(${JSON.stringify(join(native, 'dist/index.js'))});
			const address = { family: 'abstract', abstract: 'peercon-install-${process.pid}' };
			const listener = listenStream({ protocol: 'unix-stream', address });
			const client = createSocket('unix-stream', 'unix');
			console.log(process.arch, is_selinux_enabled(), sys.connect(client, address), sys.accept(listener) > 0);`;
		const ran = spawnSync(
			under[0] as string,
			[...under.slice(1), '--input-type=module', '-e', script],
			{ encoding: 'utf8' },
		);
		assert.is(ran.stdout, `${FOREIGN} ${is_selinux_enabled()} true true\n`, ran.stderr);
		for (const name of ['echo-server', 'peercon']) {
			const bin = join(host.prefix, 'bin', name);
			const version = spawnSync(under[0] as string, [...under.slice(1), bin, '--version'], {
				encoding: 'utf8',
			});
			assert.is(version.stdout, `${versionOf(native)}\n`, version.stderr);
		}
	} finally {
		rmSync(host.root, { recursive: true });
	}
});

install.run();
