import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closeOnExec, getrlimit, setrlimit } from '../lib/index.ts';
import { withSanitizer } from './support.ts';

/** The command that runs code, which has the functions. */
function node(code: string): [string, ...string[]] {
	const native = join(import.meta.dirname, '../dist/index.js');
	const script = `import { closeOnExec, getrlimit, setrlimit } from '${native}'; ${code}`;
	return [process.execPath, '--input-type=module', '-e', script];
}

/** Runs code in a process of its own, whose limits may be lowered; gives what it prints. */
function inProcess(code: string): string {
	const [command, ...args] = node(code);
	const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
	return stdout + stderr;
}

const limits = suite('limits');

limits('should set a limit that holds, for good', () => {
	const output = inProcess(`
		import { openSync } from 'node:fs';
		setrlimit('nofile', 40);
		console.log(getrlimit('nofile').join());
		const codeOf = (act) => { try { act(); } catch ({ code, syscall }) { return code + ' ' + syscall; } };
		console.log(codeOf(() => { for (;;) openSync('/dev/null'); }));
		if (process.getuid() !== 0) console.log(codeOf(() => setrlimit('nofile', 41)));`);
	const expected = [
		'40,40',
		'EMFILE open',
		...(process.getuid?.() === 0 ? [] : ['EPERM setrlimit']),
	];
	assert.is(output, `${expected.join('\n')}\n`);
});

skipUnless(limits, withSanitizer)('should limit memory where it is asked for', () => {
	const output = inProcess(`
		setrlimit('data', 200 * 2 ** 20);
		try { Buffer.alloc(300 * 2 ** 20); console.log('there'); } catch ({ message }) { console.log(message); }`);
	assert.is(output, 'Array buffer allocation failed\n');
});

limits('should have Infinity for none', () => {
	// A soft limit of none can always be set below a hard one of none.
	const output = spawnSync(
		'bash',
		[
			'-c',
			'ulimit -d unlimited; ulimit -c 0; exec "$@"',
			'bash',
			...node("console.log(getrlimit('data')[0], getrlimit('core').join())"),
		],
		{ encoding: 'utf8' },
	).stdout;
	assert.is(output, 'Infinity 0,0\n');
});

limits('should refuse what is no resource and no limit', () => {
	assert.throws(() => getrlimit('as' as 'data'), /"resource" argument must be 'core', 'data'/);
	for (const limit of [-1, 0.5, Number.NaN, 2 ** 60, '1' as unknown as number]) {
		assert.throws(() => setrlimit('core', limit), /"limit" argument must be a whole number/);
	}
	assert.throws(() => closeOnExec(-1), /^EINVAL: .*close_range from -1$/);
});

limits('should leave a child no descriptor but its own, also above a gap', async () => {
	const outer = `exec 3</dev/null 40</dev/null; exec "$@"`;
	const code = `import { spawnSync } from 'node:child_process';
		for (const act of [() => {}, () => closeOnExec(3)]) {
			act();
			console.log(spawnSync('ls', ['/proc/self/fd'], { encoding: 'utf8' }).stdout.trim().split('\\n').join());
		}`;
	const child = spawn('bash', ['-c', outer, 'bash', ...node(code)]);
	const [before, after] = (await text(child.stdout)).trim().split('\n');
	assert.match(before ?? '', /\b40\b/);
	assert.is(after, '0,1,2,3', 'three, and the folder itself');
});

limits('should pass what spawn is told to pass', async () => {
	const fd = openSync('/dev/null', 'r');
	closeOnExec(3);
	const child = spawn('ls', ['/proc/self/fd'], { stdio: ['ignore', 'pipe', 'inherit', fd] });
	assert.is(await text(child.stdout as NonNullable<typeof child.stdout>), '0\n1\n2\n3\n4\n');
	closeSync(fd);
});

limits.run();
