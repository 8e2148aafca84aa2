import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from './errors.ts';

/** A command that has failed by itself: it was not ended by a signal. */
export class CommandError extends LabError {
	/** The end of what it wrote. */
	output = '';
}

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
 * @throws LabError with the end of its output if it fails: a CommandError, if no signal has ended it
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
	const said = output.trimEnd();
	if (signal) throw new LabError(`${command.join(' ')}\nwas ended by ${signal}:\n${said}`);
	const error = new CommandError(`${command.join(' ')}\nfailed with status ${status}:\n${said}`);
	error.output = said;
	throw error;
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
