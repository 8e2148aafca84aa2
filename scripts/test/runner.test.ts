import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testFiles } from '../runner/files.ts';
import { judge } from '../runner/run-file.ts';
import { inFolder, ROOT, write } from './folder.ts';

const runner = suite('test.ts');

/** A test file that notes when it begins and when it ends. */
const noting = (name: string) => `
	import { appendFileSync } from 'node:fs';
	import { setTimeout } from 'node:timers/promises';
	import { test } from 'uvu';
	test('passes', async () => {
		appendFileSync('notes', 'begin ${name}\\n');
		await setTimeout(100);
		appendFileSync('notes', 'end ${name}\\n');
	});
	test.run();
`;

/** A checkout with one test file of a package, two of the lab, and a lab that only says it builds. */
function writeCheckout(folder: string, buildStatus: number) {
	cpSync(join(ROOT, 'scripts/test.ts'), join(folder, 'scripts/test.ts'));
	cpSync(join(ROOT, 'scripts/runner'), join(folder, 'scripts/runner'), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
	write(join(folder, 'package.json'), '{ "type": "module" }');
	write(join(folder, 'packages/one/test/package.test.ts'), noting('package'));
	write(join(folder, 'lab/test/first.test.ts'), noting('first'));
	write(join(folder, 'lab/test/second.test.ts'), noting('second'));
	write(
		join(folder, 'lab/bin/lab.js'),
		`import { appendFileSync } from 'node:fs';
		appendFileSync('notes', process.argv[2] + '\\n');
		process.exitCode = ${buildStatus};`,
	);
}

function runTests(folder: string, ...parts: string[]) {
	const args = ['--import', 'tsx', join(folder, 'scripts/test.ts'), ...parts];
	const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
	return {
		status,
		lines: stdout
			.trimEnd()
			.replaceAll(/ \(\d+ s\)$/gm, '')
			.split('\n'),
	};
}

runner(
	"should run the lab's files after the others, when their guest is built",
	inFolder((folder) => {
		writeCheckout(folder, 0);
		const { status, lines } = runTests(folder);
		assert.is(status, 0);
		assert.equal(lines.toSorted(), [
			'3 passed, 0 failed',
			'ok    lab/test/first.test.ts  1 passed',
			'ok    lab/test/second.test.ts  1 passed',
			'ok    packages/one/test/package.test.ts  1 passed',
		]);
		assert.is(lines.at(-1), '3 passed, 0 failed');
		const notes = readFileSync(join(folder, 'notes'), 'utf8').trimEnd().split('\n');
		assert.equal(notes.slice(0, 3).toSorted(), ['begin package', 'build', 'end package']);
		// These two at a time, in whatever order.
		assert.equal(notes.slice(3).toSorted(), [
			...['begin first', 'begin second', 'end first', 'end second'],
		]);
	}),
);

runner(
	"should run what is chosen for it once more, on Debian's own kernel",
	inFolder((folder) => {
		writeCheckout(folder, 0);
		write(
			join(folder, 'lab/test/second.test.ts'),
			`import { appendFileSync } from 'node:fs';
			import { test } from 'uvu';
			test('passes', () => appendFileSync('notes', process.env.PEERCON_LAB_KERNEL + '\\n'));
			test.run();`,
		);
		const { status, lines } = runTests(folder, 'lab/', '--debian', 'second');
		assert.is(status, 0);
		assert.ok(lines.includes("ok    lab/test/second.test.ts on Debian's own kernel  1 passed"));
		assert.is(lines.at(-1), '3 passed, 0 failed');
		const kernels = readFileSync(join(folder, 'notes'), 'utf8').match(/^(?:debian|undefined)$/gm);
		assert.equal(kernels?.toSorted(), ['debian', 'undefined']);
	}),
);

runner(
	"should report the lab's files as failed when the guest could not be built",
	inFolder((folder) => {
		writeCheckout(folder, 1);
		const { status, lines } = runTests(folder);
		assert.is(status, 1);
		for (const name of ['first', 'second']) {
			assert.ok(lines.includes(`FAIL  lab/test/${name}.test.ts  0 passed`));
			assert.ok(lines.includes(`lab/test/${name}.test.ts: the guest could not be built`));
		}
		assert.is(lines.at(-1), '1 passed, 2 failed');
	}),
);

runner(
	"should build no guest when none of the lab's files is chosen",
	inFolder((folder) => {
		writeCheckout(folder, 1);
		assert.equal(runTests(folder, 'packages/').lines.at(-1), '1 passed, 0 failed');
		assert.not.match(readFileSync(join(folder, 'notes'), 'utf8'), 'build');
	}),
);

runner(
	'should fail when no file is chosen',
	inFolder((folder) => {
		writeCheckout(folder, 0);
		assert.equal(runTests(folder, 'no such file'), { status: 1, lines: ['0 passed, 1 failed'] });
		assert.not.ok(existsSync(join(folder, 'notes')));
	}),
);

runner('should fail a file that ran no test', () => {
	assert.is(judge('a.test.ts', '', undefined).failed, 1);
	const skipped = '  Total:     0\n  Passed:    0\n  Skipped:   2\n';
	assert.is(judge('a.test.ts', skipped, undefined).failed, 0);
});

runner('should fail a file whose tests passed and whose end did not', () => {
	const { passed, failed, reason } = judge('a.test.ts', 'Total: 2\nPassed: 2\n', 'exit status 1');
	assert.equal({ passed, failed, reason }, { passed: 2, failed: 1, reason: 'exit status 1' });
});

runner('should find no file that waits between its suites: uvu forgets what failed before', () => {
	const files = testFiles([]);
	assert.ok(files.length > 200);
	for (const file of files) {
		const [, ...after] = readFileSync(join(ROOT, file), 'utf8').split(/^\w+\.run\(\);$/m);
		// At the top level: what is indented is a function's.
		assert.not.match(after.join(''), /^(?:(?:const|let) .*)?\bawait /m, file);
	}
});

runner.run();
