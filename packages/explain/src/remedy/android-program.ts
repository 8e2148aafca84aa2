// Programs of Android's system that many domains run: another type would take them from the others.

import type { AccessRecord } from '@peercon/records';
import { isAppDomain } from '../constraint/android.ts';
import type { Remedy } from './remedy.ts';

/** Types of what lies in /system/bin and leads to no domain. */
const OF_SYSTEM = /^(?:system_file|shell_exec|toolbox_exec)$/;
/** Who runs a service that has no domain yet, and adb's shell: their programs are to get a type. */
const STARTS_OTHERS = /^(?:init|vendor_init|shell)$/;

/** Whether a domain runs a program of /system in its own domain. */
export function isSharedProgram({
	class: of,
	subject,
	object,
	permissions,
	details,
}: AccessRecord): boolean {
	const { path = '', name = '' } = details;
	if (of !== 'file' || !OF_SYSTEM.test(object.type) || /\.so$/.test(path || name)) return false;
	if (isAppDomain(subject.type) || STARTS_OTHERS.test(subject.type)) return false;
	if (permissions.includes('entrypoint')) return false;
	return (
		permissions.some((each) => /^execute(?:_no_trans)?$/.test(each)) ||
		/^\/system\/x?bin\//.test(path)
	);
}

/**
 * What a domain runs instead of a program of /system.
 *
 * @see public/domain.te and private/netutils_wrapper.te of AOSP's system/sepolicy
 */
export function sharedProgram({ subject, object, details }: AccessRecord): Remedy {
	const program = (details.path ?? details.name)?.split('/').pop();
	const which = program === undefined ? 'such a program' : program;
	const who = subject.type;
	return {
		kind: 'note',
		why: `Probably others run ${which} of /system, too, as ${object.type}: leave it that type, for with another one they would lose it. If ${who} is a vendor's domain, neverallow rules of AOSP (domain.te, since Android 8) probably keep it from running programs of /system, and the rule does not build. ${insteadOf(program, who)} Or let a domain of the system do it, asked over a HAL. If ${who} is a domain of the system, or the Android an older one, it is probably the rule; execute_no_trans, read, open and map are then asked for, too.`,
	};
}

/** Tools that AOSP has wrappers for, which vendors' domains may run. */
const OF_NETWORK = /^(?:tc|ip|ip6?tables|ndc)$/;

function insteadOf(program: string | undefined, who: string): string {
	return program !== undefined && OF_NETWORK.test(program)
		? `AOSP has a wrapper for vendors, /system/bin/${program}-wrapper-1.0: probably let it run that, with domain_auto_trans(${who}, netutils_wrapper_exec, netutils_wrapper) in the device's policy.`
		: "Then probably let it run one of /vendor: Android has its own sh and toybox there (vendor_shell_exec, vendor_toolbox_exec); of another program put a copy there, which is vendor_file, or has a type of its own in the device's file_contexts.";
}
