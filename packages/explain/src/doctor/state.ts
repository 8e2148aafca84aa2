// Whether SELinux runs here, with which policy, and what it does with what that does not know.

import {
	closeSync,
	existsSync,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	writeFileSync,
} from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { selinuxState, whySelinuxHidden } from '@peercon/native';
import { CHECKS } from '../check/checks.ts';
import { askedSince } from '../check/since.ts';
import { type Seen, see, seeFile, seenValue } from './seen.ts';

/** Where selinuxfs is mounted since Linux 3.0 (libselinux: SELINUXMNT). */
export const SELINUX_MOUNT = '/sys/fs/selinux';

/** Settings of libselinux: which policy is loaded at boot. */
const CONFIG = '/etc/selinux/config';

/**
 * Whether it runs. `hidden` is that it does, and that its file system is not to be seen from here, as in
 * a container or below `ip netns exec`, which mounts /sys anew: libselinux then takes it for disabled.
 */
export type Mode = 'enforcing' | 'permissive' | 'disabled' | 'hidden';

export interface State {
	mode: Seen<Mode>;
	/** What libselinux lacks where it is hidden; see whySelinuxHidden of @peercon/native. */
	whyHidden: Seen<string | null>;
	/** The policy's name, that is its folder in /etc/selinux. */
	policy: Seen<string>;
	/** The format of the loaded policy, and the newest that the kernel takes. */
	version: Seen<number>;
	newest: Seen<number>;
	/** Whether contexts have a range, and if so, whether there is more than the sensitivity s0. */
	levels: Seen<'MLS' | 'MCS' | 'none'>;
	/** What becomes of classes and permissions of the kernel's that the policy does not know. */
	unknown: Seen<'allowed' | 'denied' | 'rejected'>;
	/** What this kernel asks and the policy has no word for: of the network, and of what came when there were policies. */
	lacking: Seen<string[]>;
	/** Whether rules dontaudit hush denials: `semodule -DB` switches them off. */
	dontaudit: Seen<boolean>;
}

/** Looks at SELinux's state. */
export function seeState(): State {
	const policy = seeFile(CONFIG, policyName);
	return {
		mode: seeMode(),
		whyHidden: see(selinuxFile(''), whySelinuxHidden),
		policy,
		version: see(selinuxFile('policy'), loadedVersion),
		newest: seeFile(selinuxFile('policyvers'), Number),
		levels: seeLevels(),
		unknown: see(`${selinuxFile('deny_unknown')}, reject_unknown`, () => {
			if (read('reject_unknown') === '1') return 'rejected';
			return read('deny_unknown') === '1' ? 'denied' : 'allowed';
		}),
		lacking: see(selinuxFile('class'), lackingPermissions),
		dontaudit: seeDontaudit(seenValue(policy)),
	};
}

export function selinuxFile(name: string): string {
	return join(SELINUX_MOUNT, name);
}

function read(name: string): string {
	return readFileSync(selinuxFile(name), 'utf8').trim();
}

function seeMode(): Seen<Mode> {
	const source = selinuxFile('enforce');
	const mode = see('/proc/filesystems, /proc/self/attr/current', selinuxState);
	// Its file is there, too, where libselinux may not read its own settings, or has it read-only.
	if (seenValue(mode) !== 'hidden' && existsSync(source)) {
		return seeFile(source, (text) => (text === '1' ? 'enforcing' : 'permissive'));
	}
	return mode as Seen<'hidden' | 'disabled'>;
}

function policyName(text: string): string {
	const [, name] = /^SELINUXTYPE=(\S+)/m.exec(text) ?? [];
	if (name === undefined) throw new Error('it has no SELINUXTYPE=');
	return name;
}

/** The fifth number of the policy: the kernel's file begins as the one on the disk (policydb_write). */
function loadedVersion(): number {
	const header = Buffer.alloc(20);
	const file = openSync(selinuxFile('policy'), 'r');
	try {
		readSync(file, header);
	} finally {
		closeSync(file);
	}
	return header.readUInt32LE(16);
}

/** A policy for MCS has one sensitivity: it takes no context at s1. */
function seeLevels(): State['levels'] {
	const source = `${selinuxFile('mls')}, context`;
	return see(source, () => {
		if (read('mls') !== '1') return 'none';
		const [context = ''] = read('initial_contexts/unlabeled').split('\0');
		const [user, role, type] = context.split(':');
		return isValid(`${user}:${role}:${type}:s1`) ? 'MLS' : 'MCS';
	});
}

function isValid(context: string): boolean {
	try {
		writeFileSync(selinuxFile('context'), context, { flag: 'r+' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EINVAL') return false;
		throw error;
	}
}

/** What this kernel asks, and the loaded policy has no word for. */
function lackingPermissions(): string[] {
	readdirSync(selinuxFile('class'));
	const known = ({ class: of, permission }: { class: string; permission?: string }) =>
		existsSync(selinuxFile(`class/${of}${permission === undefined ? '' : `/perms/${permission}`}`));
	const ofNetwork = CHECKS.filter(({ class: of, asks, permission }) => {
		return (
			asks !== undefined &&
			/^(netif|node|peer|packet|association|sctp_socket)$/.test(of) &&
			!permission.includes('*')
		);
	});
	return [...ofNetwork, ...askedSince(release())]
		.filter((check) => !known(check))
		.map(({ class: of, permission }) => (permission === undefined ? of : `${of} ${permission}`));
}

/** libsemanage remembers it in a file of its own (SEMANAGE_DISABLE_DONTAUDIT). */
function seeDontaudit(policy: string | undefined): Seen<boolean> {
	const folder = `/var/lib/selinux/${policy ?? 'NAME'}/active`;
	return see(`${folder}/disable_dontaudit`, () => {
		return !readdirSync(folder).includes('disable_dontaudit');
	});
}
