import { installCommand } from './distribution.mjs';
import { packageOf, packagesOf } from './requirements.mjs';

/** @typedef {import('./distribution.mjs').Family} Family */
/** @typedef {import('./requirements.mjs').Requirement} Requirement */

/**
 * @typedef {object} User - who runs set-up
 * @property {boolean} isRoot
 * @property {boolean} hasSudo
 */

/**
 * Says what is missing, what each of it is for, and the one command that installs it all.
 *
 * @param {Requirement[]} missing
 * @param {Family} family
 * @param {User} user
 * @param {string} reason - why set-up does not install it
 * @returns {string}
 */
export function missingText(missing, family, user, reason) {
	const packages = packagesOf(missing, family);
	const width = Math.max(...packages.map((name) => name.length));
	const list = missing.map((each) => `  ${packageOf(each, family).padEnd(width)}  ${each.purpose}`);
	return ['this machine lacks', ...list, ...remedy(packages, family, user, reason)].join('\n');
}

/**
 * @param {string[]} packages
 * @param {Family} family
 * @param {User} user
 * @param {string} reason
 */
function remedy(packages, family, { isRoot, hasSudo }, reason) {
	if (family === 'other') {
		return ["These are Debian's names. Install what your system calls them, then start again."];
	}
	const who = isRoot || hasSudo ? '' : ' as root';
	const command = installCommand(family, packages, isRoot || !hasSudo ? '' : 'sudo ');
	return [
		`Set-up does not install them here: ${reason}.`,
		`Run this${who}, then start again:`,
		'',
		`  ${command}`,
		'',
	];
}
