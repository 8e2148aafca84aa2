import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from './errors.ts';

/** So much of a failed command's output is shown, in characters. */
const SHOWN = 3000;

export interface HostOptions {
	cwd?: string;
}

/**
 * Runs a command on this host, which dies if this process does.
 *
 * @param command - the program and its arguments
 * @param options - the folder to run it in
 * @returns what it wrote to stdout
 * @throws LabError with the end of its output if it fails
 */
export async function host(command: string[], options: HostOptions = {}): Promise<string> {
	const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...command], {
		cwd: options.cwd,
		// Debian leaves the folders of an administrator's programs out of an ordinary user's path.
		env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let output = '';
	child.stdout.on('data', (text) => {
		stdout += text;
		output = (output + text).slice(-SHOWN);
	});
	child.stderr.on('data', (text) => {
		output = (output + text).slice(-SHOWN);
	});
	const [status, signal] = await once(child, 'close');
	if (status === 0) return stdout;
	const how = signal ? `was ended by ${signal}` : `failed with status ${status}`;
	throw new LabError(`${command.join(' ')}\n${how}:\n${output.trimEnd()}`);
}

/** A user namespace in which this user is root and owns the user's sub-ids: subuid(5). */
const NAMESPACE = ['unshare', '--map-root-user', '--map-auto', '--mount', '--'];

/**
 * Runs a command as root, or as what looks like root to it and to the files it makes.
 *
 * @param command - the program and its arguments
 */
export function hostAsRoot(command: string[]): Promise<string> {
	const isRoot = process.getuid?.() === 0;
	return host(isRoot ? command : [...NAMESPACE, ...command]);
}
