// Security contexts: user:role:type[:range]
//
// The whole grammar of this package, one function per line:
//
//   context    = name ':' name ':' name [ ':' range ]
//   range      = level [ '-' level ]
//   level      = 's' number [ ':' categories ]
//   categories = run { ',' run }
//   run        = 'c' number [ '.' 'c' number ]

import { Cursor } from './cursor.ts';
import { formatRange, type Range, readRange } from './range.ts';

/** A security context. Whether its parts exist and go together, only a policy can tell. */
export interface SecurityContext {
	/** SELinux user, for example `system_u`. */
	readonly user: string;
	/** Role, for example `system_r`; `object_r` for objects. */
	readonly role: string;
	/** Type (of a process: its domain), for example `sshd_t`. */
	readonly type: string;
	/** Absent under a policy without MLS or MCS. */
	readonly range?: Range;
}

/**
 * Parses a security context.
 *
 * Only the first three colons separate fields; the range has colons of its own.
 *
 * @param text a raw (untranslated) context without a final NUL, for example
 *   `system_u:system_r:sshd_t:s0-s0:c0.c1023`
 * @returns its fields
 * @throws ContextSyntaxError if a field is missing or malformed; the offset counts from the start
 *   of `text` also for a mistake inside the range
 * @see security/selinux/ss/services.c, string_to_context_struct
 */
export function parseContext(text: string): SecurityContext {
	const cursor = new Cursor(text);
	const user = readName(cursor, 'user');
	cursor.expect(':', "':' after the user");
	const role = readName(cursor, 'role');
	cursor.expect(':', "':' after the role");
	const type = readName(cursor, 'type');
	const range = cursor.take(':') ? readRange(cursor) : undefined;
	cursor.expectEnd();
	return range === undefined ? { user, role, type } : { user, role, type, range };
}

/**
 * Formats a security context, its range in canonical form.
 *
 * @param context the fields; user, role and type are written as they are
 * @returns the context as text
 * @see security/selinux/ss/services.c, context_struct_to_string
 */
export function formatContext({ user, role, type, range }: SecurityContext): string {
	const names = `${user}:${role}:${type}`;
	return range === undefined ? names : `${names}:${formatRange(range)}`;
}

/**
 * Rewrites a context in canonical form: one text for each context, fit to be the key of a Map.
 *
 * Unlike security_canonicalize_context(3), it asks no kernel, so it works on any machine and does
 * not check that the loaded policy knows the context.
 *
 * @param text a raw context, for example `user_u:user_r:user_t:s0:c3,c2,c1-s0:c1.c3`
 * @returns the same context, for example `user_u:user_r:user_t:s0:c1.c3`
 * @throws ContextSyntaxError as parseContext does
 */
export function canonicalContext(text: string): string {
	return formatContext(parseContext(text));
}

function readName(cursor: Cursor, field: 'user' | 'role' | 'type'): string {
	const name = cursor.takeWhile(isNameCharacter);
	if (name === '') throw cursor.unexpected(`a ${field}`);
	return name;
}

// Wider than what policy compilers accept (checkpolicy's IDENTIFIER, CIL's cil_verify_name: letters,
// digits, '.', '_' and '-'), because `semanage user -a` takes any name (sepol_user_set_name). Still
// no space, control character or non-ASCII, so a name is safe to print and to log.
function isNameCharacter(char: string): boolean {
	return char > ' ' && char <= '~' && char !== ':';
}
