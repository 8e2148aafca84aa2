// What some things are for that programs of every kind ask for: that tells that no label is wrong there.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import type { Remedy } from './remedy.ts';

const USES: [isMeant: (record: AccessRecord) => boolean, why: string][] = [
	[
		(record) => isFileOfInit(record) && nameOf(record) === '.pwd.lock',
		'systemd takes the lock of the accounts (lckpwdf(3)) to find a user for a unit with DynamicUser=, whose start fails without: no label is wrong, and all of { read write open lock } is asked for.',
	],
	[
		({ class: of, details, permissions }) =>
			of === 'unix_dgram_socket' &&
			permissions.includes('sendto') &&
			details.path === '/run/systemd/notify',
		'It tells systemd that it is ready, or what it does (sd_notify(3); where its unit has Type=notify, its start waits for that, and fails). systemd has made that socket, before the policy was loaded (kernel_t) or since (init_t): probably no label is wrong, unless systemd itself is still in kernel_t (`ps -Z 1`).',
	],
	[
		(record) => isFileOfInit(record) && /^\.#50-[A-Z]\w+\.conf/.test(nameOf(record)),
		'systemd writes what `systemctl set-property` sets (a file of the unit below /run/systemd/system.control or /etc/systemd/system.control), under another name first, which it then renames: no label is wrong, and write, rename and unlink are asked next.',
	],
	[
		({ class: of, details }) =>
			of === 'lnk_file' &&
			/(?:^|\/)(?:invocation|log-level-max|log-extra-fields|log-rate-limit-\w+):/.test(
				details.path ?? details.name ?? '',
			),
		"systemd notes there what belongs to each unit (links in /run/systemd/units), and journald reads it for the unit's lines: no label is wrong.",
	],
	[
		({ class: of, object, details }) =>
			/^(?:file|dir)$/.test(of) &&
			object.type === 'usr_t' &&
			/^\/usr\/(?:share|lib|etc)\/pam(?:\.d)?\//.test(details.path ?? ''),
		"PAM's modules read the distribution's own settings there, in the domain of each program that uses PAM (pam.conf(5)): no label is wrong, and all of { getattr open read } is asked for.",
	],
	[
		isGenerator,
		'It is a generator of systemd, which makes units at each start and reload (systemd.generator(7)), and in init_t where the policy has no domain for it yet: probably systemd is newer than the policy. Where the units that it makes are not wanted, it is harmless.',
	],
	[
		({ class: of, object, permissions }) =>
			of === 'chr_file' &&
			/^u?random_device_t$/.test(object.type) &&
			permissions.every((each) => /^(?:write|append|open|read|getattr|ioctl|lock)$/.test(each)) &&
			permissions.some((each) => /^(?:write|append)$/.test(each)),
		'What is written there is only mixed into what the kernel draws random numbers from (random(4)), so that the rule gives nothing away. Many programs open it to write and never do.',
	],
	[
		(record) =>
			record.object.type === 'hostname_etc_t' && /^.+hostname|hostname.+$/.test(nameOf(record)),
		'Fedora and RHEL give hostname_etc_t to every file below /etc that has hostname in its name: so restorecon leaves it so. Until the update, that one file may have another type, which most may read (semanage fcontext -a -t etc_t, and restorecon).',
	],
];

/** Programs in /usr/lib/systemd/system-generators, by comm=, which the kernel cuts after 15 characters. */
const GENERATORS =
	/^systemd-(?:ssh-gen|gpt-aut|fstab-g|getty-g|debug-g|cryptse|veritys|integri|hiberna|tpm2-ge|bless-b|rc-loca|sysv-ge|run-gen|system-|import-)/;

function isGenerator({ subject, details: { comm = '' } }: AccessRecord): boolean {
	return subject.type === 'init_t' && GENERATORS.test(comm);
}

function isFileOfInit({ class: of, subject }: AccessRecord): boolean {
	return of === 'file' && subject.type === 'init_t';
}

/** What to know of it; none for other records. */
export function knownUse(record: AccessRecord): Remedy[] {
	const [, why] = USES.find(([isMeant]) => isMeant(record)) ?? [];
	return why === undefined ? [] : [{ kind: 'note', why }];
}
