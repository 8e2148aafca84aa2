// What a number of ioctl(2) is, which a record has as ioctlcmd: the low 16 bits of it.

import type { AccessRecord } from '@peercon/records';

/** By asm-generic/ioctls.h, linux/sockios.h, linux/wireless.h and linux/fs.h. */
const NUMBERS: Record<number, string> = {
	21505: 'TCGETS',
	21506: 'TCSETS',
	21518: 'TIOCSCTTY',
	21519: 'TIOCGPGRP',
	21522: 'TIOCSTI',
	21523: 'TIOCGWINSZ',
	21531: 'FIONREAD',
	21537: 'FIONBIO',
	21538: 'TIOCNOTTY',
	21584: 'FIONCLEX',
	21585: 'FIOCLEX',
	26113: 'FS_IOC_GETFLAGS',
	26114: 'FS_IOC_SETFLAGS',
	35088: 'SIOCGIFNAME',
	35090: 'SIOCGIFCONF',
	35091: 'SIOCGIFFLAGS',
	35093: 'SIOCGIFADDR',
	35105: 'SIOCGIFMTU',
	35111: 'SIOCGIFHWADDR',
	35123: 'SIOCGIFINDEX',
	35142: 'SIOCETHTOOL',
	35585: 'SIOCGIWNAME',
	35589: 'SIOCGIWFREQ',
	35591: 'SIOCGIWMODE',
	35605: 'SIOCGIWAP',
	35611: 'SIOCGIWESSID',
	35617: 'SIOCGIWRATE',
};

/** What a program does that asks so. */
const MEANS: [name: RegExp, what: string][] = [
	[
		/^FIO(?:N?CLEX)$/,
		'only whether the descriptor is closed at execve(2), which mostly makes no difference to the program: harmless. Since Linux 5.18 a policy may leave it unasked (ioctl_skip_cloexec).',
	],
	[
		/^(?:TCGETS|TIOCGWINSZ)$/,
		'mostly to see whether it is a terminal (isatty(3)), or how large: refused, the answer is that it is none, and the program goes on.',
	],
	[/^SIOCG/, 'to ask about network interfaces; nothing is changed.'],
	[/^SIOCETHTOOL$/, "to ask a network interface's driver, or set it up (ethtool(8))."],
	[/^FS_IOC_/, 'the attributes of a file (lsattr(1), chattr(1)).'],
	[/^TIOCSTI$/, 'to put characters into a terminal as if they were typed there.'],
];

/** The number of a record of ioctl, as a rule allowxperm takes it, or undefined. */
export function ioctlNumber({ permissions, details }: AccessRecord): string | undefined {
	const { ioctlcmd = '' } = details;
	if (!permissions.includes('ioctl') || !/^(?:0x)?[\da-f]{1,4}$/i.test(ioctlcmd)) return undefined;
	return `0x${Number.parseInt(ioctlcmd, 16).toString(16)}`;
}

/**
 * Says which ioctl(2) a record is of.
 *
 * @returns undefined for other records, and for a number that is not in the table
 * @see dump_common_audit_data in security/lsm_audit.c
 */
export function whichIoctl(record: AccessRecord): string | undefined {
	const number = ioctlNumber(record);
	if (number === undefined) return undefined;
	// The numbers of drivers repeat each other: 0x54 and 0x66 mean this of what is no device.
	const name = record.class === 'blk_file' ? undefined : NUMBERS[Number(number)];
	if (name === undefined) return undefined;
	const [, what] = MEANS.find(([names]) => names.test(name)) ?? [];
	return `ioctlcmd ${number} is ${name}${what === undefined ? '.' : `: ${what}`}`;
}
