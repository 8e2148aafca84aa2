// Asks the programs that know: no shell, a limit on time for what hangs, and output that is read strictly.

import { type StdioOptions, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { sys } from '@peercon/native';
import { howToSee, type Seen } from './seen.ts';

/** Seconds are usual; an emulated machine takes ten times as long. The limit catches what hangs. */
const HANG_MILLISECONDS = 120_000;

/** Which package of Debian's has a program. */
const PACKAGES = {
	auditctl: 'auditd',
	id: 'coreutils',
	ip: 'iproute2',
	matchpathcon: 'selinux-utils',
	netlabelctl: 'netlabel-tools',
	nft: 'nftables',
	seinfo: 'setools',
	semanage: 'policycoreutils-python-utils',
	semodule: 'policycoreutils',
	ss: 'iproute2',
} as const;

/** A program that is asked. */
export type Tool = keyof typeof PACKAGES;

/** What is asked of it, beside its arguments. */
export interface AskOptions {
	/** The exit statuses that are an answer, where that is not 0 alone. */
	statuses?: readonly number[];
	/** Milliseconds, for what is known to answer at once. */
	limit?: number;
}

/**
 * Asks a program.
 *
 * @param tool - the program
 * @param args - its arguments
 * @param read - makes the value of its output; what it throws is why nothing was seen
 */
export async function ask<T>(
	tool: Tool,
	args: readonly string[],
	read: (output: string) => T,
	{ statuses = [0], limit = HANG_MILLISECONDS }: AskOptions = {},
): Promise<Seen<T>> {
	const source = [tool, ...args].join(' ');
	const { code, killed, stdout, stderr } = await run(tool, args, limit);
	if (code === 'ENOENT') {
		return { source, unseen: `${tool} is not installed (Debian package ${PACKAGES[tool]})` };
	}
	if (killed) return { source, unseen: `it has not ended within ${limit / 1000} seconds` };
	if (typeof code !== 'number' || !statuses.includes(code)) {
		return { source, unseen: `${complaint(stderr, code)}: ${howToSee()}` };
	}
	try {
		return { source, value: read(stdout) };
	} catch (error) {
		return { source, unseen: `it says what is not understood here: ${(error as Error).message}` };
	}
}

interface Ended {
	/** Its exit status, or the code of the error that kept it from running. */
	code: number | string;
	killed: boolean;
	stdout: string;
	stderr: string;
}

function run(tool: Tool, args: readonly string[], timeout: number): Promise<Ended> {
	// Administrators' programs are not in the path of everybody who may ask them.
	const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
	const output = pipe();
	const errors = pipe();
	const stdio: StdioOptions = ['ignore', output.write, errors.write];
	const child = spawn(tool, args, { env, stdio });
	// Not spawn's own: its timer keeps this process for as long where there is no such program.
	let killed = false;
	const limit = setTimeout(() => {
		killed = child.kill('SIGKILL');
	}, timeout);
	sys.close(output.write);
	sys.close(errors.write);
	return new Promise((resolve) => {
		const end = async (code: number | string) => {
			clearTimeout(limit);
			// What a killed program has started may keep the pipes open.
			if (killed) for (const { reader } of [output, errors]) reader.destroy();
			resolve({ code, killed, stdout: await output.text, stderr: await errors.text });
		};
		child.on('error', ({ code = '' }: NodeJS.ErrnoException) => end(code));
		child.on('exit', (status, signal) => end(status ?? `${signal}`));
	});
}

/**
 * A pipe from a program. Node's own would be a UNIX socket: many of these programs enter a domain of their
 * own, which may inherit pipes alone, and then say nothing and exit with 0.
 */
function pipe(): { write: number; reader: Socket; text: Promise<string> } {
	const [read, write] = sys.pipe();
	const reader = new Socket({ fd: read, readable: true, writable: false });
	return { write, reader, text: text(reader).catch(() => '') };
}

/** The line in which a program says why it failed; libsemanage's come before the program's own. */
function complaint(stderr: string, code: number | string): string {
	const lines = stderr.trim().split('\n');
	const refused = lines.find((line) => /permission denied|not permitted/i.test(line));
	return (refused ?? lines[0]) || `it failed (${code})`;
}
