// Lines that look like a refusal of SELinux and are none, or that name nothing to explain.

/** A line of something else. */
export interface Other {
	/** What it is, in a sentence. */
	what: string;
	/** The number of its line, from 1. */
	line: number;
}

/** What lines are, by what they have; the first that fits counts. */
const OTHERS: [pattern: RegExp, what: string][] = [
	[
		/\bapparmor="/,
		"This is AppArmor's, not SELinux's: profile= names the profile. Of a snap (snap.NAME.PROGRAM) `snap connections NAME` shows what it may be given; of a container the engine has an option (--security-opt apparmor=PROFILE); of one in /etc/apparmor.d aa-logprof(8) goes on from there.",
	],
	[/\blsm=SMACK\b/, "This is Smack's, not SELinux's."],
	[
		/\btype=(?:SECCOMP|1326)\b|\bSECCOMP auid=/,
		'This is of seccomp(2), not of SELinux: a filter of system calls, as SystemCallFilter= sets it.',
	],
	[/\btype=(?:LANDLOCK_ACCESS|1423)\b/, "This is Landlock's, not SELinux's."],
	[/\btype=(?:FANOTIFY|1331)\b/, 'This is of fanotify(7), such as fapolicyd(8), not of SELinux.'],
	[
		/\bavc:\s+(?:received policyload notice|op=load_policy)/,
		'This says that a policy was loaded: no refusal.',
	],
	[
		/\bavc:\s+(?:received setenforce notice|op=setenforce)|\btype=(?:MAC_STATUS|1404)\b/,
		'This says that SELinux was switched between enforcing and permissive: no refusal.',
	],
	[/\btype=(?:MAC_POLICY_LOAD|1403)\b/, 'This says that a policy was loaded: no refusal.'],
	[/\btype=(?:MAC_CONFIG_CHANGE|1405)\b/, 'This says that a boolean was switched: no refusal.'],
	[
		/\bviolated-(?:mac|selinux)-policy\b|\bmac-decision\b/,
		"This summary of a refusal names no contexts: 'ausearch -m avc,user_avc' has the record.",
	],
];

/**
 * Finds lines that are no records and may be taken for some.
 *
 * @param lines - plain lines
 * @returns the first of each kind, in the log's order
 */
export function otherLines(lines: string[]): Other[] {
	const found = new Map<string, Other>();
	for (const [index, line] of lines.entries()) {
		const what = OTHERS.find(([pattern]) => pattern.test(line))?.[1];
		if (what !== undefined && !found.has(what)) found.set(what, { what, line: index + 1 });
	}
	return [...found.values()];
}
