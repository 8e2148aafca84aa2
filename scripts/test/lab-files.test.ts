// What is to be read in the lab is complete: each folder of scenarios says what is in it, and its programs
// are files that other programs have checked.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../runner/files.ts';

const SCENARIOS = join(ROOT, 'lab/scenarios');
const SUBJECTS = readdirSync(SCENARIOS, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);

/** Where the links of a README lead to, relative to it. */
function linksOf(folder: string): string[] {
	const text = readFileSync(join(folder, 'README.md'), 'utf8');
	return Array.from(text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g), ([, to = '']) => to).filter(
		(to) => !/^https?:/.test(to),
	);
}

const readmes = suite("the scenarios' READMEs");

readmes('should be in one for all of them', () => {
	assert.equal(
		linksOf(SCENARIOS)
			.filter((to) => !to.startsWith('..'))
			.toSorted(),
		SUBJECTS.toSorted(),
	);
});

for (const subject of SUBJECTS) {
	const folder = join(SCENARIOS, subject);

	readmes(`should name each file of ${subject}, and none that is not there`, () => {
		const links = linksOf(folder);
		const files = readdirSync(folder).filter((name) => name !== 'README.md');
		assert.equal(
			files.filter((name) => !links.includes(name)),
			[],
		);
		assert.equal(
			links.filter((to) => !existsSync(join(folder, to))),
			[],
		);
	});

	if (!readdirSync(folder).some((name) => name.endsWith('.test.ts'))) continue;

	readmes(`should have the page, the questions and the command of ${subject}`, () => {
		const text = readFileSync(join(folder, 'README.md'), 'utf8');
		assert.ok(linksOf(folder).some((to) => to.startsWith('../../../')));
		assert.match(text, `\`npm test -- lab/scenarios/${subject}\``);
		for (const name of readdirSync(folder).filter((each) => each.endsWith('.test.ts'))) {
			const line = text.split('\n').find((each) => each.startsWith(`- [${name}](${name}): `));
			assert.match(line ?? name, /\?/, `${name} answers a question`);
		}
	});
}

readmes.run();

/** The checkout's files in some folders. */
function filesIn(...folders: string[]): string[] {
	const listed = ['ls-files', '-co', '--exclude-standard', '-z', '--', ...folders];
	const names = spawnSync('git', listed, { cwd: ROOT, encoding: 'utf8' }).stdout.split('\0');
	return names.filter((name) => name !== '' && existsSync(join(ROOT, name)));
}

/** All programs for a shell: those with its name in their first line, and those with the ending. */
const SHELL = filesIn('lab', 'bench').filter(
	(name) => name.endsWith('.sh') || /^#!\/bin\/(?:ba)?sh/.test(startOf(name)),
);

const PYTHON = filesIn('lab').filter((name) => name.endsWith('.py'));

function startOf(name: string): string {
	return readFileSync(join(ROOT, name), 'latin1').slice(0, 20);
}

/** Checks that a program of this host's has nothing to say of files. */
function expectSilent(program: string, args: string[], files: string[]): void {
	assert.ok(files.length > 3);
	const { status, stdout, stderr } = spawnSync(program, [...args, ...files], {
		cwd: ROOT,
		encoding: 'utf8',
	});
	assert.is(`${stdout}${stderr}`, '');
	assert.is(status, 0);
}

/** Why a program's check cannot be made here. */
function lacking(program: string): string | undefined {
	const { error } = spawnSync(program, ['--version']);
	return error ? `${program} is not installed here` : undefined;
}

const programs = suite("the guest's programs");

programs('should be for any POSIX shell, or for bash, and say so', () => {
	for (const name of SHELL) assert.match(startOf(name), /^#!\/bin\/(?:ba)?sh\n# /, name);
	for (const name of SHELL) expectSilentShell(name);
});

/** Debian's sh is dash, which knows nothing of bash's. */
function expectSilentShell(name: string): void {
	const shell = startOf(name).startsWith('#!/bin/bash') ? 'bash' : 'sh';
	const { status, stderr } = spawnSync(shell, ['-n', name], { cwd: ROOT, encoding: 'utf8' });
	assert.equal({ status, stderr }, { status: 0, stderr: '' }, name);
}

skipUnless(programs, lacking('shellcheck'))('should be fine with shellcheck', () => {
	// It does not have the files that are in the guest.
	expectSilent('shellcheck', ['--exclude=SC1091'], SHELL);
});

programs('should be Python that compiles without a warning', () => {
	const parse =
		'import ast, pathlib, sys; [ast.parse(pathlib.Path(p).read_bytes()) for p in sys.argv[1:]]';
	expectSilent('python3', ['-W', 'error', '-c', parse], PYTHON);
});

skipUnless(programs, lacking('pyflakes3'))('should be fine with pyflakes3', () => {
	expectSilent('pyflakes3', [], PYTHON);
});

skipUnless(programs, lacking('black'))('should be formatted by black', () => {
	expectSilent('black', ['--quiet', '--check'], PYTHON);
});

/** What would make of a string a program that nothing checks: a heredoc, or a shell's and Python's -c. */
const PROGRAM_IN_STRING = /<< ?'?(EOF|END|end)\b|\['sh', '-e?c'|python3 -c /;

programs('should be files, not strings', () => {
	const sources = filesIn('lab/src', 'lab/scenarios', 'bench').filter((name) =>
		name.endsWith('.ts'),
	);
	assert.ok(sources.length > 80);
	for (const name of sources) {
		assert.not.match(readFileSync(join(ROOT, name), 'utf8'), PROGRAM_IN_STRING, name);
	}
});

programs.run();

const entry = suite('@peercon/lab');

entry('should be how others come by what is in lab/src', () => {
	const others = filesIn('bench', 'scripts', 'fuzz', 'packages').filter((name) =>
		/\.m?[jt]s$/.test(name),
	);
	assert.ok(others.length > 100);
	for (const name of others) {
		const imports = readFileSync(join(ROOT, name), 'utf8').matchAll(
			/(?:from|import\() ?'(\.[^']+)'/g,
		);
		for (const [, to = ''] of imports) {
			assert.not.match(join(dirname(name), to), /^lab\//, name);
		}
	}
});

entry.run();
