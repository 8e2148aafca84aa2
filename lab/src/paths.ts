import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from './errors.ts';

/** This package's folder, and the checkout's. */
export const LAB = join(import.meta.dirname, '..');
export const ROOT = join(LAB, '..');

/** What the lab keeps between runs: XDG Base Directory Specification. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'peercon/lab');

/** sun_path without its NUL byte: unix(7). */
const LONGEST_SOCKET = 107;

/** How the names of sockets begin, and those of hosts' guests. */
const SOCKETS = 'peercon-lab-';
const HOSTS = 'host-';

/**
 * The socket through which a guest that is up is reached.
 *
 * @param name - the guest's: that of its policy, or a host's: see hostName
 * @throws LabError if its folder could be another user's doing
 */
export function guestSocket(name: string): string {
	const path = join(runtimeFolder(), `${SOCKETS}${name}`);
	// Node cuts a longer path off, and all guests would have the same one.
	if (Buffer.byteLength(path) > LONGEST_SOCKET) {
		throw new LabError(`${path} is too long for a socket: set XDG_RUNTIME_DIR to a shorter folder`);
	}
	return path;
}

/** By which name a guest is found that is one of several hosts. */
export function hostName(host: string): string {
	return `${HOSTS}${host}`;
}

/** The hosts that have a socket: they are up, unless their keeper was killed. */
export function hostsWithSockets(): string[] {
	const prefix = `${SOCKETS}${HOSTS}`;
	const names = readdirSync(runtimeFolder()).filter((name) => name.startsWith(prefix));
	return names.map((name) => name.slice(prefix.length));
}

/**
 * The folder for sockets: who can put one there gets root's commands for the guest. In a folder such as
 * /tmp anybody may have made it first, or a link of that name.
 */
function runtimeFolder(): string {
	const user = process.getuid?.() ?? 0;
	const folder = process.env.XDG_RUNTIME_DIR || join(tmpdir(), `peercon-${user}`);
	try {
		mkdirSync(folder, { mode: 0o700 });
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code !== 'EEXIST') throw new LabError(`the folder for the lab's sockets: ${message}`);
	}
	const { uid, mode } = lstatSync(folder);
	const isFolder = (mode & 0o170000) === 0o040000;
	if (isFolder && uid === user && (mode & 0o077) === 0) return folder;
	const state = !isFolder ? 'is no folder' : uid !== user ? 'is not yours' : 'is open to others';
	throw new LabError(
		`${folder}, for the lab's sockets, ${state}: set XDG_RUNTIME_DIR to a folder of your own, mode 0700`,
	);
}

/** The folder itself, or the nearest above it that is there. */
export function nearestFolder(folder: string): string {
	return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}
