// Memory that a program writes and executes: what most attacks on programs need, and some programs, too.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/**
 * What asks for it, and how to do without.
 *
 * @see https://www.akkadia.org/drepper/selinux-mem.html
 */
const WITHOUT: Record<string, string> = {
	execmem:
		'Programs that compile while they run ask for this (Java, .NET, JavaScript, LLVM, the JIT of PCRE), and a library that is marked as needing an executable stack. Many have an option to do without.',
	execstack:
		'Mostly a library or the program is only marked as needing it, by mistake: `readelf -lW FILE | grep GNU_STACK` shows RWE. Build it anew (-z noexecstack), or take the mark off (patchelf --clear-execstack).',
	execheap:
		'It makes memory of the heap (brk(2)) executable: mostly a fault of the program, which should map memory for that by mmap(2). Linux 6.6 to 6.10 asked this of other memory, too, by a fault of its own: there update the kernel first.',
};

/** Memory that is written and executed is what most attacks on programs need. */
export const PROTECTION =
	'It is a protection against faults of the program. Ask first whether it can do without (an option, a newer release).';

/**
 * What to know before a program may write memory and execute it.
 *
 * @param isWarned - whether a caution is said with a boolean already
 * @returns a note; none for other accesses
 */
export function aboutMemory(
	{ class: of, subject, permissions, details: { comm = '' } }: AccessRecord,
	isWarned = false,
): Remedy[] {
	const mayHave = isWarned || OF_BOOLEANS.test(subject.type) ? [] : [MAY_HAVE];
	return withoutMemory(of, permissions, comm, isWarned ? [] : [PROTECTION], mayHave);
}

/** @see mmap_min_addr, and domain_mmap_low() of both policies; wine_mmap_zero_ignore in Fedora's */
const LOW_MEMORY: Remedy = {
	kind: 'note',
	why: "It maps memory at the lowest addresses, which protects the kernel from its own null pointers where nobody may. Wine and dosemu try that at each start, and need it only for programs of DOS and 16-bit Windows: mostly it goes on without, and is best left refused. Where Wine runs in wine_t, the boolean wine_mmap_zero_ignore hides the record (Fedora, RHEL). Only if such a program is needed, the boolean mmap_low_allowed, and no rule of one's own.",
};

const MAY_HAVE =
	"If it cannot, and its domain is one of the distribution's, a newer selinux-policy may have the rule: update it first.";

/** The options of programs that have some, by comm=. */
const OPTIONS: [program: RegExp, option: string][] = [
	[
		/^(?:[ef]?grep|git|pcre2?grep)$/,
		'For grep -P and git it is the JIT of PCRE, which compiles the expression; newer releases go on without where that is refused (git since 2.40, older ones say that they could not JIT the pattern): if its output is whole, nothing fails.',
	],
	[
		/^(?:radiusd|virt\w+d|libvirtd|ModemManager|NetworkManager|accounts-daemon|colord|fwupd|geoclue|gnome-\S+|gsd-\S+|packagekitd|switcheroo-\S+|tracker-\S+|udisksd|upowerd)$/,
		'Of this one it is probably the JIT of PCRE (GLib has its expressions compiled by it, too), which goes on without where that is refused: then nothing fails, and a rule dontaudit hushes it.',
	],
	[/^nginx$/, "nginx's is `pcre_jit off`."],
	[/^(?:postgres|postmaster)$/, "PostgreSQL's is `jit = off`."],
	[/^node$/, "Node.js' is --jitless, with which all is slower."],
	[/^php/, "PHP's are pcre.jit=0 and opcache.jit=disable (`php -d`, or php.ini)."],
	[
		/^(?:syslog-ng|rsyslogd|rs:main|in:im|haproxy|lighttpd|apache2|httpd|postfix|cleanup|smtpd|exim|named|squid|varnish|snort|suricata|zabbix_)/,
		'Of a daemon that compiles nothing else it is probably the JIT of PCRE, for its regular expressions: PCRE goes on without where that is refused. If the service does all it should, leave it refused, and hush it by a rule dontaudit.',
	],
];

/**
 * The same where the types are not known.
 *
 * @param before - sentences to be said first
 * @param behind - and before the program's own option
 */
export function withoutMemory(
	of: string | undefined,
	permissions: string[],
	program: string,
	before: string[] = [PROTECTION],
	behind: string[] = [],
): Remedy[] {
	if (of === 'memprotect') return [LOW_MEMORY];
	const named = permissions.flatMap((name) =>
		of === 'process' && Object.hasOwn(WITHOUT, name) ? [WITHOUT[name] as string] : [],
	);
	if (named.length === 0) return [];
	const isCompiling = permissions.every((each) => each === 'execmem');
	const [, option] = (isCompiling && OPTIONS.find(([each]) => each.test(program))) || [];
	const why = [...before, ...named, ...behind, ...(option === undefined ? [] : [option])].join(' ');
	return [{ kind: 'note', why }];
}

/** What nothing confines but booleans in the reference policy, init_t among it; and logins. */
const OF_BOOLEANS = /^(?:init|initrc|unconfined|unconfined_service|staff|user|sysadm)_t$/;

/**
 * The booleans of the reference policy (global_tunables), where Fedora's has others or none.
 *
 * @see unconfined_domain_noaudit and userdom_base_user_template in refpolicy
 */
export function booleansOfRefpolicy({ subject, class: of, permissions }: AccessRecord): Remedy[] {
	const names = permissions.filter((name) => Object.hasOwn(WITHOUT, name));
	if (of !== 'process' || !OF_BOOLEANS.test(subject.type)) return [];
	return names.map((name) => ({
		kind: 'command',
		why: 'Where the policy is the reference policy (Debian, Gentoo), a boolean has it for all that nothing confines, or for all logins:',
		text: `setsebool -P allow_${name} on`,
	}));
}

/** Whether what a program does is this, whoever has started it. */
export function isOfMemory(record: AccessRecord): boolean {
	return aboutMemory(record).length > 0;
}
