// The class of a record that somebody has shortened: what its permissions and its name tell of it.

import { classesWith } from './permissions.ts';

/** Permissions that one class has alone, or of which one is meant nearly always. */
const OF_ONE: [permission: RegExp, of: string][] = [
	[/^(?:add_name|remove_name|reparent|search|rmdir)$/, 'dir'],
	[/^(?:execute|execute_no_trans|entrypoint|execmod)$/, 'file'],
	[/^(?:connectto)$/, 'unix_stream_socket'],
	[/^(?:module_request|module_load)$/, 'system'],
	[
		/^(?:dyn)?transition$|^(?:sig(?:chld|kill|stop|null|nal)|ptrace|exec(?:mem|stack|heap)|setexec|setcurrent|rlimitinh|siginh|noatsecure)$/,
		'process',
	],
	[/^send_msg$/, 'dbus'],
	// Of UDP, too, but most ports that are refused are of TCP.
	[/^name_(?:bind|connect)$/, 'tcp_socket'],
];

/** Capabilities are mostly asked for in the first user namespace. */
const OF_NAMESPACES = new Set(['cap_userns', 'cap2_userns']);

/** What may be done with any file. */
const OF_FILES =
	/^(?:ioctl|read|write|create|getattr|setattr|lock|append|map|unlink|link|rename|open|watch(?:_\w+)?)$/;

/**
 * The class that a record without one is probably of.
 *
 * @param permissions - as in its braces
 * @param details - what else it has: `name`, `path`, `capability`
 * @returns undefined where several may be
 */
export function likelyClass(
	permissions: string[],
	{ name, path = name, capability }: Record<string, string>,
): string | undefined {
	if (capability !== undefined) return classOfCapability(Number(capability));
	for (const [permission, of] of OF_ONE) {
		if (permissions.some((each) => permission.test(each))) return of;
	}
	const [of, ...others] = classesWith(permissions).filter((each) => !OF_NAMESPACES.has(each));
	if (of !== undefined && others.length === 0) return of;
	if (path === undefined || !permissions.every((each) => OF_FILES.test(each))) return undefined;
	if (/\.sock(?:et)?$/.test(path)) return 'sock_file';
	// Of a folder it may be, too: most is said of both alike.
	return 'file';
}

/** capability= is in the records of these classes alone: 32 to each (linux/capability.h, CAP_TO_INDEX). */
function classOfCapability(number: number): string | undefined {
	if (!Number.isInteger(number) || number < 0 || number > 63) return undefined;
	return number < 32 ? 'capability' : 'capability2';
}
