import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'debian' | 'fedora' | 'other'} Family - who packages software alike, by the same names */

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
	return path === undefined ? 'other' : familyOf(parseOsRelease(readFileSync(path, 'utf8')));
}

/**
 * @param {string} text - lines such as `ID_LIKE="rhel fedora"`
 * @returns {Record<string, string>}
 */
export function parseOsRelease(text) {
	/** @type {Record<string, string>} */
	const values = {};
	for (const line of text.split('\n')) {
		const [, name, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
		// os-release(5) allows shell quotes; no value that is read here has an escape in it.
		if (name && value !== undefined) values[name] = value.replace(/^(["'])(.*)\1$/, '$2');
	}
	return values;
}

/**
 * @param {Record<string, string>} osRelease
 * @returns {Family}
 */
export function familyOf({ ID = '', ID_LIKE = '' }) {
	const names = [ID, ...ID_LIKE.split(/\s+/)];
	if (names.includes('debian') || names.includes('ubuntu')) return 'debian';
	if (names.includes('fedora') || names.includes('rhel')) return 'fedora';
	return 'other';
}

/**
 * The command that a person runs to install packages.
 *
 * @param {Family} family
 * @param {string[]} packages
 * @param {string} prefix - 'sudo ' or nothing
 * @returns {string}
 */
export function installCommand(family, packages, prefix = '') {
	const names = packages.join(' ');
	if (family === 'fedora') return `${prefix}dnf install -y ${names}`;
	return `${prefix}apt-get update && ${prefix}apt-get install -y --no-install-recommends ${names}`;
}
