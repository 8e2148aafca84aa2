// What was refused, in one sentence.

import type { AccessRecord } from '@peercon/records';
import { checksOf } from './check.ts';

/**
 * Says in one sentence what was refused (or, with auditallow, granted).
 *
 * @returns the sentence of the table, or one of the permission and the class where it has none
 */
export function sentence(record: AccessRecord): string {
	const words = wordsOf(record);
	const known = checksOf(record).map((check) => check.sentence);
	if (known.every((one) => one !== undefined)) {
		return `${known.map((one) => fill(one, words)).join('; ')}.`;
	}
	return `${words.subject} ${words.may} ${record.permissions.join(', ')} ${thing(record, words)}.`;
}

/** What a sentence is made of: the details of the record by their names there, and these. */
interface Words extends Record<string, string | undefined> {
	/** The types. */
	subject: string;
	object: string;
	/** `may not`, or `may` for a granted access. */
	may: string;
	/** The protocol of a socket's class: TCP, UDP, SCTP. */
	protocol: string;
}

function wordsOf(record: AccessRecord): Words {
	return {
		...record.details,
		...sides(record),
		may: record.decision === 'denied' ? 'may not' : 'may',
		protocol: record.class.replace(/_socket$/, '').toUpperCase(),
	};
}

/** The two types; if they are the same, what tells them apart is the level. */
function sides({ subject, object }: AccessRecord): { subject: string; object: string } {
	if (subject.type !== object.type || subject.rangeText === object.rangeText) {
		return { subject: subject.type, object: object.type };
	}
	const at = ({ type, rangeText }: typeof subject) => `${type} at ${rangeText}`;
	return { subject: at(subject), object: at(object) };
}

/**
 * Fills in words: `{a|b|others}` is word a, or else b, or else 'others'. What stands in brackets is
 * left out where its word is missing.
 */
function fill(sentence: string, words: Words): string {
	const whole = sentence.replace(/\[([^\]]*\{(\w+)\}[^\]]*)\]/g, (_, part, name) =>
		words[name] ? part : '',
	);
	return whole.replace(/\{([\w|]+?)(?:\|([^|}]*))?\}/g, (_, names: string, others = '') => {
		const found = names.split('|').find((name) => words[name] !== undefined);
		return found === undefined ? others : words[found];
	});
}

/** The object of a check that has no sentence of its own: `the file /etc/shadow (shadow_t)`. */
function thing({ class: objectClass }: AccessRecord, words: Words): string {
	const noun = /^(tcp|udp|sctp)_/.test(objectClass) ? `${words.protocol} socket` : objectClass;
	const what = words.path ?? words.name;
	if (what) return `the ${noun} ${what} (${words.object})`;
	const article = /^[aeiou]/.test(noun) ? 'an' : 'a';
	return `${article} ${noun} of ${words.subject === words.object ? 'its own type' : words.object}`;
}
