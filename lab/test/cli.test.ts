import { readdirSync, rmSync } from 'node:fs';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findKeeper } from '../src/keeper.ts';
import { descendantsOf, lab, lives, ownRuntime, startLab } from './command.ts';

const runtime = ownRuntime();

/** The process that runs a lab's guest, QEMU or a kernel. */
function engineOf(pid: number): number {
	const [engine] = descendantsOf(pid);
	assert.ok(engine, 'a guest runs');
	return engine as number;
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

cli('should end its guest with itself, however that ends', async () => {
	const { child, pid, speaks, ended } = startLab(['run', 'echo here; sleep 1000']);
	await speaks();
	const processes = descendantsOf(pid);
	assert.ok(processes.length > 0);
	child.kill('SIGKILL');
	await ended;
	await eventually(() => !processes.some(lives), 'all that it started has ended');
});

cli('should tell that the guest is lost, apart from a failed command', async () => {
	const { pid, speaks, ended } = startLab(['run', 'echo here; sleep 1000']);
	await speaks();
	process.kill(engineOf(pid), 'SIGKILL');
	const { status, stderr } = await ended;
	assert.is(status, 1);
	assert.match(stderr, /^lab: the guest is lost: .* was ended by SIGKILL$/m);
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
	const { child, speaks, ended } = startLab(['run', 'echo here; stty echo; sleep 1000']);
	await speaks();
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
	const { child, speaks, ended } = startLab(['run', 'echo here; while :; do :; done']);
	await speaks();
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
	const { pid = 0 } = (await findKeeper('default')) ?? {};
	const engine = engineOf(pid);
	process.kill(pid, 'SIGKILL');
	await eventually(() => !lives(engine), 'the guest has ended');
	assert.match((await lab('up')).stderr, 'the guest is up.');
	assert.is((await lab('down')).status, 0);
});

cli('should name every command and every engine in its help', async () => {
	const { status, stdout } = await lab('--help');
	assert.is(status, 0);
	for (const command of ['up', 'run', 'shell', 'denials', 'down', 'build', 'clean', 'doctor']) {
		assert.match(stdout, new RegExp(`^  lab ${command} `, 'm'));
	}
	assert.match(stdout, /--engine .*\[choices: "uml", "kvm", "tcg"\]/s);
});

cli('should refuse an engine that there is none of', async () => {
	const { status, stderr } = await startLab(['run', 'true'], {
		env: { PEERCON_LAB_ENGINE: 'xen' },
	}).ended;
	assert.is(status, 1);
	assert.match(stderr, "lab: PEERCON_LAB_ENGINE is 'xen', and the engines are uml, kvm, tcg\n");
});

cli('should refuse what makes no sense', async () => {
	for (const [args, reason] of [
		[[], 'a command is missing'],
		[['bogus'], 'Unknown argument: bogus'],
		[['run'], 'what is to be run is missing'],
		[['up', '--policy', 'strict'], 'Invalid values:'],
		[['run', '--engine', 'xen', 'true'], 'Invalid values:\n  Argument: engine, Given: "xen"'],
		[['run', '--as'], 'Not enough arguments following: as'],
		[['up', '--policy'], 'Not enough arguments following: policy'],
		[['up', '--policy=mls', '--policy=mls'], '--policy may be given only once'],
		[['run', '--engine=uml', '--engine=tcg', 'x'], '--engine may be given only once'],
	] as const) {
		const { status, stderr } = await lab(...args);
		assert.is(status, 2, reason);
		assert.match(stderr, `lab: ${reason}`);
		assert.match(stderr, "Try 'lab --help'.");
	}
	assert.match((await lab('shell')).stderr, 'a shell needs a terminal');
});

cli.run();
