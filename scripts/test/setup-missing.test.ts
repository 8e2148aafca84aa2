import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	BENCH_REQUIREMENTS,
	BUILD_REQUIREMENTS,
	DIST_REQUIREMENTS,
	findMissing,
	findNodeHeaders,
	LAB_REQUIREMENTS,
} from '../setup/machine.mjs';
import { inFolder, write } from './folder.ts';

const missing = suite('what is missing');

/** A Node as Debian has it, linked with a libnode.so, so that its headers are a package. */
const DEBIAN_NODE = { path: '/usr/bin/node', major: 20, shared: true };

function writeProgram(root: string, path: string) {
	write(join(root, path));
	chmodSync(join(root, path), 0o755);
}

function writeNodeHeaders(root: string, major: number) {
	write(join(root, 'usr/include/node/node_api.h'));
	write(join(root, 'usr/include/uv.h'));
	write(join(root, 'usr/include/node/node_version.h'), `#define NODE_MAJOR_VERSION ${major}\n`);
}

function machineIn(root: string, node = DEBIAN_NODE) {
	const path = [join(root, 'bin'), join(root, 'sbin')].join(':');
	return { root, path, isRoot: false, node };
}

function missingNames(root: string, node = DEBIAN_NODE) {
	const all = [...BUILD_REQUIREMENTS, ...BENCH_REQUIREMENTS];
	return findMissing(all, machineIn(root, node)).map(({ debian }) => debian);
}

function missingForLab(root: string, { isRoot }: { isRoot: boolean }) {
	const machine = { ...machineIn(root), isRoot };
	return findMissing(LAB_REQUIREMENTS, machine).map(({ debian }) => debian);
}

missing(
	'should be everything on an empty machine',
	inFolder((root) => {
		const all = [...BUILD_REQUIREMENTS, ...BENCH_REQUIREMENTS].map(({ debian }) => debian);
		assert.equal(missingNames(root), all);
	}),
);

missing(
	'should be what a release is built with, on an empty machine',
	inFolder((root) => {
		const all = DIST_REQUIREMENTS.map(({ debian }) => debian);
		assert.equal(
			findMissing(DIST_REQUIREMENTS, machineIn(root)).map(({ debian }) => debian),
			all,
		);
		assert.ok(all.includes('qemu-user'));
	}),
);

missing(
	'should be what is neither a program on the path nor a header',
	inFolder((root) => {
		for (const program of ['bin/g++', 'bin/python3', 'bin/socat', 'sbin/xinetd']) {
			writeProgram(root, program);
		}
		write(join(root, 'bin/make'), 'not executable');
		write(join(root, 'usr/include/selinux/selinux.h'));
		writeNodeHeaders(root, 20);
		assert.equal(missingNames(root), ['make', 'ncat', 'systemd']);
	}),
);

missing(
	"should count another Node's headers as none",
	inFolder((root) => {
		writeNodeHeaders(root, 18);
		assert.is(findNodeHeaders(DEBIAN_NODE, root), undefined);
		assert.ok(missingNames(root).includes('libnode-dev'));
	}),
);

missing(
	"should leave a static Node's headers to node-gyp",
	inFolder((root) => {
		const node = { path: '/opt/node/bin/node', major: 20, shared: false };
		assert.not.ok(missingNames(root, node).includes('libnode-dev'));
	}),
);

missing(
	'should be all that the lab needs on an empty machine',
	inFolder((root) => {
		const all = LAB_REQUIREMENTS.map(({ debian }) => debian);
		assert.equal(missingForLab(root, { isRoot: false }), all);
	}),
);

missing(
	"should be nothing for the lab where its programs and Debian's keys are",
	inFolder((root) => {
		for (const program of ['qemu-system-x86_64', 'qemu-img', 'mmdebstrap', 'zstd', 'tar']) {
			writeProgram(root, `bin/${program}`);
		}
		for (const program of ['flock', 'setpriv', 'taskset', 'unshare'])
			writeProgram(root, `bin/${program}`);
		writeProgram(root, 'sbin/mke2fs');
		writeProgram(root, 'bin/patchelf');
		write(join(root, 'usr/share/keyrings/debian-archive-keyring.gpg'));
		assert.equal(missingForLab(root, { isRoot: true }), []);
		assert.equal(missingForLab(root, { isRoot: false }), ['uidmap']);
		writeProgram(root, 'bin/newuidmap');
		assert.equal(missingForLab(root, { isRoot: false }), []);
	}),
);

missing(
	"should take Debian's keys under either of their names",
	inFolder((root) => {
		write(join(root, 'usr/share/keyrings/debian-archive-keyring.pgp'));
		assert.not.ok(missingForLab(root, { isRoot: true }).includes('debian-archive-keyring'));
	}),
);

missing.run();
