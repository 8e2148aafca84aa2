import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lacksNodeHeaders, thisNode } from './node-headers.mjs';

/**
 * @typedef {object} Machine - where to look for what is required
 * @property {string} root - its root folder
 * @property {string} path - the folders that programs are looked for in, as in $PATH
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
];

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
	return { root: '/', path, node: thisNode() };
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
