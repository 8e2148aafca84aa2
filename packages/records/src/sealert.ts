// What setroubleshoot says of a refusal, where the record itself is not shown.

import { likelyClass } from './likely-class.ts';
import { hasPermission } from './permissions.ts';
import type { AccessRecord } from './record.ts';
import { splitContext } from './record-context.ts';
import { isNameless, type OldHeadline, oldHeadline, recordOfHeadline } from './sealert-old.ts';
import { pluginAdvice } from './sealert-plugins.ts';

/** A report, or the line in the journal that summarizes one. */
export interface SealertReport {
	/** The record that it tells of; undefined if it names no contexts. */
	text: string | undefined;
	/**
	 * What a report without contexts tells all the same: `permissions`, and as far as it names them
	 * `program`, `class`, `path`, `label` (the object's type), `port`, `protocol`, and what its plugins
	 * advise (pluginDetails). Undefined if it does not even name permissions; some older ones name only files.
	 */
	summary: Record<string, string> | undefined;
	/** Without contexts, the record that the headline of an older setroubleshoot is probably of. */
	likely?: AccessRecord | undefined;
	/** The number of the line with the summary, from 1. */
	line: number;
}

/** A report is this long at most before its contexts. */
const MOST_LINES = 200;

/** How a headline begins, also where it goes on in prose, or was cut. */
const BEGINNING =
	/\b[Ss][Ee][Ll]inux is preventing (?<program>\S{1,255}(?: \S{1,255}){0,3}?) from (?:using the )?'?(?<permissions>[\w, ]{1,400}?)'? (?:access(?:es)?|(?<capability>capabilit)(?:y|ies))\b/;
/**
 * `SELinux is preventing httpd from read access on the file index.html.`, also with escapes of syslog behind
 * it (`#012`) or the advice to run sealert(8).
 *
 * @see summary in setroubleshoot's signature.py
 */
const HEADLINE = new RegExp(
	BEGINNING.source +
		/(?: on (?:the |a )?(?<object>[^#]{0,4096}?))?\.?(?=#012|\. For complete|$)/.source,
);

/** Quotes of mail, of Markdown and of comments before a line. */
export const QUOTES = /^(?:[\s>|#]|\/\/)+/;

/**
 * Finds the reports of sealert(8) in a text.
 *
 * @param lines - its lines
 * @returns the reports in the text's order
 */
export function sealertReports(lines: string[]): SealertReport[] {
	const begins = lines.flatMap((line, index) => {
		const old = BEGINNING.test(line) ? undefined : oldHeadline(lines, index);
		return old || BEGINNING.test(line) ? [{ index, old }] : [];
	});
	return begins.map(({ index, old }, at) => {
		const end = Math.min(begins[at + 1]?.index ?? lines.length, index + MOST_LINES);
		const report = lines.slice(index, end);
		const found = old === undefined ? headlineOf(report[0]) : undefined;
		const permissions = old?.permissions ?? found?.permissions;
		const named = old ? summaryOfOld(old) : found && summaryOf(found);
		return {
			text:
				permissions === '' ? undefined : recordOf(report, permissions, found && summaryOf(found)),
			summary: named && { ...named, ...pluginDetails(report) },
			likely: old && recordOfHeadline(old, index + 1),
			line: index + 1,
		};
	});
}

/** What an older headline names, as that of a newer one. */
function summaryOfOld(headline: OldHeadline): Record<string, string> {
	const { program, permissions, path = '', label, isOfFiles } = headline;
	const of = isOfFiles ? 'file' : undefined;
	const all = { program, permissions, class: of, path: isNameless(path) ? '' : path, label };
	return Object.fromEntries(
		Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : [])),
	);
}

function headlineOf(line = ''): Record<string, string | undefined> | undefined {
	const text = line.trimEnd();
	return (HEADLINE.exec(text) ?? BEGINNING.exec(text))?.groups;
}

/** setroubleshoot writes some classes as words: translate_class in its util.py. */
const CLASSES: Record<string, string> = {
	directory: 'dir',
	semaphore: 'sem',
	'shared memory': 'shm',
	None: '',
};
const UNKNOWN = /^(?:Unknown|None|\(null\)|port None)$/;

/** What a headline names, but for what it does not know. */
function summaryOf(found: Record<string, string | undefined>): Record<string, string> {
	const { program = '', permissions = '', capability, object = '' } = found;
	const names = permissions.split(/[\s,]+/).filter((name) => name !== '');
	const named = capability === undefined ? objectOf(object) : { class: capabilityOf(names) };
	const all = { program, permissions: names.join(' '), ...named };
	return Object.fromEntries(
		Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : [])),
	);
}

function capabilityOf(names: string[]): string {
	return names.every((name) => hasPermission('capability2', name)) ? 'capability2' : 'capability';
}

/** `tcp_socket port 8888`, `directory labeled var_lib_t`, `file /srv/index.html`. */
function objectOf(text: string): Record<string, string | undefined> {
	const [, protocol, port] = /^(?:(tcp|udp|sctp|dccp)_socket )?port (\d{1,5})\b/.exec(text) ?? [];
	if (port !== undefined) {
		return { port, protocol, class: protocol && `${protocol}_socket` };
	}
	const [, of = '', label, rest = ''] =
		/^(shared memory|\S+)(?: labeled ([\w.-]*[\w-]))?(?:[ ](.*))?$/.exec(text.trim()) ?? [];
	const path = rest.replace(/^`|`$/g, '').trim();
	return {
		class: Object.hasOwn(CLASSES, of) ? CLASSES[of] : /^\w+$/.test(of) ? of : undefined,
		label,
		path: UNKNOWN.test(path) ? undefined : path,
	};
}

/**
 * What the plugins of a report advise, as details of a message: `plugin` with the most confidence,
 * `booleans`, `portTypes` and `fileTypes` (several by a space), and `wanted`, the type that the policy has for
 * `wantedPath`; of the program that asked, `programType` and `programPath`.
 */
export function pluginDetails(report: string[]): Record<string, string> {
	const { plugin, booleans, portTypes, fileTypes, label, programLabel, proposed } =
		pluginAdvice(report);
	return {
		...(plugin !== undefined && { plugin }),
		...(booleans.length > 0 && { booleans: booleans.join(' ') }),
		...(portTypes.length > 0 && { portTypes: portTypes.join(' ') }),
		...(fileTypes.length > 0 && { fileTypes: fileTypes.join(' ') }),
		...(proposed && { proposedType: proposed.type, proposedPath: proposed.path }),
		...(label && { wantedPath: label.path, ...(label.type && { wanted: label.type }) }),
		...(programLabel?.type && {
			programPath: programLabel.path,
			programType: programLabel.type,
		}),
	};
}

/** The names of those details. */
export const OF_PLUGINS = new Set([
	'plugin',
	'booleans',
	'portTypes',
	'fileTypes',
	'proposedType',
	'proposedPath',
	'wanted',
	'wantedPath',
	'programPath',
	'programType',
]);

/** The port as the kernel names it in records of the two permissions; the first text that tells one counts. */
function portOf(texts: (string | undefined)[], names: string): string {
	const told = texts.flatMap((text) => /(?:^|\bport )(\d{1,5})\b/i.exec(text ?? '')?.[1] ?? []);
	const field = names.includes('name_connect') ? 'dest' : 'src';
	return told[0] === undefined ? '' : `${field}=${told[0]} `;
}

/** `Source                        sshd`, comm= of the record. */
function programOf(source: string | undefined): string {
	return source !== undefined && /^[\w.-]{1,15}$/.test(source) ? `comm="${source}" ` : '';
}

function programIn(headline: string): string | undefined {
	return BEGINNING.exec(headline)?.groups?.program?.split('/').pop();
}

/** What a headline has no path of, it names as the kernel does: name= of the record. */
function nameIn({ path = '' }: Record<string, string>): string {
	return path === '' || path.startsWith('/') ? '' : `name="${path.replaceAll('"', '')}" `;
}

/** `Source Path` and the like are fields of their own. */
const OTHER_SOURCE = /^\s*(?:Context|Path|Process|RPM)\b/;

/** A context is wrapped at the edge of a page, wherever that is. */
const MOST_WRAPPED = 4;

/**
 * A value of a report with what of it stands in the next lines: of a context its type or level goes on there, of
 * an object its path or its class.
 */
function unwrapped(text: string, next: string[]): string {
	let whole = text;
	for (const line of next) {
		const more = line.trim();
		const isContextBegun = /^[\w.-]+:[\w.:,-]*$/.test(whole) && /^[\w.:,-]+$/.test(more);
		const isObjectBegun = /\[[^\]]*$/.test(whole) && /^\w*\s*\]$/.test(more);
		const isPathBegun = /^\/[^[\]]*$/.test(whole) && /^[^[\]]*\[ \w+ \]$/.test(more);
		if (isPathBegun) whole += more.startsWith('[') ? ` ${more}` : more;
		else if (isObjectBegun)
			whole = whole.endsWith('[') ? `${whole} ${more}` : `${whole}${more.replace(/^\]/, ' ]')}`;
		else if (isContextBegun && !isWholeContext(whole)) whole += more;
		else break;
	}
	return whole;
}

/** A level that ends in what must be followed is a part of one; so is a type without its end, or no type. */
function isWholeContext(text: string): boolean {
	const { type, rangeText } = splitContext(text);
	if (rangeText !== undefined) return rangeText !== '' && !/[:,.cs-]$/.test(rangeText);
	return type.endsWith('_t');
}

/**
 * The record as the kernel would have written it.
 *
 * @param report - its lines, the first of which may be the headline; who shows that alone may have both contexts
 *   beside it
 * @param told - what the headline tells of the object and its class
 * @returns undefined where contexts or class are missing
 */
export function recordOf(
	report: string[],
	permissions = '',
	told: Record<string, string> = {},
): string | undefined {
	const [headline = ''] = report;
	const lines = report.map((line) => line.replace(QUOTES, ''));
	const after = (name: string) => {
		const at = lines.findIndex(
			(line) => line.startsWith(name) && !OTHER_SOURCE.test(line.slice(name.length)),
		);
		const text = lines[at]?.slice(name.length).trim();
		return text === undefined ? undefined : unwrapped(text, lines.slice(at + 1, at + MOST_WRAPPED));
	};
	// Who shows the summary may have the fields of the record beside it.
	const field = (name: string) => new RegExp(`\\b${name}=([\\w:.,-]+)`).exec(lines.join('\n'))?.[1];
	const subject = after('Source Context') ?? field('scontext');
	const object = after('Target Context') ?? field('tcontext');
	// `Target Objects                /srv/index.html [ file ]`, `port 8888 [ tcp_socket ]`
	const [
		,
		what = told.path?.startsWith('/') ? told.path : '',
		objectClass = field('tclass') ?? told.class,
	] = /^(.*?)\s*\[ (\w+) \]$/.exec(after('Target Objects') ?? '') ?? [];
	const names = permissions.split(/[\s,]+/).join(' ');
	if (!subject || !object) return undefined;
	// Without a class the one that is probable is found where the record is read.
	const isToldByNames = likelyClass(names.split(' '), told) !== undefined;
	if (!objectClass && !isToldByNames) return undefined;
	const shown = /^(?:Unknown|None|Unbekannt)?$/.test(what) ? '' : what;
	// What was inherited is told by the descriptor's path, and no open; sealert looks for that itself.
	const source = after('Source ');
	const isLeak = pluginAdvice(report).plugin === 'leaks';
	// A record of what was passed on has no name.
	const isNamed = shown === '' && nameIn(told) !== '';
	const isOfPort = /_socket$/.test(objectClass ?? '') && /\bname_(?:bind|connect)\b/.test(names);
	const details = isOfPort
		? portOf([shown, after('Port'), headline], names) + programOf(source)
		: `${isLeak || isNamed ? programOf(source ?? programIn(headline)) : ''}${shown ? `path="${shown.replaceAll('"', '')}" ` : nameIn(told)}`;
	const ofClass = objectClass ? ` tclass=${objectClass}` : '';
	const mode = after('Enforcing Mode') === 'Permissive' ? ' permissive=1' : '';
	return `avc:  denied  { ${names} } for  ${details}scontext=${subject} tcontext=${object}${ofClass}${mode}`;
}
