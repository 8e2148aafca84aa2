import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lacksNodeHeaders, thisNode } from './node-headers.mjs';

/**
 * @typedef {object} Machine - where to look for what is required
 * @property {string} root - its root folder
 * @property {string} path - the folders that programs are looked for in, as in $PATH
 * @property {boolean} isRoot - whether root is who runs there
 * @property {import('./node-headers.mjs').NodeBuild} node
 */

/**
 * @typedef {object} Requirement - something that a system package brings
 * @property {string} purpose - what it is and what it is for
 * @property {string} debian - the package of Debian and its relatives
 * @property {string} fedora - the package of Fedora, RHEL and their relatives
 * @property {(machine: Machine) => boolean} present - a quick test, by existence alone
 */

/** @type {Requirement[]} */
export const BUILD_REQUIREMENTS = [
	{
		purpose: 'the C++ compiler, for packages/native',
		debian: 'g++',
		fedora: 'gcc-c++',
		present: hasProgram('g++'),
	},
	{
		purpose: 'runs the compiler, for packages/native',
		debian: 'make',
		fedora: 'make',
		present: hasProgram('make'),
	},
	{
		purpose: 'runs node-gyp, which writes the makefile of packages/native',
		debian: 'python3',
		fedora: 'python3',
		present: hasProgram('python3'),
	},
	{
		purpose: "libselinux's headers, for packages/native",
		debian: 'libselinux1-dev',
		fedora: 'libselinux-devel',
		present: ({ root }) => existsSync(join(root, 'usr/include/selinux/selinux.h')),
	},
	{
		purpose: "Node's headers, for packages/native",
		debian: 'libnode-dev',
		fedora: 'nodejs-devel',
		present: ({ root, node }) => !lacksNodeHeaders(node, root),
	},
];

/**
 * For the lab, a guest whose kernel enforces SELinux.
 *
 * @type {Requirement[]}
 */
export const LAB_REQUIREMENTS = [
	{
		purpose: "runs the lab's guest where it is no process, and Debian's own kernel",
		debian: 'qemu-system-x86',
		fedora: 'qemu-system-x86-core',
		present: hasProgram('qemu-system-x86_64'),
	},
	{
		purpose: "qemu-img, which makes the disks of the lab's guest",
		debian: 'qemu-utils',
		fedora: 'qemu-img',
		present: hasProgram('qemu-img'),
	},
	{
		purpose: "gathers the lab's guest from Debian's packages",
		debian: 'mmdebstrap',
		fedora: 'mmdebstrap',
		present: hasProgram('mmdebstrap'),
	},
	{
		purpose: "Debian's keys, by which mmdebstrap knows that the packages are Debian's",
		debian: 'debian-archive-keyring',
		fedora: 'debian-keyring',
		// Debian 13 renamed it, and has the old name as a link.
		present: ({ root }) =>
			['gpg', 'pgp'].some((type) =>
				existsSync(join(root, `usr/share/keyrings/debian-archive-keyring.${type}`)),
			),
	},
	{
		purpose: "has the lab's kernel that runs as a process take the libc that came with it",
		debian: 'patchelf',
		fedora: 'patchelf',
		present: hasProgram('patchelf'),
	},
	{
		purpose: "mke2fs, which makes the file system of the lab's guest",
		debian: 'e2fsprogs',
		fedora: 'e2fsprogs',
		present: hasProgram('mke2fs'),
	},
	{
		purpose: "compresses the saved state of the lab's guest",
		debian: 'zstd',
		fedora: 'zstd',
		present: hasProgram('zstd'),
	},
	{
		purpose: "unpacks what the lab's guest is made of",
		debian: 'tar',
		fedora: 'tar',
		present: hasProgram('tar'),
	},
	{
		purpose: 'flock, which keeps two labs from building the same guest',
		debian: 'util-linux',
		fedora: 'util-linux',
		present: hasProgram('flock'),
	},
	{
		purpose: "setpriv, with which the lab's guest ends when the lab does",
		debian: 'util-linux',
		fedora: 'util-linux',
		present: hasProgram('setpriv'),
	},
	{
		purpose: "taskset, which gives the lab's guest a processor to itself",
		debian: 'util-linux',
		fedora: 'util-linux',
		present: hasProgram('taskset'),
	},
	{
		purpose: "unshare, with which an ordinary user makes files of the guest's root",
		debian: 'util-linux',
		fedora: 'util-linux',
		present: hasProgram('unshare'),
	},
	{
		purpose: "newuidmap, with which an ordinary user makes files of the guest's users",
		debian: 'uidmap',
		fedora: 'shadow-utils',
		present: ({ path, isRoot }) => isRoot || onPath('newuidmap', path),
	},
];

/** @type {Requirement[]} */
export const BENCH_REQUIREMENTS = [
	{
		purpose: 'an echo server that `npm run bench` compares with',
		debian: 'socat',
		fedora: 'socat',
		present: hasProgram('socat'),
	},
	{
		purpose: 'an echo server that `npm run bench` compares with',
		debian: 'ncat',
		fedora: 'nmap-ncat',
		present: hasProgram('ncat'),
	},
	{
		purpose: 'the super-server that `npm run bench` compares with',
		debian: 'xinetd',
		fedora: 'xinetd',
		present: hasProgram('xinetd'),
	},
	{
		purpose: 'systemd-socket-activate, which `npm run bench` compares with',
		debian: 'systemd',
		fedora: 'systemd',
		present: hasProgram('systemd-socket-activate'),
	},
];

/**
 * @param {Requirement[]} requirements
 * @param {Machine} machine
 * @returns {Requirement[]} those that the machine does not meet
 */
export function findMissing(requirements, machine = thisMachine()) {
	return requirements.filter(({ present }) => !present(machine));
}

/**
 * @param {Requirement[]} requirements
 * @param {import('./distribution.mjs').Family} family
 * @returns {string[]} the packages that bring them, each once
 */
export function packagesOf(requirements, family) {
	return [...new Set(requirements.map((each) => packageOf(each, family)))];
}

/**
 * @param {Requirement} requirement
 * @param {import('./distribution.mjs').Family} family
 */
export function packageOf({ debian, fedora }, family) {
	return family === 'fedora' ? fedora : debian;
}

/** @returns {Machine} */
function thisMachine() {
	// Debian leaves the sbin folders, where daemons are, out of an ordinary user's path.
	const path = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);
	return { root: '/', path, isRoot: process.getuid?.() === 0, node: thisNode() };
}

/**
 * @param {string} name
 * @param {string} [path] - where to look, as in $PATH
 * @returns {boolean} whether there is such a program to run
 */
export function onPath(name, path = process.env.PATH ?? '') {
	return path.split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, name)));
}

/** @param {string} name */
function hasProgram(name) {
	return (/** @type {Machine} */ { path }) => onPath(name, path);
}

/** @param {string} path */
function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
