// What is told when what the lab keeps is damaged or has no place, and what a killed lab leaves.
import { spawnSync } from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { QEMU } from '../src/engines/qemu.ts';
import { noteFiles } from '../src/whole.ts';
import { descendantsOf, lives, ownCache, ownRuntime, startLab } from './command.ts';

ownRuntime();

const failures = suite('the lab');
const isRoot = process.getuid?.() === 0;
const asRoot = skipUnless(failures, isRoot ? undefined : 'only root can mount a file system');

let home: string;
const folder = () => join(home, 'peercon/lab');
const names = () => readdirSync(folder());
const runIn = (cache: string) =>
	startLab(['run', 'getenforce'], { env: { XDG_CACHE_HOME: cache } });

failures.before.each(() => {
	home = ownCache(() => true);
});
failures.after.each(() => rmSync(home, { recursive: true }));

/** Puts something else in the place of a file in every folder of a kind; the person's own file stays. */
function damage(kind: string, file: string, how: (path: string, size: number) => void): void {
	const folders = names().filter((name) => name.startsWith(`${kind}-`));
	assert.ok(folders.length > 0, kind);
	for (const name of folders) {
		rmSync(join(folder(), name, 'files.json'), { force: true });
		noteFiles(join(folder(), name));
		const path = join(folder(), name, file);
		const { size } = statSync(path);
		rmSync(path);
		how(path, size);
	}
}

/** Makes a file with nothing but zeroes. */
function zeroes(path: string, size: number): void {
	writeFileSync(path, '');
	truncateSync(path, size);
	utimesSync(path, 0, 0);
}

const STATES = {
	missing: ['is missing', () => {}],
	short: ['is damaged, with 1 bytes instead of \\d+', (path: string) => zeroes(path, 1)],
	changed: ['was written to after it was built', zeroes],
} as const;

// Each kind in one state, and one kind in each.
for (const [kind, file, which] of [
	['base', 'root.tar.zst', 'missing'],
	['base', 'root.tar.zst', 'short'],
	['base', 'root.tar.zst', 'changed'],
	['uml', 'linux', 'short'],
	['system', 'disk.raw', 'changed'],
	['policy-default', 'policy.tar', 'missing'],
	['ready-default', 'disk.raw', 'changed'],
] as const) {
	const [state, how] = STATES[which];
	failures(`should tell that ${kind}'s ${file} ${state}, and how to remove it`, async () => {
		damage(kind, file, how);
		const { status, stderr } = await runIn(home).ended;
		assert.is(status, 1);
		assert.match(
			stderr,
			new RegExp(`lab: \\S+/${kind}-\\w+/${file} ${state}: 'npx lab clean' removes what was built`),
		);
		assert.not.match(stderr, 'translates every instruction');
	});
}

for (const [what, options, message] of [
	['too small', 'size=50m', /lab: \S+ has 0\.\d GB free, and the lab needs 3\.0 GB there/],
	['read-only', 'ro', /lab: the lab keeps what it builds in \S+: EROFS: .*XDG_CACHE_HOME/],
] as const) {
	asRoot(`should tell at once that the cache's file system is ${what}`, async () => {
		const mounted = mkdtempSync(join(tmpdir(), 'peercon-lab-'));
		assert.is(spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mounted]).status, 0);
		try {
			const { status, stderr } = await runIn(mounted).ended;
			assert.is(status, 1);
			assert.match(stderr, message);
			assert.is(stderr.trimEnd().split('\n').at(-1)?.startsWith('lab: '), true);
		} finally {
			spawnSync('umount', [mounted]);
			rmSync(mounted, { recursive: true });
		}
	});
}

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
	// From the first moments to a guest that runs: in a start, and in a build before it.
	for (const [from, isWanted] of [
		['a start', () => true],
		['a build', (name: string) => !name.startsWith('ready-')],
	] as const) {
		failures(`should leave nothing when ${signal} ends it at any step of ${from}`, async () => {
			for (const name of names().filter((each) => !isWanted(each)))
				rmSync(join(folder(), name), { recursive: true });
			for (const milliseconds of [300, 700, 1300, 2500]) {
				const { child, pid, ended } = runIn(home);
				await Promise.race([ended, sleep(milliseconds)]);
				const processes = descendantsOf(pid);
				child.kill(signal);
				await ended;
				await eventually(() => !processes.some(lives), `${processes} have ended`);
			}
			const { status, stdout } = await runIn(home).ended;
			assert.is(status, 0);
			assert.is(stdout.toString(), 'Enforcing\n');
			assert.equal(
				names().filter((name) => /^(unfinished|guest)-/.test(name)),
				[],
			);
		});
	}
}

failures('should boot once more when a kernel that QEMU translates has died', async () => {
	for (const ready of names().filter((name) => name.startsWith('ready-default-')))
		for (const state of readdirSync(join(folder(), ready)).filter((name) => /^state-/.test(name)))
			rmSync(join(folder(), ready, state), { recursive: true });
	const programs = join(home, 'programs');
	mkdirSync(programs);
	// It ends as QEMU does after a panic: once.
	const dies = '[ "$1" = --version ] || ! mkdir "$0.has-died" 2> /dev/null || exit 0';
	writeFileSync(
		join(programs, QEMU),
		`#!/bin/sh\n${dies}\nPATH=${process.env.PATH} exec ${QEMU} "$@"\n`,
		{
			mode: 0o755,
		},
	);
	const env = { XDG_CACHE_HOME: home, PATH: `${programs}:${process.env.PATH}` };
	const { status, stdout, stderr } = await startLab(['run', '--engine', 'tcg', 'getenforce'], {
		env,
	}).ended;
	assert.is(status, 0, stderr);
	assert.is(stdout.toString(), 'Enforcing\n');
	assert.ok(readdirSync(programs).includes(`${QEMU}.has-died`));
});

failures('should not take the folder of a guest that starts for debris', async () => {
	mkdirSync(join(folder(), 'guest-debris'));
	const outcomes = await Promise.all(Array.from({ length: 5 }, () => runIn(home).ended));
	for (const { stdout } of outcomes) assert.is(stdout.toString(), 'Enforcing\n');
	assert.not.ok(names().includes('guest-debris'));
});

failures.run();
