import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const LAB = join(import.meta.dirname, '../bin/lab.js');

/** Guests that are up here are not those of the person at this machine. */
const runtime = mkdtempSync(join(tmpdir(), 'peercon-lab-'));

interface Outcome {
	status: number | null;
	stdout: string;
	stderr: string;
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<Outcome> } {
	const child = spawn(process.execPath, [LAB, ...args], {
		env: { ...process.env, XDG_RUNTIME_DIR: runtime },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = { stdout: '', stderr: '' };
	for (const stream of ['stdout', 'stderr'] as const) {
		child[stream]?.on('data', (text) => {
			output[stream] += text;
		});
	}
	const ended = once(child, 'close').then(([status]) => ({ status, ...output }));
	return { child, ended };
}

const lab = (...args: string[]) => start(...args).ended;

/** The processes that have a word in their command line: see proc_pid_cmdline(5). */
function processesWith(word: string): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => commandLineOf(pid).includes(word))
		.map(Number);
}

function commandLineOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return ''; // it has ended meanwhile
	}
}

/** The QEMU that a process has started. */
function qemuOf(pid: number): number | undefined {
	return processesWith('qemu-system').find((each) => {
		const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/status`, 'utf8')) ?? [];
		return Number(parent) === pid;
	});
}

const cli = suite('lab');

cli.after(async () => {
	await lab('down');
	rmSync(runtime, { recursive: true });
});

cli(
	'should run a command in a guest of its own, with its status and both its outputs',
	async () => {
		const { status, stdout, stderr } = await lab('run', 'getenforce; echo no >&2; exit 7');
		assert.is(stdout, 'Enforcing\n');
		assert.match(stderr, /no guest is up: this one ends with the command .*\nno\n$/);
		assert.is(status, 7);
	},
);

cli('should give a program its arguments as they are', async () => {
	const { stdout } = await lab('run', '--', 'printf', '%s|', "it's", 'two words', '$HOME', '-Z');
	assert.is(stdout, "it's|two words|$HOME|-Z|");
});

cli('should run a command under another context', async () => {
	const context = 'unconfined_u:unconfined_r:unconfined_t:s0:c5,c7';
	assert.is((await lab('run', '--as', context, '--', 'id', '-Z')).stdout, `${context}\n`);
});

cli('should end its QEMU with itself, however that ends', async () => {
	const { child, ended } = start('run', 'echo here; sleep 1000');
	await once(child.stdout as NodeJS.ReadableStream, 'data');
	const qemu = qemuOf(child.pid as number);
	assert.ok(qemu);
	child.kill('SIGKILL');
	await ended;
	await eventually(() => !existsSync(`/proc/${qemu}`), 'QEMU has ended');
});

cli('should tell that the guest is lost, apart from a failed command', async () => {
	const { child, ended } = start('run', 'echo here; sleep 1000');
	await once(child.stdout as NodeJS.ReadableStream, 'data');
	process.kill(qemuOf(child.pid as number) as number, 'SIGKILL');
	const { status, stderr } = await ended;
	assert.is(status, 1);
	assert.match(stderr, 'lab: the guest is lost: QEMU was ended by SIGKILL');
});

cli('should keep one guest up for many commands, until it is taken down', async () => {
	assert.match((await lab('up')).stderr, 'the guest is up.');
	assert.match((await lab('up')).stderr, 'the guest is up already');
	await lab('run', 'touch /tmp/mark');
	const { status, stderr } = await lab('run', 'test -e /tmp/mark');
	assert.is(status, 0);
	assert.is(stderr, '');
});

cli('should give a console back in order after whoever had it was killed', async () => {
	const { child, ended } = start('run', 'echo here; stty echo; sleep 1000');
	await once(child.stdout as NodeJS.ReadableStream, 'data');
	child.kill('SIGKILL');
	await ended;
	// More than there are consoles, so that every one has its turn.
	for (let i = 0; i < 9; i++) assert.is((await lab('run', 'echo fine')).stdout, 'fine\n');
	// What ran there ends as soon as the keeper has lost its patience.
	while ((await lab('run', "pgrep -cf '[s]leep 1000'")).stdout !== '0\n');
});

cli('should show what was denied since the guest was saved', async () => {
	await lab('run', 'runcon -u system_u -r system_r -t kernel_t true');
	const denial = /^avc: denied \{ transition \} .*tcontext=\S+:kernel_t:\S+ tclass=process/m;
	// The kernel records it from a thread of its own, soon.
	while (!denial.test((await lab('denials')).stdout));
});

cli('should interrupt the command on Ctrl-C', async () => {
	// A loop of the shell's own: bash loses a SIGINT that meets it between fork(2) and exec.
	const { child, ended } = start('run', 'echo here; while :; do :; done');
	await once(child.stdout as NodeJS.ReadableStream, 'data');
	child.kill('SIGINT');
	assert.is((await ended).status, 130);
});

cli('should leave nothing behind when it is taken down', async () => {
	assert.match((await lab('down')).stderr, 'the guest is down');
	assert.match((await lab('down')).stderr, 'no guest with the default policy is up');
	assert.equal(readdirSync(runtime), []);
	assert.match(
		(await lab('denials')).stderr,
		"no guest is up, so there are no denials: 'npx lab up'",
	);
});

cli('should start anew where a guest that was up has been killed', async () => {
	await lab('up');
	const { pid } = JSON.parse(readFileSync(join(runtime, 'peercon-lab-default.json'), 'utf8'));
	const qemu = qemuOf(pid);
	process.kill(pid, 'SIGKILL');
	await eventually(() => !existsSync(`/proc/${qemu}`), 'QEMU has ended');
	assert.match((await lab('up')).stderr, 'the guest is up.');
	assert.is((await lab('down')).status, 0);
});

cli('should refuse what makes no sense', async () => {
	for (const [args, reason] of [
		[[], 'a command is missing'],
		[['bogus'], 'Unknown argument: bogus'],
		[['run'], 'what is to be run is missing'],
		[['up', '--policy', 'strict'], 'Invalid values:'],
		[['run', '--as'], 'Not enough arguments following: as'],
	] as const) {
		const { status, stderr } = await lab(...args);
		assert.is(status, 2, reason);
		assert.match(stderr, `lab: ${reason}`);
		assert.match(stderr, "Try 'lab --help'.");
	}
	assert.match((await lab('shell')).stderr, 'a shell needs a terminal');
});

cli.run();
