// Every option of every program, as yargs lists them in --help, with what nobody means: each mistake is
// told in one line that names it, with status 2, and no value is taken for another one silently.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../runner/files.ts';

/** A limit for what hangs; nothing depends on how long anything takes. */
const HANG_SECONDS = 60;

interface Program {
	name: string;
	bin: string;
	/** A command line without a mistake: it fails with status 1, since there is nothing of that name. */
	args: string[];
}

const PROGRAMS: Program[] = [
	{
		name: 'channel-client',
		bin: 'packages/channels/bin/channel-client.js',
		args: ['unix-stream', '/no/such/socket'],
	},
	{
		name: 'channel-server',
		bin: 'packages/channels/bin/channel-server.js',
		args: ['unix-stream', '/no/such/socket'],
	},
	{
		name: 'echo-client',
		bin: 'packages/echo-client/bin/echo-client.js',
		args: ['/no/such/socket'],
	},
	{
		name: 'echo-server',
		bin: 'packages/echo-server/bin/echo-server.js',
		args: ['/no/such/socket'],
	},
	{
		name: 'getpeercon-server',
		bin: 'packages/getpeercon-server/bin/getpeercon-server.js',
		args: ['/no/such/socket'],
	},
	{
		name: 'mls-server',
		bin: 'packages/mls-server/bin/mls-server.js',
		args: ['--allow-no-selinux', '0', '--', '/no/such/module'],
	},
	{ name: 'peercon', bin: 'packages/explain/bin/peercon.js', args: ['explain', '/no/such/log'] },
];

interface Outcome {
	status: number | null;
	stdout: string;
	stderr: string;
}

/** Runs a program by sh(1), which is given a script that ends with `exec "$@"`. */
async function run(script: string, bin: string, args: string[]): Promise<Outcome> {
	const child = spawn('sh', ['-c', script, 'sh', process.execPath, join(ROOT, bin), ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout: HANG_SECONDS * 1000,
	});
	const output = { stdout: '', stderr: '' };
	for (const stream of ['stdout', 'stderr'] as const) {
		child[stream].setEncoding('utf8').on('data', (text: string) => {
			output[stream] += text;
		});
	}
	const [status] = await once(child, 'close');
	return { status, ...output };
}

const EXEC = 'exec "$@"';

/** Does something with each, as many at a time as there are processors. */
async function forEach<T>(items: T[], act: (item: T) => Promise<void>): Promise<void> {
	const waiting = [...items];
	const workers = Array.from({ length: availableParallelism() }, async () => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
	});
	await Promise.all(workers);
}

interface Option {
	name: string;
	alias: string | undefined;
	type: 'boolean' | 'string' | 'number';
}

/** What yargs knows of the options, as it lists them. */
async function optionsOf({ bin }: Program): Promise<Option[]> {
	const { stdout } = await run(EXEC, bin, ['--help']);
	const found = stdout.matchAll(/^ +(?:-(\w), )?--([\w-]+) .*?\[(boolean|string|number)\]/gms);
	return Array.from(found, ([, alias, name = '', type]) => {
		return { name, alias, type: type as Option['type'] };
	});
}

const ENORMOUS = 'a'.repeat(100_000);

/** Words with a mistake, and what must be said of it. */
type Mistake = [words: string[], said: RegExp];

/**
 * What each option is given. What yargs would misread, in every form, is a table of its own, in
 * packages/endpoint/test/misread.test.ts: it takes no process for each.
 */
function mistakesOf({ name, alias, type }: Option): Mistake[] {
	const flag = `--${name}`;
	const dotted: Mistake = [[`${flag}.x=1`], /(unknown option|Unknown argument:) (--)?[\w-]+\.x/];
	if (type === 'boolean') return [[[`${flag}=yes`], new RegExp(`${flag} takes no value`)], dotted];
	const again = alias === undefined ? flag : `-${alias}`;
	const twice: Mistake = [
		[flag, '1', again, '1'],
		new RegExp(`(${flag}|${again}) may be given only once`),
	];
	if (type === 'string') return [twice, dotted, [[`${flag}=`], new RegExp(`${flag} is empty`)]];
	const told = new RegExp(`${flag} takes a (whole )?number`);
	return [twice, dotted, [[`${flag}=0`], told], [[`${flag}=1e999`], told]];
}

function noTrace({ stderr }: Outcome, what: string): void {
	assert.not.match(stderr, /\n {4}at |node:internal|file:\/\//, what);
}

const mistakes = suite('mistakes with options');

for (const program of PROGRAMS) {
	mistakes(`should be told by ${program.name}, each with status 2`, async () => {
		const options = await optionsOf(program);
		assert.ok(options.length >= 5, 'the help lists options');
		await forEach(options.flatMap(mistakesOf), async ([words, said]) => {
			const outcome = await run(EXEC, program.bin, [...words, ...program.args]);
			const what = words.join(' ').slice(0, 80);
			noTrace(outcome, what);
			assert.match(outcome.stderr, said, what);
			assert.match(outcome.stderr, `Try '${program.name} --help'.\n`, what);
			assert.equal([outcome.status, outcome.stdout], [2, ''], what);
		});
	});

	mistakes(`should not be seen by ${program.name} where there are none`, async () => {
		const outcome = await run(EXEC, program.bin, program.args);
		noTrace(outcome, program.name);
		assert.is(outcome.status, 1);
	});
}

mistakes.run();

const enormous = suite('enormous values');

for (const program of PROGRAMS) {
	enormous(`should be refused by ${program.name}, without a trace of its insides`, async () => {
		const texts = (await optionsOf(program)).filter(({ type }) => type === 'string');
		const lines = texts.map(({ name }) => [`--${name}=${ENORMOUS}`, ...program.args]);
		await forEach([...lines, [ENORMOUS], [`./${ENORMOUS}`]], async (args) => {
			const outcome = await run(EXEC, program.bin, args);
			noTrace(outcome, args.join(' ').slice(0, 80));
			assert.ok(outcome.status === 1 || outcome.status === 2, `status ${outcome.status}`);
			assert.match(outcome.stderr, new RegExp(`^${program.name}: |\\n${program.name}: `));
		});
	});
}

enormous('should be refused by echo-client before it needs memory for them', async () => {
	const outcome = await run(EXEC, 'packages/echo-client/bin/echo-client.js', [
		'--size=1e12',
		'/no/x',
	]);
	assert.match(outcome.stderr, '--size takes a whole number, 1 to 1073741824\n');
	assert.is(outcome.status, 2);
});

enormous.run();

const surroundings = suite('surroundings');

for (const { name, bin, args } of PROGRAMS) {
	surroundings(
		`should not make ${name} take bytes that are not UTF-8 for another name`,
		async () => {
			const script = 'exec "$@" "$(printf "/tmp/\\377")"';
			const outcome = await run(script, bin, args.slice(0, -1));
			assert.match(outcome.stderr, `${name}: '/tmp/\ufffd' is not UTF-8`);
			assert.is(outcome.status, 2);
		},
	);

	surroundings(`should not make ${name} show its insides where the folder is gone`, async () => {
		const folder = mkdtempSync(join(tmpdir(), 'peercon-gone-'));
		const gone = `cd '${folder}' && rmdir '${folder}' && ${EXEC}`;
		const outcome = await run(gone, bin, args);
		rmSync(folder, { recursive: true, force: true });
		noTrace(outcome, name);
		assert.is(outcome.status, 1);
		assert.match(outcome.stderr, '/no/such/');
	});
}

surroundings('should make mls-server say that a relative module needs a folder', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-gone-'));
	const gone = `cd '${folder}' && rmdir '${folder}' && ${EXEC}`;
	const args = ['--allow-no-selinux', '0', '--', './app.mjs'];
	const outcome = await run(gone, 'packages/mls-server/bin/mls-server.js', args);
	noTrace(outcome, './app.mjs');
	assert.is(outcome.status, 1);
	assert.match(outcome.stderr, 'The working directory has been removed');
});

surroundings.run();

const lab = suite('lab, without a guest');

/** No guest is up here, so that nothing of the person at this machine is asked. */
const runtime = mkdtempSync(join(tmpdir(), 'peercon-lab-'));

lab.after(() => rmSync(runtime, { recursive: true }));

lab('should tell mistakes with status 2', async () => {
	const script = `XDG_RUNTIME_DIR='${runtime}' ${EXEC}`;
	const lines: [args: string[], said: RegExp][] = [
		[['denials', '--policy=strict'], /Invalid values:/],
		[['denials', '--policy='], /Invalid values:/],
		[['denials', '--policy', 'true'], /Invalid values:/],
		[['denials', '--policy.x=1'], /Invalid values:|Unknown argument/],
		[['down', `--policy=${ENORMOUS}`], /Invalid values:/],
		[['down', 'true'], /Unknown argument/],
		[['run', '--as'], /Not enough arguments following: as/],
		[['run', '--as='], /missing|empty/],
		[['up', '--hosts'], /Not enough arguments following: hosts/],
		[['up', '--hosts='], /--hosts is empty/],
		[['up', '--hosts=a,b', '--hosts=a,c'], /--hosts may be given only once/],
		[['up', '--hosts=client'], /2 to 8 can be up, not 1/],
		[['up', '--hosts=client,client'], /--hosts names client twice/],
		[['up', `--hosts=${ENORMOUS}`], /2 to 8 can be up, not 1/],
		[['up', '--hosts=a,b', '--engine=tcg'], /hosts need the engine uml/],
		[['denials', '--host=a', '--policy=mls'], /mutually exclusive/],
		[['down', '--host.x=1'], /--host\.\* is an unknown option/],
		[['run', '--as.x=1', 'true'], /--as\.\* is an unknown option/],
		[[ENORMOUS], /Unknown argument/],
	];
	await forEach(lines, async ([args, said]) => {
		const outcome = await run(script, 'lab/bin/lab.js', args);
		const what = args.join(' ').slice(0, 80);
		noTrace(outcome, what);
		assert.match(outcome.stderr, said, what);
		assert.is(outcome.status, 2, what);
	});
});

lab.run();
