// What programs say themselves of SELinux, where they ask the policy or set labels: lines of cron, of what
// logs people in, of systemd and of what negotiates labeled IPsec. No record tells of it.

import type { KernelMessage } from './kernel-message.ts';

/**
 * The lines, by what the programs write.
 *
 * @see security.c of cronie, pam_selinux.c of Linux-PAM, openbsd-compat/port-linux.c of OpenSSH,
 *   shared/selinux-util.c and core/exec-invoke.c of systemd, programs/pluto/labeled_ipsec.c (earlier
 *   security_selinux.c), ikev1_spdb_struct.c and ikev2_ts.c of libreswan
 */
/** What secilc(8) and semodule(8) say of a module that does not fit the policy: libsepol/cil/src/cil_resolve_ast.c. */
const OF_MODULE =
	/^\s{0,16}(?:(?:libsemanage|libsepol|semodule|secilc)[\w.]{0,64}: )?(?:SELinux:\s+)?Failed to resolve (?<statement>\w+) statement at (?<path>\/\S{0,512}\/modules\/(?<priority>\d{1,3})\/(?<module>[A-Za-z][\w.+-]{0,127})\/\w+):(?<at>\d+)/;

/**
 * What audit2allow(1), audit2why(1) and semodule(8) say of a class, or a permission, that their policy lacks:
 * libsepol/src/services.c and link.c.
 */
const OF_LIBSEPOL = [
	/\blibsepol\.\w{1,64}: (?:unrecognized class|.{0,256}\brequirements were not met: class|[Cc]lass(?= \w+ (?:is )?not defined)) (?<class>\w{1,64})/,
	/\blibsepol\.\w{1,64}: .{0,256}\bpermission (?<permission>\w{1,64}) in class (?<class>\w{1,64}), not satisfied/,
];

const MESSAGES: [about: KernelMessage['about'], pattern: RegExp][] = [
	[
		'jobs of cron',
		/\bUnauthorized SELinux context(?:=(?<context>\S+) file_context=(?<label>\S+))?(?:, but SELinux in permissive mode, continuing)? \((?<path>[^()]+)\)/,
	],
	['context for cron', /\bNo SELinux security context \((?<path>[^()]+)\)/],
	['context of a login', /\bUnable to get valid context for (?<user>[^\s:,]+)/],
	[
		'context of a login',
		/\bFailed to get default (?:SELinux )?security context for (?<user>[^\s:,(]+)/,
	],
	['context of a unit', /\bFailed at step SELINUX_CONTEXT spawning (?<path>[^\s:]+)/],
	[
		'context of a unit',
		/(?<![\w@.:-])(?<unit>[A-Za-z\d_][\w@.:-]{0,255}\.service): Failed to set up SELinux context\b/,
	],
	[
		'label of a path',
		/\bFailed to set SELinux security context (?<context>\S+) (?:for|on) (?:path )?(?<path>\/[^:\n]*)/,
	],
	['label of a path', /\bUnable to fix SELinux (?:security context|label) of (?<path>\/[^\s:]*)/],
	// libreswan, 3 and 4; of version 5 it looks like a record, and is read as one.
	[
		'label of a connection',
		/\bselinux polmatch within_range: sl \((?<label>[^()\s]+)\) - range \((?<range>[^()\s]+)\)(?: error)?(?:: (?<error>[^()]{1,64}))?/,
	],
	[
		'label of an association',
		/\bselinux setcontext within_range: domain \((?<domain>[^()\s]+)\) - sl \((?<label>[^()\s]+)\)(?: error)?(?:: (?<error>[^()]{1,64}))?/,
	],
	[
		'label of a connection',
		/\breceived IPsec Security Label '(?<label>[^'\s]+)' not within range of our configured security label '(?<range>[^'\s]+)'/,
	],
	[
		'label of a connection',
		/\bsecurity label '(?<label>[^'\s]+)' is not within range '(?<range>[^'\s]+)'/,
	],
	[
		'label of a connection',
		/\bsec_label=(?<label>[^\s,;]+) IS NOT within range connection sec_label=(?<range>[^\s,;]+)/,
	],
	['label of a path', /\bFailed to determine SELinux security context for (?<path>\/[^\s:]*)/],
];

/** Without one of these a line is of something else. */
const OF_SELINUX =
	/SELinux|SELINUX|selinux|security context|valid context|[Ss]ecurity [Ll]abel|sec_label=/;

/**
 * Finds what programs have said of SELinux.
 *
 * @param lines - plain lines of a journal or of syslog
 * @returns the messages in the log's order
 */
export function programMessages(lines: string[]): KernelMessage[] {
	const told = new Set<string>();
	return lines.flatMap((line, index) => {
		const found = messageIn(line, index + 1);
		// pluto says the same in up to three lines, and the first of them the most.
		if (found?.about !== 'label of a connection') return found ?? [];
		const which = `${found.details.label} ${found.details.range}`;
		if (told.has(which)) return [];
		told.add(which);
		return found;
	});
}

function messageIn(text: string, line: number): KernelMessage | undefined {
	const module = OF_MODULE.exec(text);
	if (module)
		return { kind: 'message', about: 'module of a policy', details: { ...module.groups }, line };
	const lacking = OF_LIBSEPOL.map((pattern) => pattern.exec(text)).find((found) => found !== null);
	if (lacking && !/\bavc:/.test(text))
		return {
			kind: 'message',
			about: 'unknown class',
			details: { ...lacking.groups, program: 'libsepol' },
			line,
		};
	// A record may quote anything.
	if (!OF_SELINUX.test(text) || /\bavc:/.test(text)) {
		return undefined;
	}
	for (const [about, pattern] of MESSAGES) {
		const found = pattern.exec(text);
		if (!found) continue;
		const named = Object.entries(found.groups ?? {}).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, value.replace(/\\0$/, '').trim()]],
		);
		return { kind: 'message', about, details: Object.fromEntries(named), line };
	}
	return undefined;
}
