// The manual pages, the completions and the READMEs' tables are made of the tables that the programs read
// their command lines by. `npm run docs` writes them.

import { spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { madeFiles } from '../manual/made.ts';
import { type Documented, namesOf, PROGRAMS } from '../manual/programs.ts';
import { ROOT } from '../runner/files.ts';

const MADE = madeFiles();

function lacks(command: string, debianPackage = command): string | undefined {
	const { error } = spawnSync(command, ['--version']);
	return error ? `there is no ${command} (Debian package ${debianPackage})` : undefined;
}

const made = suite('what is made of the programs');

for (const [path, text] of MADE) {
	const name = relative(ROOT, path);
	made(`should be up to date: ${name}`, () => {
		if (process.env.PEERCON_REFRESH_DOCS) {
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, text);
		}
		const found = existsSync(path) ? readFileSync(path, 'utf8') : '';
		assert.is(found, text, `${name} is stale: 'npm run docs' makes it anew`);
	});
}

made('should be there for every command of every package, and no other', () => {
	for (const folder of new Set(PROGRAMS.map((program) => program.folder))) {
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		const programs = PROGRAMS.filter((program) => program.folder === folder);
		const names = programs.flatMap(({ table }) => namesOf(table));
		assert.equal(Object.keys(manifest.bin).toSorted(), names.toSorted());
		const pages = programs.flatMap(({ table }) =>
			namesOf(table).map((name) => `man/${name}.${table.section}`),
		);
		assert.equal(manifest.man.toSorted(), pages.toSorted());
		assert.equal(
			readdirSync(join(folder, 'man'))
				.map((file) => `man/${file}`)
				.toSorted(),
			pages.toSorted(),
		);
		for (const part of ['man', 'completions']) assert.ok(manifest.files.includes(part), part);
	}
});

made.run();

/** The options that a program lists in its help, as `-p, --port`. */
function helpedOptions({ folder, table }: Documented): string[] {
	const bin = join(folder, 'bin', `${table.name}.js`);
	const { stdout } = spawnSync(process.execPath, [bin, '--help'], { encoding: 'utf8' });
	const found = stdout.matchAll(/^ +(?:(-\w), )?(--[\w-]+) /gm);
	return Array.from(found, ([, short, long]) => (short ? `${short}, ${long}` : `${long}`));
}

const pages = suite('manual pages');

const formats = { mandoc: ['-Tascii'], groff: ['-mdoc', '-Tascii', '-P-cbou', '-ww'] };

for (const [formatter, args] of Object.entries(formats)) {
	const formatted = skipUnless(pages, lacks(formatter));
	for (const program of PROGRAMS) {
		const { folder, table } = program;
		const page = join(folder, 'man', `${table.name}.${table.section}`);
		formatted(
			`should have the options of --help, as ${formatter} shows them: ${table.name}`,
			() => {
				const { stdout, stderr } = spawnSync(formatter, [...args, page], { encoding: 'utf8' });
				assert.is(stderr, '');
				// mandoc's bold is a letter, a backspace and the letter again.
				const text = stdout.replace(/.[\b]/g, '');
				assert.match(text, new RegExp(`^NAME\n +${table.name}`, 'm'));
				const [, described = ''] =
					/The options are as follows:\n([\s\S]*?)\n[A-Z]/.exec(text) ?? [];
				const shown = described.matchAll(/^ {5}((?:-\w(?: \S+)?, )?--[\w-]+)/gm);
				const options = Array.from(shown, ([, words = '']) => words.replace(/(-\w) \S+,/, '$1,'));
				assert.equal(options, helpedOptions(program));
				for (const title of ['SYNOPSIS', 'ENVIRONMENT', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO']) {
					assert.match(text, new RegExp(`^${title}$`, 'm'));
				}
			},
		);
	}
}

const linted = skipUnless(pages, lacks('mandoc'));
linted('should have nothing that mandoc warns of', () => {
	const files = [...MADE.keys()].filter((path) => /\/man\//.test(path));
	const { stdout } = spawnSync('mandoc', ['-Tlint', '-Wstyle', ...files], { encoding: 'utf8' });
	// Which other pages there are differs from host to host.
	assert.is(stdout.replace(/^.*: referenced manual not found: .*\n/gm, ''), '');
});

pages.run();

const completions = suite('completions');

interface Typed {
	program: string;
	/** What has been typed behind its name; the last one is completed. */
	words: string[];
	expected: string[];
}

const TYPED: Typed[] = [
	{ program: 'echo-client', words: ['--s'], expected: ['--sctp', '--size'] },
	{ program: 'echo-client', words: ['--port', '--s'], expected: [] },
	{ program: 'echo-client', words: ['-p', '7', '--s'], expected: ['--sctp', '--size'] },
	{ program: 'echo-client', words: ['--port', '=', '7', '--s'], expected: ['--sctp', '--size'] },
	{ program: 'echo-server-jitless', words: ['--max'], expected: ['--max-connections'] },
	{ program: 'getpeercon-server', words: ['--log', 'a f'], expected: ['a file'] },
	{ program: 'getpeercon-server', words: ['--log', '=', 'a f'], expected: ['a file'] },
	{ program: 'getpeercon-server', words: ['--log', '='], expected: ['a file'] },
	{ program: 'getpeercon-server', words: ['a'], expected: ['a file'] },
	{ program: 'mls-server', words: ['5080', '--', 'a'], expected: ['a file'] },
	{ program: 'mls-server', words: ['a'], expected: [] },
	{ program: 'peercon', words: ['d'], expected: ['doctor'] },
	{ program: 'peercon', words: ['--json', ''], expected: ['explain', 'doctor'] },
	{ program: 'peercon', words: ['explain', 'a'], expected: ['a file'] },
	{ program: 'channel-server', words: ['unix-s'], expected: ['unix-stream', 'unix-seqpacket'] },
];

/** What is offered; reads nothing of whoever runs the test. */
const BASH = `
set -u
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; } # it works in a completion alone
entry=$(complete -p "$1")
[[ $entry =~ -F\\ ([a-z_]+) ]]
"\${BASH_REMATCH[1]}" "$1"
(( \${#COMPREPLY[@]} == 0 )) || printf '%s\\n' "\${COMPREPLY[@]}"`;

let folder = '';
completions.before(() => {
	folder = mkdtempSync(join(tmpdir(), 'peercon-completions-'));
	writeFileSync(join(folder, 'a file'), '');
});
completions.after(() => rmSync(folder, { recursive: true }));

/** The file with a shell's completions of a program. */
function completionFile(shell: string, name: string): string {
	const found = [...MADE.keys()].find(
		(path) =>
			path.includes(`/completions/${shell}/`) &&
			basename(path).replace(/^_|\.fish$/g, '') === name.replace(/-jit(less)?$/, ''),
	);
	assert.ok(found, `${name} for ${shell}`);
	return found;
}

const bash = skipUnless(completions, lacks('bash'));
for (const { program, words, expected } of TYPED) {
	bash(`should offer what fits, in bash: ${program} ${words.join(' ')}`, () => {
		const args = ['--norc', '-c', BASH, 'bash', completionFile('bash', program), program, ...words];
		const { stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8', cwd: folder });
		assert.is(stderr, '');
		assert.equal(stdout.split('\n').slice(0, -1), expected);
	});
}

/** What fish offers is asked of fish. */
const fish = skipUnless(completions, lacks('fish'));
for (const [line, expected] of [
	['echo-client --s', ['--sctp', '--size']],
	['peercon d', ['doctor']],
	['getpeercon-server --log a', ['a file']],
	['channel-server unix-s', ['unix-seqpacket', 'unix-stream']],
] as const) {
	fish(`should offer what fits, in fish: ${line}`, () => {
		const [name = ''] = line.split(' ');
		const script = 'source $argv[1]; complete -C $argv[2]';
		const args = ['--no-config', '-c', script, completionFile('fish', name), line];
		const { stdout, stderr } = spawnSync('fish', args, {
			encoding: 'utf8',
			cwd: folder,
			env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder },
		});
		assert.is(stderr, '');
		const offered = stdout.split('\n').map((each) => each.split('\t')[0] ?? '');
		assert.equal(offered.filter((each) => each !== '').toSorted(), [...expected]);
	});
}

/**
 * In zsh a completion runs in its line editor alone, so that this takes a terminal: zsh/zpty. Keys are sent
 * when the prompt is there, for then the editor reads them; the last one shows the line that has come of
 * them. What is waited for is typed otherwise than it is shown: the terminal echoes it.
 */
const ZSH = `
zmodload zsh/zpty
zpty z "TERM=dumb PS1= HOME=$PWD zsh -f -i"
zpty -w z "fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D; cd $PWD"
zpty -w z "shown() { print -r -- \\"<\\$BUFFER>\\" }; zle -N shown; bindkey '^I' complete-word '^G' shown"
zpty -w z 'PS1=rea""dy'
zpty -r -m z reply '*ready*'
zpty -w -n z "$2"$'\\t\\a'
zpty -r -m z reply '*<*>*'
print -r -- "$reply"`;

const zsh = skipUnless(completions, lacks('zsh'));
for (const [line, expected] of [
	['echo-client --max', 'echo-client --max'],
	['echo-server --max', 'echo-server --max-connections='],
	['peercon d', 'peercon doctor '],
	['getpeercon-server --log=a', 'getpeercon-server --log=a\\ file '],
] as const) {
	zsh(`should offer what fits, in zsh: ${line}`, () => {
		const [name = ''] = line.split(' ');
		const functions = dirname(completionFile('zsh', name));
		const { stdout } = spawnSync('zsh', ['-f', '-c', ZSH, 'zsh', functions, line], {
			encoding: 'utf8',
			cwd: folder,
			timeout: 60_000,
			env: { PATH: '/usr/bin:/bin', HOME: folder },
		});
		const [, shown] = /<(.*)>/.exec(stdout) ?? [];
		assert.is(shown, expected, stdout);
	});
}

completions.run();
