// Types of Android's policy that are everybody's: of apps, of adb, and of what has no type of its own.

import type { AccessRecord } from '@peercon/records';
import { isAppData, isAppDomain } from '../constraint/android.ts';
import { policyKindOf } from '../constraint/constraint.ts';
import { isOfFile } from '../layer/unlabeled.ts';
import { isSharedProgram, sharedProgram } from './android-program.ts';
import type { Remedy } from './remedy.ts';

/** Types of Android that stand for no type. */
const WITHOUT_OWN_TYPE =
	/^(?:unlabeled|device|block_device|socket_device|sysfs|proc|debugfs|rootfs|system_data_file|system_file|vendor_file|(?:exported_|vendor_)?default_prop|exported\d?_(?:system|default)_prop|system_prop|default_android_(?:|vnd|vnd_|hw)service)$/;

/** In a policy of Android neverallow rules stand against most rules for apps, and for what is theirs. */
export function ofAndroid(record: AccessRecord): Remedy | undefined {
	const { subject, object, permissions } = record;
	if (isUnlabeledOnAndroid(record)) return UNLABELED_ON_ANDROID;
	if (isListOfNetwork(record)) return LIST_OF_NETWORK;
	if (isAppDomain(subject.type)) {
		const untyped = WITHOUT_OWN_TYPE.test(object.type) ? `${typeInstead(record)} ` : '';
		return {
			kind: 'note',
			why: `${untyped}${subject.type} is the domain of every app of its kind, so a rule for it opens all of them, and neverallow rules (app_neverallows.te; CTS tests them on a device) stop most: an app is to use what the API of Android gives it, not policy. A component of the system's own gets a domain of its own (seapp_contexts).`,
		};
	}
	if (isAppData(object.type)) {
		return {
			kind: 'note',
			why: 'What apps keep for themselves is for apps, installd, runas and few more: neverallow rules (domain.te) stop most others. Ask the app for it (ContentProvider), or keep it where both may go.',
		};
	}
	if (isSharedProgram(record)) return sharedProgram(record);
	if (isOfTree(record)) return ofTree(record);
	const isUntyped = WITHOUT_OWN_TYPE.test(object.type);
	if (isUntyped || subject.type === 'shell') {
		const says = [
			...(isUntyped ? [typeInstead(record)] : []),
			...(subject.type === 'shell' ? [OF_ADB] : []),
		];
		return { kind: 'note', why: says.join(' ') };
	}
	if (permissions.some((name) => /^exec(?:mem|stack|heap)$/.test(name))) {
		return {
			kind: 'note',
			why: 'execstack and execheap are neverallow for all domains (domain.te), and execmem for system_server and others: only apps and zygote compile while they run.',
		};
	}
	return undefined;
}

/** Whether an app asks the kernel for the interfaces and addresses in a way that Android has taken from apps. */
function isListOfNetwork({ class: of, subject, permissions }: AccessRecord): boolean {
	const isTaken = permissions.some((each) => /^(?:bind|nlmsg_readpriv|nlmsg_getneigh)$/.test(each));
	return of === 'netlink_route_socket' && isTaken && /^untrusted_app(?:_\d\d)?$/.test(subject.type);
}

/** @see app_neverallows.te and untrusted_app_29.te of AOSP's system/sepolicy */
const LIST_OF_NETWORK: Remedy = {
	kind: 'note',
	why: 'Probably by design (b/155595000): since Android 11 an app with targetSdkVersion 30 or more, and since Android 13 probably any app, may not bind() a netlink socket for routes, nor ask for hardware addresses and neighbours; neverallow rules keep it so. Let the app, or the library that it has, use what Android gives it: java.net.NetworkInterface, ConnectivityManager (LinkProperties), getifaddrs(3) of bionic. A netlink socket that is not bound may still ask for addresses (RTM_GETADDR).',
};

const UNLABELED_ON_ANDROID: Remedy = {
	kind: 'note',
	why: 'unlabeled is what has no label at all, or none that the policy knows: no type is missing, and no rule is to be made (neverallow). A whole partition is so whose image was made without file_contexts, or that was copied by hand without extended attributes: make the image anew with them, or label it while it is mounted for writing (`restorecon -R PATH`, in recovery for /system and /vendor). What outlives a new system (/data, persist) may have labels of the old one: `restorecon -RF PATH`.',
};

/** Whether it is of a type that a device's policy has for a whole tree of sysfs. */
function isOfTree({ class: of, object }: AccessRecord): boolean {
	return /^(?:dir|file|lnk_file)$/.test(of) && /^(?:vendor_)?sysfs_\w+$/.test(object.type);
}

function ofTree({ object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${object.type} is probably the type of a whole tree of sysfs, and the domain is to have a narrower one there: AOSP's and vendors' domains have rules for such (sysfs_batteryinfo for power_supply, sysfs_leds, sysfs_net and the like). See which, and give these paths that type in genfs_contexts of the device (the longest path wins; what links lead to below /sys/devices is what is labeled).`,
	};
}

/** Whether a file there has no label, or none that is known: a rule would be for all such. */
export function isUnlabeledOnAndroid(record: AccessRecord): boolean {
	return (
		record.object.type === 'unlabeled' && isOfFile(record) && policyKindOf(record) === 'android'
	);
}

const OF_ADB =
	'shell is what adb runs, and on a build for users it may set and open only what the policy exempts for it (shell.te). Set it otherwise: `settings put`, `device_config put` or `cmd` of the service, an app that may; or as root of a userdebug build (adb root).';

/** Where a type is given, by the class of what has none. */
const PLACES: [object: RegExp, of: RegExp, where: string][] = [
	[/vnd/, /^service_manager$/, 'vndservice_contexts'],
	[/./, /^service_manager$/, 'service_contexts'],
	[/./, /^hwservice_manager$/, 'hwservice_contexts'],
	[
		/^vendor_.*_prop$/,
		/./,
		'property_contexts of the vendor, with a vendor type, and set_prop() or get_prop() for the domain',
	],
	[/_prop$/, /./, 'property_contexts, and set_prop() or get_prop() for the domain'],
	[/^(?:sysfs|proc|debugfs)$/, /./, 'genfs_contexts (or file_contexts and restorecon for sysfs)'],
];

function typeInstead({ object, class: of }: AccessRecord): string {
	const [, , where = 'file_contexts (then restorecon, or a new image)'] =
		PLACES.find(([type, classes]) => type.test(object.type) && classes.test(of)) ?? [];
	return `${object.type} is what has no type of its own there, so a rule on it is for all such, and neverallow rules of AOSP (${/_prop$/.test(object.type) ? 'property.te, domain.te' : 'domain.te'}) may stop it. Give this one a type in the device's policy: ${where}.`;
}
