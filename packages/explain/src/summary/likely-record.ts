// The record that a summary without contexts is probably of, where its program and its place tell the types.

import { type AccessRecord, parseRecord } from '@peercon/records';
import { findLayer } from '../layer/layer.ts';
import { isWriting, ownType } from '../remedy/own-type.ts';
import { isUnknownPlace } from '../remedy/place.ts';
import { type Remedy, remedies } from '../remedy/remedy.ts';
import { domainOfProgram } from './domain.ts';
import type { Summary } from './summary.ts';

/** What a program of the system is refused, as the kernel would have written it. */
function recordWith(told: Summary, names: string[], type?: string): AccessRecord | undefined {
	const { class: of, path = '', name } = told;
	const domain = domainOfProgram(name);
	if (domain === undefined || of === undefined || /["\\]|\p{C}/u.test(path)) return undefined;
	const where = path === '' ? '' : `${path.startsWith('/') ? 'path' : 'name'}="${path}" `;
	const subject = `system_u:system_r:${domain}_t:s0`;
	const object = type === undefined ? subject : `system_u:object_r:${type}:s0`;
	// open stands for a file that was not passed on: such have a path, and no open was refused.
	const asked = /^(?:file|dir)$/.test(of) && path.startsWith('/') ? [...names, 'open'] : names;
	const record = parseRecord(
		`avc:  denied  { ${[...new Set(asked)].join(' ')} } for  ${where}scontext=${subject} tcontext=${object} tclass=${of}`,
	);
	return record?.kind === 'access' ? record : undefined;
}

/** What policies have for homes and what lies in them, but for what has a type of its own there. */
const OF_HOMES: [place: RegExp, type: string][] = [
	[/^\/home\/[^/]+\/?$/, 'user_home_dir_t'],
	[
		/^\/home\/[^/]+\/(?!\.(?:cert|fonts|gnupg|pki|ssh)\b|\.local\/share\/fonts\b|Maildir\b|public_html\b|www\b)./,
		'user_home_t',
	],
	[/^\/root\/(?!\.(?:cert|gnupg|pki|ssh)\b)./, 'admin_home_t'],
];

/**
 * What to do where a service is sent into a home, or to a program among settings, or writes there: the label is probably
 * right.
 *
 * @returns none for other summaries, and for programs whose domain is not known
 */
export function inLikelyPlace(told: Summary, names: string[]): Remedy[] {
	const { path = '', class: of = '' } = told;
	if (!/^(?:dir|file|lnk_file)$/.test(of)) return [];
	const isChanged =
		isWriting({ permissions: names }) || names.some((each) => each.startsWith('execute'));
	const [, home] = OF_HOMES.find(([place]) => place.test(path)) ?? [];
	const type = home ?? (isChanged && /^\/etc\/./.test(path) ? 'etc_t' : undefined);
	const record = type === undefined ? undefined : recordWith(told, names, type);
	if (record === undefined) return [];
	return [
		{
			kind: 'note',
			why: `If it runs as ${record.subject.type}, and this has the type of its place, ${type} (the record says both), the label is probably right:`,
		},
		// Of a home's own type, restorecon(8) changes nothing.
		...(home === undefined ? withoutRules(record) : withoutRestoring(withoutRules(record))),
	];
}

/** Without what gives the label of the path, which is there, and without the words that follow it. */
function withoutRestoring(ways: Remedy[]): Remedy[] {
	return ways
		.filter(({ text = '' }) => !text.startsWith('restorecon'))
		.map((each) => ({ ...each, why: each.why.replace(/^If it says the same, and /, 'If ') }));
}

/** What there is for a process that asks something of itself, as memory that it executes; none where nothing is known. */
export function ofLikelyProcess(told: Summary, names: string[]): Remedy[] {
	if (told.class !== 'process' || !names.every((each) => /^exec(?:mem|stack|heap)$/.test(each)))
		return [];
	const record = recordWith(told, names);
	if (record === undefined) return ofPeople(names);
	const switches = withoutRules(record).filter(({ text }) => text?.startsWith('setsebool'));
	return switches.map((one) => ({
		...one,
		why: `If it runs as ${record.subject.type}: ${one.why}`,
	}));
}

/** Memory that what people start may not execute, whatever it is: the domain unconfined_t. */
const OF_PEOPLE: Record<string, string> = {
	execheap: 'selinuxuser_execheap',
	execstack: 'selinuxuser_execstack',
};

/** @see allow_execheap and allow_execstack of setroubleshoot's plugins: older names of these booleans */
function ofPeople(names: string[]): Remedy[] {
	const booleans = names.flatMap((name) =>
		Object.hasOwn(OF_PEOPLE, name) ? [OF_PEOPLE[name]] : [],
	);
	return booleans.map((boolean) => ({
		kind: 'command',
		why: 'If a person starts it (unconfined_t), report it to who makes the program. Only if it is to run as it is: this lets every program of such logins do so (older policies: allow_ in place of selinuxuser_):',
		text: `setsebool -P ${boolean} on`,
	}));
}

/** Where a scanner has its own settings and data. */
const OF_SCANNER = /^\/(?:etc|run|var\/(?:lib|log|run))\//;

/** What a scanner is refused among the files of others, whose labels are as they should be. */
export function ofScanner(told: Summary, names: string[]): Remedy[] {
	const { path = '', class: of = '', name } = told;
	const isScanned = /^(?:dir|(?:lnk_)?file)$/.test(of) && !OF_SCANNER.test(path);
	if (!isScanned || domainOfProgram(name) !== 'antivirus') return [];
	const record = recordWith(told, names, 'user_home_t');
	if (record === undefined) return [];
	const why = 'A scanner looks at the files of others, whose labels are probably right.';
	return [{ kind: 'note', why }, ...withoutRules(record)];
}

/** What a service has for what it keeps where nobody has labeled it. */
interface Likely {
	/** The type of its own, where it has one. */
	type?: string;
	/** What it takes beside that, or without it: booleans. */
	switches: Remedy[];
}

/** What is known of the service's own data, for a name alone or a place that policies have no label for. */
export function ofLikelyData(told: Summary, names: string[]): Likely {
	const { path = '' } = told;
	const isElsewhere = !path.startsWith('/') || isUnknownPlace(path);
	const record = isElsewhere ? recordWith(told, names, 'default_t') : undefined;
	if (record === undefined) return { switches: [] };
	const type = ownType(record);
	const switches = withoutRules(record).filter(({ text = '' }) => text.startsWith('setsebool'));
	return type === undefined ? { switches } : { type, switches };
}

/** All that there is for a service that is sent to a place which policies do not know; none where its domain is not known. */
export function inUnknownPlace(told: Summary, names: string[]): Remedy[] {
	const record = recordWith(told, names, 'default_t');
	return record === undefined ? [] : withoutRules(record);
}

/** A rule needs the types, and nobody has told them. */
function withoutRules(record: AccessRecord): Remedy[] {
	return remedies(record, findLayer(record)).filter(({ kind }) => kind !== 'rule');
}
