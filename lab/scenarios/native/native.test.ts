import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import * as assert from 'uvu/assert';
import { host } from '../../src/host.ts';
import { ROOT } from '../../src/paths.ts';
import { padPayload } from '../../src/payload.ts';
import { scenario } from '../../src/scenario.ts';

// The tests of @peercon/native, on the package that is installed in the guest. On a host without
// SELinux most of what these files test is skipped; here it runs.

/**
 * The files with tests that need SELinux, or SCTP, or behave otherwise there. threads.test.ts is not
 * among them: to start Node forty times takes minutes on an emulated processor, and what it tests has
 * little to do with SELinux.
 */
const FILES = ['datagram', 'decision', 'file', 'labeled', 'peer', 'state', 'stream'];

/** Where a test finds its package as it does in the checkout, at ../dist/index.js. */
const IN_GUEST = '/usr/local/lib/node_modules/@peercon/native/test/all.test.mjs';

const folder = mkdtempSync(join(tmpdir(), 'peercon-native-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** Bundles the tests with uvu into one file, so that the guest starts Node once. */
async function bundle(outfile: string): Promise<void> {
	await build({
		stdin: {
			contents: FILES.map((name) => `import './${name}.test.ts';`).join('\n'),
			resolveDir: join(ROOT, 'packages/native/test'),
		},
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		plugins: [
			{
				name: 'the installed package',
				setup({ onResolve }) {
					onResolve({ filter: /^\.\.\/lib\/index\.ts$/ }, () => ({
						path: '../dist/index.js',
						external: true,
					}));
				},
			},
		],
	});
}

/** Makes the archive that brings the tests into the guest. */
async function payload(): Promise<string> {
	const tree = join(folder, 'tree');
	mkdirSync(join(tree, dirname(IN_GUEST)), { recursive: true });
	await bundle(join(tree, IN_GUEST));
	const archive = join(folder, 'payload');
	await host(['tar', '-C', tree, '-cf', archive, `.${IN_GUEST}`]);
	padPayload(archive);
	return archive;
}

const test = scenario('native', { payload: await payload() });

test('should pass its own tests on SELinux', async (guest) => {
	await guest.must('sh /usr/lib/peercon/payload | tar -C / -xf -');
	const { status, output } = await guest.run(`node ${IN_GUEST}`);
	assert.is(status, 0, 'all of them pass; above is what they print');
	assert.not.match(output, 'SELinux is disabled on this host');
});

test.run();
