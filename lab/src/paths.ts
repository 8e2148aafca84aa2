import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** This package's folder, and the checkout's. */
export const LAB = join(import.meta.dirname, '..');
export const ROOT = join(LAB, '..');

/** What the lab keeps between runs: XDG Base Directory Specification. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'peercon/lab');

/** The socket through which a guest that is up is reached. */
export function guestSocket(policy: string): string {
	const user = process.getuid?.() ?? 0;
	const folder = process.env.XDG_RUNTIME_DIR || join(tmpdir(), `peercon-${user}`);
	return join(folder, `peercon-lab-${policy}`);
}
