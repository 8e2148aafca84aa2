// The kernel's own lines about SELinux: no records of a refusal, but some are one, and some say why.

/** What the kernel said, or a program that asks the policy itself, and of what. */
export interface KernelMessage {
	kind: 'message';
	about:
		| 'netlink message'
		| 'unmapped context'
		| 'invalid context of a file'
		| 'mount with another context'
		| 'context of a mount'
		| 'no labels'
		| 'unknown class'
		| 'unknown classes'
		// Of programs: program-message.ts, sealert.ts.
		| 'jobs of cron'
		| 'context for cron'
		| 'context of a login'
		| 'context of a unit'
		| 'label of a path'
		| 'module of a policy'
		| 'label of a connection'
		| 'label of an association'
		| 'summary';
	/** What it names: `context`, `dev`, `type`, `class`, `protocol` ... */
	details: Record<string, string>;
	/** The number of its line, from 1. */
	line: number;
}

/**
 * The lines, by what the kernel writes.
 *
 * @see selinux_netlink_send, selinux_set_mnt_opts and inode_doinit_with_dentry in
 *   security/selinux/hooks.c, convert_context and selinux_set_mapping in ss/services.c
 */
const MESSAGES: [about: KernelMessage['about'], pattern: RegExp][] = [
	[
		'netlink message',
		/unrecognized netlink message: protocol=(?<protocol>\d+) nlmsg_type=(?<nlmsg_type>\d+) sclass=(?<sclass>\w+)(?: pid=(?<pid>\d+) comm=(?<comm>.*))?/,
	],
	// Linux 3 and before.
	[
		'netlink message',
		/unrecognized netlink message type=(?<nlmsg_type>\d+) for sclass=(?<sclass>\w+)/,
	],
	['unmapped context', /Context (?<context>\S+) is not valid \(left unmapped\)/],
	[
		'invalid context of a file',
		/context_to_sid\((?<context>[^()\s]+)\) returned (?<errno>\d+) for dev=(?<dev>\S+) ino=(?<ino>\d+)/,
	],
	[
		'invalid context of a file',
		/inode=(?<ino>\d+) on dev=(?<dev>\S+) was found to have an invalid context=(?<context>\S+?)\.?(?:\s|$)/,
	],
	[
		'mount with another context',
		/mount invalid\.\s+Same superblock, different security settings for \(dev (?<dev>[^\s,]+), type (?<type>[^\s)]+)\)/,
	],
	[
		'context of a mount',
		/security_context_(?:str_)?to_sid\s?\((?<context>[^()\s]+)\) failed (?:for \(dev (?<dev>[^\s,]+), type (?<type>[^\s)]+)\) |with )errno=(?<errno>-?\d+)/,
	],
	['no labels', /\(dev (?<dev>[^\s,]+), type (?<type>[^\s)]+)\) has no (?:security )?xattr/],
	['no labels', /\(dev (?<dev>[^\s,]+), type (?<type>[^\s)]+)\), not configured for labeling/],
	['unknown class', /Class (?<class>\w+) not defined in policy/],
	['unknown class', /Permission (?<permission>\w+) in class (?<class>\w+) not defined in policy/],
	['unknown classes', /the above unknown classes and permissions will be (?<then>allowed|denied)/],
];

/** How all of them begin; Android's programs write the same with a space. */
const BEGINNING = /\bSELinux:\s/;

/**
 * Finds what the kernel itself has said of SELinux.
 *
 * @param lines - plain lines of the kernel's log or a journal
 * @returns the messages in the log's order
 */
export function kernelMessages(lines: string[]): KernelMessage[] {
	const messages = lines.flatMap((line, index) => messageIn(line, index + 1) ?? []);
	return messages.map((message) => withOutcome(message, messages));
}

/** Of what the policy lacks the kernel lists all, and then says what becomes of it: security_load_policy. */
function withOutcome(message: KernelMessage, all: KernelMessage[]): KernelMessage {
	if (message.about !== 'unknown class') return message;
	const said = all.find(({ about, line }) => about === 'unknown classes' && line > message.line);
	const { then } = said?.details ?? {};
	return then === undefined ? message : { ...message, details: { ...message.details, then } };
}

function messageIn(text: string, line: number): KernelMessage | undefined {
	const begin = text.search(BEGINNING);
	// A record may quote anything.
	if (begin < 0 || /\bavc:/.test(text.slice(0, begin))) return undefined;
	const said = text.slice(begin);
	for (const [about, pattern] of MESSAGES) {
		const found = pattern.exec(said);
		if (!found) continue;
		const named = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
		return { kind: 'message', about, details: Object.fromEntries(named), line };
	}
	return undefined;
}
