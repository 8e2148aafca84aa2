import { spawnSync } from 'node:child_process';
import {
	BENCH_REQUIREMENTS,
	BUILD_REQUIREMENTS,
	DIST_REQUIREMENTS,
	findMissing,
	LAB_REQUIREMENTS,
	onPath,
	readFamily,
} from './machine.mjs';
import { run, SetupError, say, step } from './run.mjs';

/** @typedef {import('./machine.mjs').Family} Family */
/** @typedef {import('./machine.mjs').Requirement} Requirement */

/**
 * @typedef {object} Extent - what is wanted beside what every use takes
 * @property {boolean} bench - what `npm run bench` compares with
 * @property {boolean} dist - what `npm run dist` builds with
 */

/**
 * @typedef {object} User - who runs set-up
 * @property {boolean} isRoot
 * @property {boolean} hasSudo
 */

/**
 * Installs the system packages that are missing, where set-up may: on Debian and its relatives, as
 * root or through sudo. Elsewhere it ends with the command to run.
 *
 * @param {Extent} extent
 */
export async function ensureSystemPackages(extent) {
	const requirements = required(extent);
	const missing = findMissing(requirements);
	if (missing.length === 0) return;

	const family = readFamily();
	const user = thisUser();
	/** @param {string} reason */
	const giveUp = (reason, who = user) => new SetupError(missingText(missing, family, who, reason));

	if (family !== 'debian') throw giveUp('it installs with apt-get alone');
	const root = wayToRoot(user);
	if ('refusal' in root) throw giveUp(root.refusal);

	const packages = packagesOf(missing, family);
	if (root.asks && !askForPassword(packages)) {
		throw giveUp('sudo refused', { ...user, hasSudo: false });
	}
	try {
		await step(`installing ${packages.join(', ')} with apt-get`, () => aptInstall(packages, root));
	} catch (error) {
		if (!(error instanceof SetupError)) throw error;
		throw new SetupError(`${error.message}\n\n${giveUp('apt-get failed').message}`);
	}
	if (findMissing(requirements).length > 0) {
		throw giveUp('apt-get installed them, and what they should bring is still not there');
	}
}

/**
 * Looks for the system packages, and installs none.
 *
 * @param {Extent} extent
 * @throws SetupError with what is missing and the command that gets it
 */
export function checkSystemPackages(extent) {
	const missing = findMissing(required(extent));
	if (missing.length > 0) {
		throw new SetupError(missingText(missing, readFamily(), thisUser(), '--check only looks'));
	}
	say('this machine has every system package that is needed\n');
}

/** @param {Extent} extent */
function required({ bench, dist }) {
	return [
		...BUILD_REQUIREMENTS,
		...LAB_REQUIREMENTS,
		...(bench ? BENCH_REQUIREMENTS : []),
		...(dist ? DIST_REQUIREMENTS : []),
	];
}

/** @returns {User} */
function thisUser() {
	return { isRoot: process.getuid?.() === 0, hasSudo: onPath('sudo') };
}

/**
 * Says what is missing, what each of it is for, and the one command that installs it all.
 *
 * @param {Requirement[]} missing
 * @param {Family} family
 * @param {User} user
 * @param {string} reason - why set-up does not install it
 * @returns {string}
 */
export function missingText(missing, family, { isRoot, hasSudo }, reason) {
	const packages = packagesOf(missing, family);
	const width = Math.max(...packages.map((name) => name.length));
	const list = missing.map((each) => `  ${packageOf(each, family).padEnd(width)}  ${each.purpose}`);
	const lines = ['this machine lacks', ...list];
	if (family === 'other') {
		const advice =
			"These are Debian's names. Install what your system calls them, then start again.";
		return [...lines, advice].join('\n');
	}
	return [
		...lines,
		`Set-up does not install them here: ${reason}.`,
		`Run this${isRoot || hasSudo ? '' : ' as root'}, then start again:`,
		'',
		`  ${installCommand(packages, family, isRoot || !hasSudo ? '' : 'sudo ')}`,
		'',
	].join('\n');
}

/**
 * @param {string[]} packages
 * @param {Family} family
 * @param {string} sudo - 'sudo ' or nothing
 */
function installCommand(packages, family, sudo) {
	const names = packages.join(' ');
	if (family === 'fedora') return `${sudo}dnf install -y ${names}`;
	return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`;
}

/**
 * @param {Requirement[]} requirements
 * @param {Family} family
 * @returns {string[]} the packages that bring them, each once
 */
function packagesOf(requirements, family) {
	return [...new Set(requirements.map((each) => packageOf(each, family)))];
}

/**
 * @param {Requirement} requirement
 * @param {Family} family
 */
function packageOf({ debian, fedora }, family) {
	return family === 'fedora' ? fedora : debian;
}

/**
 * @typedef {object} Root - how a command gets root's rights
 * @property {string[]} prefix - what to put before it
 * @property {boolean} asks - whether a password may be asked for
 */

/**
 * @param {User} user
 * @returns {Root | { refusal: string }}
 */
function wayToRoot({ isRoot, hasSudo }) {
	if (isRoot) return { prefix: [], asks: false };
	if (!hasSudo) return { refusal: 'this is not root, and there is no sudo' };
	const silent = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
	if (silent) return { prefix: ['sudo'], asks: false };
	if (process.stdin.isTTY) return { prefix: ['sudo'], asks: true };
	return { refusal: 'sudo wants a password, and there is no terminal to ask on' };
}

/**
 * Lets sudo ask now, on a line of its own; it remembers the answer for the commands that follow.
 *
 * @param {string[]} packages
 * @returns {boolean} whether sudo agreed
 */
function askForPassword(packages) {
	say(`sudo may ask for your password, to install ${packages.join(', ')}\n`);
	return spawnSync('sudo', ['-v'], { stdio: 'inherit' }).status === 0;
}

/**
 * Installs. If that fails, the package lists may be absent or old, or an earlier installation was
 * interrupted: it mends both and tries once more.
 *
 * @param {string[]} packages
 * @param {Root} root
 */
async function aptInstall(packages, root) {
	// Another apt-get, as the one that installs updates by night, holds its lock for a while.
	const patience = ['-o', 'DPkg::Lock::Timeout=120'];
	const install = ['apt-get', ...patience, 'install', '-y', '--no-install-recommends', ...packages];
	try {
		await runAsRoot(install, root);
	} catch {
		await runAsRoot(['dpkg', '--configure', '-a'], root);
		await runAsRoot(['apt-get', 'update'], root);
		await runAsRoot(install, root);
	}
}

/**
 * @param {string[]} words - the command
 * @param {Root} root
 */
async function runAsRoot(words, { prefix }) {
	// sudo drops the environment, so env sets the variable after it.
	const [command = '', ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
	await run(command, args, { terminal: prefix.length > 0, mayStartDaemons: true });
}
