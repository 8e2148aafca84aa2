// Programs that change their own domain as they run: setcon(3).

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';
import { daemonOf } from './shared-type.ts';

/** What to know before a program may do so; none for other records, and where a program only seems to need it. */
export function changesOwnContext(record: AccessRecord): Remedy[] {
	const { class: of, permissions, subject } = record;
	const isOf = permissions.some((each) => /^(?:setcurrent|dyntransition)$/.test(each));
	if (of === 'process' && isOf && subject.type === 'adbd') return [ROOT_OF_ADB];
	if (of !== 'process' || !isOf || subject.user === 'u' || isContainer(subject.type)) return [];
	// In its own domain the policy has this for it.
	if (daemonOf(record) !== undefined) return [];
	return [
		{
			kind: 'note',
			why: 'setcon(3) asks for both, setcurrent of the process and dyntransition to the new type. The reference policy forbids setcurrent by neverallow but to domains that are declared so (domain_dyntrans_type()), for what the process has open and in memory goes with it; and a process of several threads may change to a bounded type alone (typebounds). Better let a program of its own enter the new domain by execve(2) (domtrans_pattern()).',
		},
	];
}

/** @see userdebug_or_eng in private/adbd.te of AOSP's system/sepolicy */
const ROOT_OF_ADB: Remedy = {
	kind: 'note',
	why: 'It is `adb root`: adbd changes into the domain su, which AOSP has in userdebug and eng builds alone. On a user build that is refused on purpose, and no rule is to be added to a release: take a userdebug build, or `adb shell` with an su of the device.',
};
