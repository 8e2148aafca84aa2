// Which words of a record may stand in a rule or a command. A record is not only the kernel's word:
// whoever sets a context chooses the user, role and type of an invalid one, who has a network of his
// own names its interfaces, and a log may come from anywhere.

import { shellWord } from '@peercon/context/foreign-text';
import type { AccessRecord } from '@peercon/records';

/**
 * Whether a policy can have a name: libsepol takes a letter and then letters, digits, `_`, `-` and
 * `.`, fewer than 2048 in all. None of them means anything to a shell or to m4(1), through which policy modules go.
 *
 * @param name - a user, role, type, class or permission
 * @see __cil_verify_name in libsepol/cil/src/cil_verify.c
 */
export function isPolicyName(name: string): boolean {
	return name.length < 2048 && /^[a-z][\w.-]*$/i.test(name);
}

/**
 * The first name of a record that no policy can have: such a record is not the kernel's, or it has a
 * permission (`0x400`) that the policy does not know.
 *
 * @returns the name, or undefined if all can be a policy's
 */
export function impossibleName(record: AccessRecord): string | undefined {
	const contexts = [record.subject, record.object];
	const names = contexts.flatMap(({ user, role, type }) => [user, role, type]);
	return [...names, record.class, ...record.permissions].find((name) => !isPolicyName(name));
}

/**
 * A command, each word of it quoted so that it means nothing to a shell.
 *
 * @param words - the program and its arguments
 */
export function command(...words: string[]): string {
	return words.map(shellWord).join(' ');
}

/**
 * A word of a record as the last argument of a command, which must not take it for an option.
 *
 * @param word - such as an interface's name
 */
export function operand(word: string): string[] {
	return word.startsWith('-') ? ['--', word] : [word];
}

/** Services that log under a name which their threads or processes do not have: comm= is isc-net-0001, imap, in:imjournal. */
const OTHER_COMM = /^(?:dovecot|named|nm-openvpn|postfix\b.*|rsyslogd|syslog-ng)$/;

/**
 * The command that shows the records of the last ten minutes, of which there are few.
 *
 * @param program - its name, of which comm= and -c of ausearch(8) have the first 15 characters; all programs without
 */
export function recentRecords(program?: string): string {
	const isNamed = program !== undefined && !OTHER_COMM.test(program);
	const by = isNamed ? ['-c', program.slice(0, 15)] : [];
	return command('ausearch', '-m', 'avc,user_avc', '-ts', 'recent', ...by);
}
