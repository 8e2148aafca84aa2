// What `npx lab module` says of what it cannot work with, before there is a guest.
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { newModule, writeAll } from '../src/commands/module.ts';
import { LabError } from '../src/errors.ts';
import { CommandError } from '../src/host.ts';
import { unknownPackage } from '../src/image/added-packages.ts';
import { asWritten, hintsOf } from '../src/workbench/compiled.ts';
import { linksOf } from '../src/workbench/payload.ts';
import { lab } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'peercon-module-'));
const empty = join(folder, 'empty');
const broken = join(folder, 'broken');

const refusing = suite('the workbench, of what it cannot work with');

refusing.before(() => {
	mkdirSync(empty);
	mkdirSync(broken);
	writeFileSync(join(broken, 'a.te'), 'policy_module(a, 1)\n\ntype a_t\n');
});

refusing('should say what is wrong on the command line', async () => {
	for (const [words, reason] of [
		[[], 'what is to be done with the module is missing'],
		[['prove', empty], 'what is to be run is missing'],
		[['learn', empty], 'what is to be run is missing'],
		[['prove', empty, '--limit', '0', '--', 'true'], '--limit: a run of the test may take 1 to'],
		[['prove', empty, '--limit', 'x', '--', 'true'], '--limit: a run of the test may take 1 to'],
		[['prove', empty, '--limit', '3', '--limit', '4', '--', 'true'], '--limit may be given only'],
		[
			['prove', empty, '--packages=a', '--packages=b', '--', 'true'],
			'--packages may be given only',
		],
		[['prove', empty, '--pakages', 'hello', '--', 'true'], '--pakages is an unknown option'],
		[['prove', empty, '--', ' '], 'what is to be run is missing'],
		[['new', 'a', '/b', '--\x1b[1m'], 'Unknown argument: --\\x1b[1m'],
		[['prove', empty, '--with', `${empty}/\x1b`, '--', 'true'], '--with: '],
		[
			['learn', empty, '--packages', 'a:b', '--', 'true'],
			'--packages: a:b is no name of a package',
		],
	] as const) {
		const { status, stderr, stdout } = await lab('module', ...words);
		assert.is(status, 2, reason);
		assert.ok(stderr.startsWith(`lab: ${reason}`), stderr);
		assert.not.match(stderr, '\x1b');
		assert.match(stderr, "Try 'lab module --help'.");
		assert.is(stdout, '');
	}
});

refusing('should say what is wrong with a folder, and where in a source', async () => {
	const has = (name: string, file: string, text: string) => {
		mkdirSync(join(folder, name));
		writeFileSync(join(folder, name, file), text);
		return join(folder, name);
	};
	mkdirSync(join(folder, 'nested/x.te'), { recursive: true });
	mkdirSync(join(folder, 'dangling'));
	symlinkSync('nowhere', join(folder, 'dangling/x.te'));
	for (const [path, reason] of [
		[join(folder, 'nosuch'), 'nosuch: there is no such folder, and no such file'],
		['', 'lab: the name of the folder is empty'],
		[join(folder, '\x1b[1m'), '/\\x1b[1m: there is no such folder, and no such file'],
		[empty, 'empty: there is no module here: a .te or a .cil file'],
		[broken, "a.te:3: type without its ';'"],
		[join(folder, 'nested'), 'nested/x.te: this is no file'],
		[join(folder, 'dangling'), 'dangling/x.te: this is no file'],
		[
			has('renamed', 'x.te', '# one\npolicy_module(other, 1)\n'),
			'x.te:2: the module is called other: its file has to be other.te',
		],
		[
			has('renamed-old', 'x.te', 'module other 1.0;\n'),
			'x.te:1: the module is called other: its file has to be other.te',
		],
		[has('unnamed', 'x.te', 'type x_t;\n'), 'x.te: it does not begin with policy_module(x, 1.0.0)'],
		[has('blank', 'a b.te', ''), "a b.te: a module's name has letters, digits,"],
	] as const) {
		for (const verb of ['prove', 'learn']) {
			const { status, stderr, stdout } = await lab('module', verb, path, '--', 'true');
			assert.is(status, 1, reason);
			assert.ok(stderr.includes(reason), stderr);
			assert.not.match(stderr, '\x1b');
			assert.is(stdout, '');
		}
	}
	const inCil = has('in-cil', 'x.cil', '(type x_t)\n');
	const { stderr } = await lab('module', 'learn', inCil, '--', 'true');
	assert.match(stderr, 'in-cil: lines are written into .te files, and there is none here\n');
});

refusing('should be in the words of who has written the module', () => {
	const said = 'Failed to resolve allow statement at /var/lib/selinux/mls/tmp/modules/400/x/cil:8';
	assert.match(asWritten(said, { modules: ['x.cil'] }), / at x\.cil:8$/);
	assert.is(asWritten(said, { modules: ['x.te'] }), said);
	const replaced =
		'libsemanage.semanage_direct_install_info: Overriding ssh module at lower priority 100 with module at priority 400.';
	assert.match(hintsOf(replaced), '\nThe policy has a module called ssh, and this one takes');
	const unknown =
		'Failed to resolve filecon statement at /var/lib/selinux/default/tmp/modules/400/a/cil:9';
	assert.is(hintsOf(unknown), '\nA line of a.fc has a type that no module declares');
	assert.match(
		hintsOf('Problems processing portcon rules\n'),
		/^\nThe policy has a type for one of/,
	);
	assert.is(hintsOf(said), '');
});

refusing('should know a guest by where its links lead, which are none of its files', () => {
	const links = join(folder, 'links');
	mkdirSync(join(links, 'below'), { recursive: true });
	symlinkSync('../one', join(links, 'below/a'));
	writeFileSync(join(links, 'b'), '');
	assert.equal(linksOf(links), ['below/a -> ../one']);
});

refusing('should say which package there is not', () => {
	const failed = new CommandError('mmdebstrap ...');
	const messageOf = (output: string) =>
		unknownPackage(Object.assign(failed, { output }))?.message ?? '';
	assert.match(
		messageOf('Reading state information...\nE: Unable to locate package nosuch\nE: apt failed'),
		/^Debian \w+ has no package nosuch$/,
	);
	assert.match(
		messageOf("E: Package 'gone' has no installation candidate"),
		/ has no package gone$/,
	);
	assert.is(messageOf('E: Failed to fetch'), '');
	assert.is(unknownPackage(new Error('E: Unable to locate package nosuch')), null);
});

const writing = suite('the workbench, where it writes');

writing('should write all of the files, or none if one of them was changed meanwhile', () => {
	const path = (name: string) => join(folder, name);
	writeFileSync(path('b.te'), 'old');
	const begun = new Map([
		['b.te', 'old'],
		['b.fc', undefined],
	]);
	const texts = new Map([
		['b.te', 'new'],
		['b.fc', 'new'],
	]);
	writeAll({ folder }, begun, texts);
	assert.is(readFileSync(path('b.fc'), 'utf8'), 'new');
	for (const name of ['b.te', 'b.fc']) {
		rmSync(path('b.fc'), { force: true });
		writeFileSync(path('b.te'), 'old');
		writeFileSync(path(name), "somebody's");
		assert.throws(
			() => writeAll({ folder }, begun, texts),
			(error: Error) =>
				error instanceof LabError &&
				error.message === `${path(name)} has been changed meanwhile: nothing is written`,
		);
		assert.is(readFileSync(path(name), 'utf8'), "somebody's");
		assert.is(existsSync(path('b.fc')), name === 'b.fc');
	}
});

writing('should not write a new module over one that is there', async () => {
	const there = process.cwd();
	process.chdir(folder);
	try {
		mkdirSync('mine');
		const what = {
			program: '/usr/sbin/x',
			port: '',
			hasLog: false,
			hasState: false,
			hasUnit: false,
		};
		assert.throws(
			() => newModule({ name: 'mine', ...what }),
			(error: Error) => error.message === 'mine is here already: nothing is written',
		);
	} finally {
		process.chdir(there);
	}
});

writing.after(() => rmSync(folder, { recursive: true }));

refusing.run();
writing.run();
