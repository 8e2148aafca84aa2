// What was refused, in one sentence.

import type { AccessRecord } from '@peercon/records';
import { checksOf } from './check.ts';
import { NOUNS, PHRASES, VERBS } from './words.ts';

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
	return `${words.subject} ${words.may} ${done(record, words)}.`;
}

/** What a sentence is made of: the details of the record by their names there, and these. */
interface Words extends Record<string, string | undefined> {
	/** The types. */
	subject: string;
	object: string;
	/** `may not`, or `may` for a granted access. */
	may: string;
	/** The protocol of a socket's class: TCP, UDP, SCTP, raw IP; and with its article. */
	protocol: string;
	aProtocol: string;
}

function wordsOf(record: AccessRecord): Words {
	const name = record.class.replace(/_socket$/, '');
	const protocol = name === 'rawip' ? 'raw IP' : name.toUpperCase();
	return {
		...record.details,
		...sides(record),
		may: record.decision === 'denied' ? 'may not' : 'may',
		protocol,
		aProtocol: `${/^[AEIOU]/.test(protocol) ? 'an' : 'a'} ${protocol}`,
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

/** What is done in a check that has no sentence of its own. */
function done({ class: objectClass, permissions }: AccessRecord, words: Words): string {
	const phrases = permissions.map((each) => phraseOf(objectClass, each, words));
	if (phrases.every((phrase) => phrase !== undefined)) return listed(phrases);
	const verbs = permissions.map((each) => own(VERBS, each) ?? `'${each}'`);
	return `${listed(verbs)} ${thing(objectClass, words)}`;
}

/** `read, write to and open`. */
function listed(words: string[]): string {
	return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');
}

function phraseOf(objectClass: string, permission: string, words: Words): string | undefined {
	const phrases = own(PHRASES, objectClass);
	const phrase = phrases && (own(phrases, permission) ?? phrases['*']);
	const named = { ...words, permission, PERMISSION: permission.toUpperCase() };
	return phrase && fill(phrase, named);
}

/** `the file /etc/shadow (shadow_t)`, or `a file of shadow_t`. */
function thing(objectClass: string, words: Words): string {
	const noun = own(NOUNS, objectClass) ?? objectClass.replace(/_socket$/, ' socket');
	const what = words.path ?? words.name;
	if (what) return `the ${noun} ${what} (${words.object})`;
	const article = /^[aeiou]/i.test(noun) ? 'an' : 'a';
	return `${article} ${noun} of ${words.subject === words.object ? 'its own type' : words.object}`;
}

/** A word of a record may be anything, also the name of what every object of JavaScript has. */
function own<T>(table: Record<string, T>, name: string): T | undefined {
	return Object.hasOwn(table, name) ? table[name] : undefined;
}
