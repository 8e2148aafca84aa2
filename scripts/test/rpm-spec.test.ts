// The RPM spec, as far as it can be looked at without Fedora: rpm reads it, and what it names is there.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

const SPEC = join(ROOT, 'packaging/rpm/peercon.spec');
const text = readFileSync(SPEC, 'utf8');

const spec = suite('the RPM spec');

spec('should name the modules that there are', () => {
	const [, names = ''] = /^%global modules (.*)$/m.exec(text) ?? [];
	const modules = readdirSync(join(ROOT, 'policy'))
		.filter((name) => name.endsWith('.te'))
		.map((name) => name.slice(0, -3));
	assert.equal(names.split(' ').toSorted(), modules.toSorted());
});

spec('should name the packages that have programs', () => {
	const [, names = ''] = /^for name in (.*); do$/m.exec(text) ?? [];
	const programs = readdirSync(join(ROOT, 'packages')).filter((name) =>
		readdirSync(join(ROOT, 'packages', name)).includes('bin'),
	);
	assert.equal(names.split(' ').toSorted(), programs.toSorted());
});

spec('should have the version of the packages', () => {
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	assert.match(text, new RegExp(`^Version: +${version}$`, 'm'));
	const changelog = readFileSync(join(ROOT, 'packaging/debian/changelog'), 'utf8');
	assert.match(changelog, `peercon (${version}-`);
});

const { error } = spawnSync('rpmspec', ['--version']);
const withRpm = skipUnless(spec, error ? 'there is no rpmspec (Debian package rpm)' : undefined);

withRpm('should be read by rpm', () => {
	const { status, stdout, stderr } = spawnSync('rpmspec', ['--parse', SPEC], { encoding: 'utf8' });
	assert.is(status, 0, stderr);
	assert.is(stderr, '');
	// Without Fedora's macros, which stay as they are.
	assert.match(stdout, '%selinux_modules_install -s targeted');
});

spec.run();
