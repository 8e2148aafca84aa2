// What was refused, in one sentence.

import type { AccessRecord } from '@peercon/records';
import { checksOf } from './check.ts';
import { AROUND, NOUNS, PHRASES, VERBS } from './words.ts';

/**
 * Says in one sentence what was refused (or, with auditallow, granted).
 *
 * @returns the sentence of the table, or one of the permission and the class where it has none
 */
export function sentence(record: AccessRecord): string {
	const words = wordsOf(record);
	const checks = checksOf(record);
	if (checks.every((check) => check.sentence !== undefined)) {
		const known = checks.map(({ sentence: one = '', field = '' }) =>
			withoutSocket(record, fill(one, { ...words, port: portOf(words, field) })),
		);
		return `${known.join('; ')}.`;
	}
	return `${words.subject} ${words.may} ${done(record, words)}.`;
}

/** What is sent by no program's socket: the kernel's own, and what a router forwards, with the label of its peer. */
function withoutSocket({ class: of, subject }: AccessRecord, said: string): string {
	const isForwarded = /^(?:netif|node)$/.test(of) && subject.role === 'object_r';
	if (!isForwarded) return said.replace(/^A socket of kernel_t /, OF_KERNEL);
	return said.replace(
		/^A socket of (\S+) (may(?: not)?) send /,
		'Packets of peers labeled $1 $2 be forwarded ',
	);
}

/** What it sends and receives by itself: resets, what is retransmitted for a socket that is gone, NFS. */
const OF_KERNEL = 'The kernel, by a socket of its own or by none (kernel_t), ';

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
	/** `interface lo`, or `an interface` where none is named. */
	interface: string | undefined;
}

function wordsOf(record: AccessRecord): Words {
	const name = record.class.replace(/_socket$/, '');
	const protocol = name === 'rawip' ? 'raw IP' : name.toUpperCase();
	return {
		...record.details,
		...sides(record),
		may: record.decision === 'denied' ? 'may not' : 'may',
		protocol,
		aProtocol: withArticle(protocol),
		interface: interfaceOf(record),
	};
}

/** A network interface, or what a HAL of Android is registered as. */
function interfaceOf({ class: of, details: { netif, interface: registered } }: AccessRecord) {
	if (of === 'hwservice_manager') return registered;
	return netif ? `interface ${netif}` : 'an interface';
}

/** `TCP port 7`, or `a TCP port` where none is named; `ICMP identifier 12345`. */
function portOf({ protocol, aProtocol, ...words }: Words, field: string): string {
	// A socket of ping(8) binds the identifier of its echoes: ping_get_port() in net/ipv4/ping.c.
	const what = protocol === 'ICMP' ? 'identifier' : 'port';
	return words[field] ? `${protocol} ${what} ${words[field]}` : `${aProtocol} ${what}`;
}

/** By sound: letters that are named (SCTP, X) and words. */
export function withArticle(noun: string): string {
	const isNamed = /^[A-Z](?:[A-Z]|[. ]|$)/.test(noun);
	const isVowel = isNamed ? /^[AEFHILMNORSX]/.test(noun) : /^(?:[aeio]|u(?!ni|s[eu]))/i.test(noun);
	return `${isVowel ? 'an' : 'a'} ${noun}`;
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
	const object = thing(objectClass, words);
	const phrases = permissions.map((each) => phraseOf(objectClass, each, { ...words, ...object }));
	if (phrases.every((phrase) => phrase !== undefined)) return together(phrases, object.labeled);
	const noun = permissions.length === 1 ? 'permission' : 'permissions';
	const names = listed(permissions.map((each) => `'${each}'`));
	return `use the ${noun} ${names} on ${object.labeled}`;
}

/** `read, write to and open`. */
function listed(words: string[]): string {
	return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');
}

/** Several phrases about one object, which is named once. */
function together(phrases: string[], object: string): string {
	const different = [...new Set(phrases)];
	const ending = different.filter((phrase) => phrase.endsWith(object));
	const others = different.filter((phrase) => !ending.includes(phrase));
	if (ending.length === 0 || others.length === 0) return joined(different);
	return listed([joined(ending), ...others.map((phrase) => phrase.replace(object, () => 'it'))]);
}

/** Several phrases, with what all of them begin or end with said once. */
function joined(phrases: string[]): string {
	if (phrases.length < 2) return phrases.join('');
	const words = phrases.map((phrase) => phrase.split(' '));
	const shortest = Math.min(...words.map(({ length }) => length)) - 1;
	const [first = []] = words;
	const shared = (indexOf: (n: number) => number) => {
		let n = 0;
		while (n < shortest && words.every((each) => each.at(indexOf(n)) === first.at(indexOf(n))))
			n += 1;
		// One word alone is shared by chance.
		return n > 1 ? n : 0;
	};
	const begin = shared((n) => n);
	const end = Math.min(
		shared((n) => -1 - n),
		shortest - begin,
	);
	const middle = words.map((each) => each.slice(begin, each.length - end).join(' '));
	const parts = [
		...first.slice(0, begin),
		listed(middle.map(beside)),
		...first.slice(first.length - end),
	];
	return parts.join(' ');
}

/** `read and write the file`: beside others that take an object, it takes one, too. */
function beside(verb: string): string {
	return verb === 'write to' ? 'write' : verb;
}

function phraseOf(objectClass: string, permission: string, words: Words): string | undefined {
	const phrases = own(PHRASES, objectClass);
	const special = phrases && (own(phrases, permission) ?? phrases['*']);
	const verb = own(VERBS, permission);
	const phrase = special ?? own(AROUND, permission) ?? (verb && `${verb} {labeled}`);
	const named = { ...words, permission, PERMISSION: permission.toUpperCase() };
	return phrase && fill(phrase, named);
}

/** The object: `the file /etc/shadow (shadow_t)` or `a file of shadow_t`; and without its type. */
function thing(objectClass: string, words: Words): { thing: string; labeled: string } {
	const noun = own(NOUNS, objectClass) ?? objectClass.replace(/_socket$/, ' socket');
	// A file system has a root wherever it is mounted: `name` is `/` then, and no path of the host.
	if (objectClass === 'dir' && words.name === '/' && words.path === undefined && words.dev) {
		const root = `the root of a file system (${words.dev}`;
		return { thing: `${root})`, labeled: `${root}, ${words.object})` };
	}
	// Android has a file for each label of properties, which is all that its name tells.
	if (objectClass === 'file' && /(?:^|\/)u:object_r:\w+:s0$/.test(nameIn(words) ?? '')) {
		const properties = `the properties labeled ${words.object}`;
		return { thing: properties, labeled: properties };
	}
	const name = objectClass === 'filesystem' ? words.dev && `on ${words.dev}` : nameIn(words);
	if (name)
		return { thing: `the ${noun} ${name}`, labeled: `the ${noun} ${name} (${words.object})` };
	const whose = words.subject === words.object ? 'its own type' : words.object;
	return { thing: withArticle(noun), labeled: `${withArticle(noun)} of ${whose}` };
}

/** What a record names its object by: a file, or what X and the kernel's anonymous inodes are of. */
function nameIn(words: Words): string | undefined {
	const { path, name, anonclass, property, selection, extension, xdevice } = words;
	return path ?? name ?? anonclass ?? property ?? selection ?? extension ?? xdevice;
}

/** A word of a record may be anything, also the name of what every object of JavaScript has. */
function own<T>(table: Record<string, T>, name: string): T | undefined {
	return Object.hasOwn(table, name) ? table[name] : undefined;
}
