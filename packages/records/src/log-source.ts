// Where the records come from.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

/** Where auditd writes, unless auditd.conf(5) says otherwise. */
export const AUDIT_LOG = '/var/log/audit/audit.log';

/**
 * The command that shows the kernel's log, by syslog(2), which a login may call under both of Debian's
 * policies. /dev/kmsg, which dmesg(1) reads otherwise, is at SystemHigh under MLS: an attempt would be
 * denied and leave a record itself.
 */
export const READ_KERNEL_LOG = ['dmesg', '--syslog'] as const;

/** A log's text, and its name for messages. */
export interface Source {
	name: string;
	text: string;
}

/**
 * Reads a log.
 *
 * @param file - its path, `-` for stdin, or undefined for this host's own
 * @throws a system error, such as ENOENT or EACCES with the file's name
 */
export async function readLog(file: string | undefined): Promise<Source> {
	if (file === undefined) return hostLog();
	if (file === '-') return { name: 'stdin', text: await text(process.stdin) };
	return { name: file, text: await readFile(file, 'utf8') };
}

/** This host's audit log if it has one; where no auditd runs, the kernel keeps the records itself. */
async function hostLog(): Promise<Source> {
	try {
		return { name: AUDIT_LOG, text: await readFile(AUDIT_LOG, 'utf8') };
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		return kernelLog();
	}
}

async function kernelLog(): Promise<Source> {
	const [command, ...args] = READ_KERNEL_LOG;
	try {
		const { stdout } = await promisify(execFile)(command, args, {
			maxBuffer: Number.POSITIVE_INFINITY,
		});
		return { name: command, text: stdout };
	} catch (error) {
		const { stderr = '', message } = error as Error & { stderr?: string };
		throw new Error(`no ${AUDIT_LOG}, and ${stderr.trim() || message}`, { cause: error });
	}
}
