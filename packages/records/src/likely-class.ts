// The class of a record that somebody has shortened: what its permissions and its name tell of it.

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
];

/** What may be done with any file. */
const OF_FILES =
	/^(?:ioctl|read|write|create|getattr|setattr|lock|append|map|unlink|link|rename|open|watch(?:_\w+)?)$/;

/**
 * The class that a record without one is probably of.
 *
 * @param permissions - as in its braces
 * @param details - what else it has: `name`, `path`
 * @returns undefined where several may be
 */
export function likelyClass(
	permissions: string[],
	{ name, path = name }: Record<string, string>,
): string | undefined {
	for (const [permission, of] of OF_ONE) {
		if (permissions.some((each) => permission.test(each))) return of;
	}
	if (path === undefined || !permissions.every((each) => OF_FILES.test(each))) return undefined;
	if (/\.sock(?:et)?$/.test(path)) return 'sock_file';
	// Of a folder it may be, too: most is said of both alike.
	return 'file';
}
