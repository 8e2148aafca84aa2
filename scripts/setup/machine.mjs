import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * @typedef {object} Machine - where to look for what is required
 * @property {string} root - its root folder
 * @property {string} path - the folders that programs are looked for in, as in $PATH
 * @property {boolean} isRoot - whether root is who runs there
 * @property {NodeBuild} node
 *
 * @typedef {object} NodeBuild - the Node that runs
 * @property {string} path - its executable
 * @property {number} major - its version
 * @property {boolean} shared - whether its executable is linked with a libnode.so
 *
 * @typedef {object} Requirement - something that a system package brings
 * @property {string} debian - the package of Debian and its relatives
 * @property {string} fedora - the package of Fedora, RHEL and their relatives
 * @property {string} purpose - what it is and what it is for
 * @property {(machine: Machine) => boolean} present - a quick test, by existence alone
 *
 * @typedef {'debian' | 'fedora' | 'other'} Family - who packages software alike, by the same names
 */

// biome-ignore-start format: a requirement is a line
/** For packages/native. */
export const BUILD_REQUIREMENTS = table([
	['g++', 'g++', 'gcc-c++', 'the C++ compiler, for packages/native'],
	['make', 'make', 'make', 'runs the compiler, for packages/native'],
	['python3', 'python3', 'python3', 'runs node-gyp, which writes the makefile of packages/native'],
	[
		hasLibselinuxHeaders,
		'libselinux1-dev',
		'libselinux-devel',
		"libselinux's headers, for packages/native",
	],
	[hasNodeHeaders, 'libnode-dev', 'nodejs-devel', "Node's headers, for packages/native"],
]);

/** For the lab, a guest whose kernel enforces SELinux. */
export const LAB_REQUIREMENTS = table([
	[
		'qemu-system-x86_64',
		'qemu-system-x86',
		'qemu-system-x86-core',
		"runs the lab's guest where it is no process, and Debian's own kernel",
	],
	['qemu-img', 'qemu-utils', 'qemu-img', "qemu-img, which makes the disks of the lab's guest"],
	['mmdebstrap', 'mmdebstrap', 'mmdebstrap', "gathers the lab's guest from Debian's packages"],
	[
		hasDebianKeys,
		'debian-archive-keyring',
		'debian-keyring',
		"Debian's keys, by which mmdebstrap knows that the packages are Debian's",
	],
	[
		'patchelf',
		'patchelf',
		'patchelf',
		"has the lab's kernel that runs as a process take the libc that came with it",
	],
	['mke2fs', 'e2fsprogs', 'e2fsprogs', "mke2fs, which makes the file system of the lab's guest"],
	['zstd', 'zstd', 'zstd', "compresses the saved state of the lab's guest"],
	['tar', 'tar', 'tar', "unpacks what the lab's guest is made of"],
	['flock', 'util-linux', 'util-linux', 'flock, which keeps two labs from building the same guest'],
	[
		'setpriv',
		'util-linux',
		'util-linux',
		"setpriv, with which the lab's guest ends when the lab does",
	],
	[
		'taskset',
		'util-linux',
		'util-linux',
		"taskset, which gives the lab's guest a processor to itself",
	],
	[
		'unshare',
		'util-linux',
		'util-linux',
		"unshare, with which an ordinary user makes files of the guest's root",
	],
	[
		isRootOrMapsIds,
		'uidmap',
		'shadow-utils',
		"newuidmap, with which an ordinary user makes files of the guest's users",
	],
]);

/** For `npm run bench`, what it compares with. */
export const BENCH_REQUIREMENTS = table([
	['socat', 'socat', 'socat', 'an echo server that `npm run bench` compares with'],
	['ncat', 'ncat', 'nmap-ncat', 'an echo server that `npm run bench` compares with'],
	['xinetd', 'xinetd', 'xinetd', 'the super-server that `npm run bench` compares with'],
	[
		'systemd-socket-activate',
		'systemd',
		'systemd',
		'systemd-socket-activate, which `npm run bench` compares with',
	],
]);
/** For `npm run dist`: the addon for the processor that this machine has not, and what runs it. */
export const DIST_REQUIREMENTS = table(
	process.arch === 'arm64'
		? [
				[
					'x86_64-linux-gnu-g++',
					'g++-x86-64-linux-gnu',
					'gcc-c++-x86_64-linux-gnu',
					'the C++ compiler for x64, for `npm run dist`',
				],
				[
					'qemu-x86_64',
					'qemu-user',
					'qemu-user',
					'runs what is built for x64, for `npm run test:install`',
				],
			]
		: [
				[
					'aarch64-linux-gnu-g++',
					'g++-aarch64-linux-gnu',
					'gcc-c++-aarch64-linux-gnu',
					'the C++ compiler for arm64, for `npm run dist`',
				],
				[
					'qemu-aarch64',
					'qemu-user',
					'qemu-user',
					'runs what is built for arm64, for `npm run test:install`',
				],
			],
);
// biome-ignore-end format: a requirement is a line

/**
 * @param {[needed: string | Requirement['present'], debian: string, fedora: string, purpose: string][]} rows
 * - what is needed is a program on the path, or what a function looks for
 * @returns {Requirement[]}
 */
function table(rows) {
	return rows.map(([needed, debian, fedora, purpose]) => ({
		debian,
		fedora,
		purpose,
		present: typeof needed === 'string' ? ({ path }) => onPath(needed, path) : needed,
	}));
}

/**
 * @param {Requirement[]} requirements
 * @param {Machine} machine
 * @returns {Requirement[]} those that the machine does not meet
 */
export function findMissing(requirements, machine = thisMachine()) {
	return requirements.filter(({ present }) => !present(machine));
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

/** @param {string} path */
function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** @param {Machine} machine */
function hasLibselinuxHeaders({ root }) {
	return existsSync(join(root, 'usr/include/selinux/selinux.h'));
}

/** @param {Machine} machine */
function hasDebianKeys({ root }) {
	const keys = join(root, 'usr/share/keyrings/debian-archive-keyring');
	// Debian 13 renamed it, and has the old name as a link.
	return existsSync(`${keys}.gpg`) || existsSync(`${keys}.pgp`);
}

/** @param {Machine} machine */
function isRootOrMapsIds({ isRoot, path }) {
	return isRoot || onPath('newuidmap', path);
}

/**
 * Debian and Fedora link Node with a libnode.so and package its headers apart; every other build's
 * headers are beside it, or node-gyp downloads them.
 *
 * @param {Machine} machine
 */
function hasNodeHeaders({ root, node }) {
	return !node.shared || findNodeHeaders(node, root) !== undefined;
}

/** @returns {NodeBuild} */
export function thisNode() {
	return {
		path: process.execPath,
		major: Number.parseInt(process.versions.node, 10),
		shared: Boolean(/** @type {any} */ (process.config.variables).node_shared),
	};
}

/**
 * Finds Node's own headers where its installers put them: next to the executable's folder.
 *
 * @param {NodeBuild} node
 * @param {string} root - the machine's root folder
 * @returns {string | undefined} the folder that node-gyp calls nodedir; undefined if they are not
 * there, or belong to another Node
 */
export function findNodeHeaders(node, root = '/') {
	const prefix = join(root, dirname(dirname(node.path)));
	const headers = join(prefix, 'include/node');
	const version = join(headers, 'node_version.h');
	const complete =
		existsSync(version) &&
		existsSync(join(headers, 'node_api.h')) &&
		// Distributions package libuv by itself, one folder higher.
		(existsSync(join(headers, 'uv.h')) || existsSync(join(prefix, 'include/uv.h')));
	if (!complete) return undefined;
	const [, major] = /#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(version, 'utf8')) ?? [];
	return Number(major) === node.major ? prefix : undefined;
}

/**
 * Tells which family this Linux belongs to, by os-release(5).
 *
 * @param {string} root - the machine's root folder
 * @returns {Family}
 */
export function readFamily(root = '/') {
	const path = ['etc/os-release', 'usr/lib/os-release']
		.map((file) => join(root, file))
		.find((file) => existsSync(file));
	return path === undefined ? 'other' : familyOf(readFileSync(path, 'utf8'));
}

/**
 * @param {string} osRelease - the file's text, with lines such as `ID_LIKE="rhel fedora"`
 * @returns {Family}
 */
export function familyOf(osRelease) {
	// os-release(5) allows shell quotes; neither of these two has an escape in it.
	const lines = osRelease.matchAll(/^\s*(?:ID|ID_LIKE)=(["']?)(.*?)\1\s*$/gm);
	const names = [...lines].flatMap(([, , value = '']) => value.split(/\s+/));
	if (names.includes('debian') || names.includes('ubuntu')) return 'debian';
	if (names.includes('fedora') || names.includes('rhel')) return 'fedora';
	return 'other';
}
