// Why a socket may not be bound where it was to be: by what is known, the likelier cause first.
//
// Where SELinux runs, nothing is asked for that: what a confined program may not read would be refused,
// too, and that record would then be the newest, which `peercon explain --last` shows.

import { readFileSync } from 'node:fs';
import { isSelinuxRunning } from '@peercon/native';

/** The first port that anybody may bind, unless the host has another one (ip(7)). */
const FIRST_FREE_PORT = 1024;

const ASK_SELINUX =
	"'peercon explain --last' says why, from the kernel's record (ausearch -m avc).\n";

/**
 * What to do about EACCES of bind(2).
 *
 * @param message - the system error's, which ends with the address
 * @returns lines with their line feeds
 */
export function bindAdvice(message: string): string {
	const [, port] = / port (\d+)$/.exec(message) ?? [];
	// An abstract name is in no folder, and anybody's.
	const isPath = message.includes('/');
	return isSelinuxRunning()
		? underSelinux(port === undefined ? undefined : Number(port), isPath)
		: withoutSelinux(port === undefined ? undefined : Number(port), isPath);
}

function underSelinux(port: number | undefined, isPath: boolean): string {
	const free = whatIsFree(port, isPath);
	if (free !== undefined) {
		return `${free}, so SELinux probably denied it:\n${ASK_SELINUX}`;
	}
	return `${need(FIRST_FREE_PORT, isPath)} If that is given, SELinux denied it:\n${ASK_SELINUX}`;
}

/** Why it cannot be refused for want of a privilege, as the beginning of a sentence. */
function whatIsFree(port: number | undefined, isPath: boolean): string | undefined {
	if (process.geteuid?.() === 0) return 'Root has every privilege that it takes';
	if (port !== undefined && port >= FIRST_FREE_PORT)
		return `A port from ${FIRST_FREE_PORT} on takes no privilege`;
	return port === undefined && !isPath ? 'An abstract name takes no privilege' : undefined;
}

function withoutSelinux(port: number | undefined, isPath: boolean): string {
	const first = firstFreePort();
	const isFree = port === undefined ? !isPath : port >= first;
	return isFree
		? "It takes no privilege, and no SELinux runs here: 'cat /sys/kernel/security/lsm' shows what else may deny it.\n"
		: `${need(first, isPath)}\n`;
}

function need(firstPort: number, isPath: boolean): string {
	return isPath
		? 'Making a UNIX socket takes write permission on its folder.'
		: `Ports below ${firstPort} need root or CAP_NET_BIND_SERVICE.`;
}

/** Of this network namespace. */
function firstFreePort(): number {
	try {
		return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
	} catch {
		return FIRST_FREE_PORT;
	}
}
