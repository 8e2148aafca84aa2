import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from './errors.ts';

/** This package's folder, and the checkout's. */
export const LAB = join(import.meta.dirname, '..');
export const ROOT = join(LAB, '..');

/** What the lab keeps between runs: XDG Base Directory Specification. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'peercon/lab');

/** sun_path without its NUL byte: unix(7). */
const LONGEST_SOCKET = 107;

/** The socket through which a guest that is up is reached. */
export function guestSocket(policy: string): string {
	const user = process.getuid?.() ?? 0;
	const folder = process.env.XDG_RUNTIME_DIR || join(tmpdir(), `peercon-${user}`);
	const path = join(folder, `peercon-lab-${policy}`);
	// Node cuts a longer path off, and both policies' guests would have the same one.
	if (Buffer.byteLength(path) > LONGEST_SOCKET) {
		throw new LabError(`${path} is too long for a socket: set XDG_RUNTIME_DIR to a shorter folder`);
	}
	return path;
}
