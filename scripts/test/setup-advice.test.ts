import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	BENCH_REQUIREMENTS,
	BUILD_REQUIREMENTS,
	familyOf,
	LAB_REQUIREMENTS,
	readFamily,
} from '../setup/machine.mjs';
import { missingText } from '../setup/system-packages.mjs';
import { inFolder, write } from './folder.ts';

const distribution = suite('which distribution this is');

for (const [text, family] of [
	['ID=debian', 'debian'],
	['# a comment\nNAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="13"\n\nBAD LINE\n', 'debian'],
	["NAME='A B'\nID='ubuntu'", 'debian'],
	['ID=ubuntu\nID_LIKE=debian', 'debian'],
	['ID=linuxmint\nID_LIKE="ubuntu debian"', 'debian'],
	['ID=fedora', 'fedora'],
	['ID="rhel"\nID_LIKE="fedora"', 'fedora'],
	['ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora'],
	['ID=arch\nNAME=debian\nVERSION_ID=debian', 'other'],
	['', 'other'],
] as const) {
	distribution(`should take ${JSON.stringify(text)} for ${family}`, () => {
		assert.is(familyOf(text), family);
	});
}

distribution(
	'should look in /usr/lib when /etc has no os-release',
	inFolder((root) => {
		assert.is(readFamily(root), 'other');
		write(join(root, 'usr/lib/os-release'), 'ID=fedora\n');
		assert.is(readFamily(root), 'fedora');
		write(join(root, 'etc/os-release'), 'ID=debian\n');
		assert.is(readFamily(root), 'debian');
	}),
);

distribution.run();

// ---

const advice = suite('what a person is told to run');

advice('should be apt-get with its lists brought up to date on Debian', () => {
	const text = missingText(BUILD_REQUIREMENTS, 'debian', { isRoot: true, hasSudo: true }, 'why');
	assert.match(text, '\n  apt-get update && apt-get install -y --no-install-recommends g++ make ');
});

advice('should have sudo before each half, where there is a sudo', () => {
	const text = missingText(BUILD_REQUIREMENTS, 'debian', { isRoot: false, hasSudo: true }, 'why');
	assert.match(
		text,
		'\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends g++ ',
	);
});

advice('should be dnf with the names that Fedora and RHEL have', () => {
	const all = [...BUILD_REQUIREMENTS, ...BENCH_REQUIREMENTS];
	const text = missingText(all, 'fedora', { isRoot: true, hasSudo: true }, 'why');
	const names = 'gcc-c++ make python3 libselinux-devel nodejs-devel socat nmap-ncat xinetd systemd';
	assert.match(text, `\n  dnf install -y ${names}\n`);
});

advice('should be dnf with the names that Fedora has for what the lab needs', () => {
	const text = missingText(LAB_REQUIREMENTS, 'fedora', { isRoot: true, hasSudo: true }, 'why');
	const names =
		'qemu-system-x86-core qemu-img mmdebstrap debian-keyring patchelf e2fsprogs zstd tar ' +
		'util-linux shadow-utils';
	assert.match(text, `\n  dnf install -y ${names}\n`);
});

advice('should name a package once that brings several missing things', () => {
	const missing = LAB_REQUIREMENTS.filter(({ debian }) => debian === 'util-linux');
	const text = missingText(missing, 'debian', { isRoot: true, hasSudo: false }, 'why');
	assert.match(text, ' --no-install-recommends util-linux\n');
	for (const program of ['flock', 'setpriv', 'taskset', 'unshare']) {
		assert.match(text, `\n  util-linux  ${program}, `);
	}
});

advice('should name each missing thing and what it is for', () => {
	const user = { isRoot: false, hasSudo: false };
	const text = missingText(BUILD_REQUIREMENTS, 'debian', user, 'this is not root');
	for (const { debian, purpose } of BUILD_REQUIREMENTS) {
		const line = text.split('\n').find((each) => each.trim().startsWith(`${debian} `));
		assert.ok(line?.endsWith(purpose), `${debian} in:\n${text}`);
	}
	assert.match(text, 'here: this is not root.\nRun this as root, then start again:');
});

advice('should leave the command to the person on other systems', () => {
	const text = missingText(BUILD_REQUIREMENTS, 'other', { isRoot: true, hasSudo: false }, 'why');
	assert.match(text, "These are Debian's names");
	assert.not.match(text, 'apt-get');
});

advice.run();
