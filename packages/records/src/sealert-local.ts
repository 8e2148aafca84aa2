// Reports of sealert(8) in other languages than English: the words differ, the shape does not.

import { isClass } from './classes.ts';
import { hasPermission, isPermission } from './permissions.ts';
import { pluginDetails, type SealertReport } from './sealert.ts';
import { isPluginHeading } from './sealert-plugins.ts';

/** The summaries of translations, by the verb behind `SELinux`. */
const SUMMARY =
	/\bSELinux (?:prevents|hindert|verhindert|empêche|interdit|impide|está impidiendo|impedisce|impede|está a impedir|zabrania|uniemożliwia|zabraňuje|brání|förhindrar|forhindrer|estää|запрещает|препятствует|забороняє)(?=\s)/u;
/** The word behind such a verb. */
const SUBJECT = new RegExp(`${SUMMARY.source}\\s+'?([\\w/.-]+)`, 'u');
/** `Quellkontext                  system_u:system_r:httpd_t:s0`. */
export const CONTEXT = /^\P{L}*\p{L}[^:]*\s{2,}([\w.-]+:[\w.-]+:[\w.-]+(?::[\w.:,-]+)?)\s*$/u;
/** `Zielobjekte                   /srv/index.html [ file ]`. */
const OBJECT = /\s{2,}(\S.*?)\s*\[ (\w+) \]\s*$/;
/** The commands that name the program: `ausearch -c 'NAME' --raw`, or of older ones grep(1). */
const PROGRAM = /\b(?:ausearch -c '?([^'\s]+)'?|grep (\S+) \/var\/log\/audit)/;
/** Permissions of rare classes that are words of sentences. */
const WORDS = /^(?:access|use|add|find|list|map)$/;
const MOST_LINES = 200;
/** Between a summary and its first plugin is a line without words. */
const MOST_BEFORE_PLUGIN = 4;
/** A line of a report has a label of two or three words, and a path or a context. */
const LONGEST_LINE = 8192;

/**
 * Finds the reports of sealert(8) in other languages.
 *
 * @param lines - the lines of a text
 * @returns the reports in the text's order
 */
export function localReports(lines: string[]): SealertReport[] {
	const begins = lines.flatMap((line, index) => (isSummary(line, index, lines) ? [index] : []));
	return begins.map((begin, at) => {
		const end = Math.min(begins[at + 1] ?? lines.length, begin + MOST_LINES);
		const report = lines.slice(begin, end).filter(({ length }) => length <= LONGEST_LINE);
		const text = recordOf(report.map((one) => one.replace(/\s{3,}/g, '  ')));
		return { text, summary: summaryOf(report), line: begin + 1 };
	});
}

/** One whose verb is known; or, in whatever language, the line with SELinux before what plugins say. */
function isSummary(line: string, index: number, lines: string[]): boolean {
	if (SUMMARY.test(line)) return true;
	if (!/\bSELinux\b/.test(line) || isPluginHeading(line)) return false;
	return lines.slice(index + 1, index + 1 + MOST_BEFORE_PLUGIN).some(isPluginHeading);
}

/** The names in a summary that are no language's: those of permissions, `read-Zugriff` too. */
function permissionsIn(summary: string, of: string | undefined): string[] {
	const words = summary.split(/\s+/).filter((word) => !/[/.]./.test(word));
	const names = words.flatMap((word) => word.match(/[a-z_\d]+/g) ?? []);
	const known = (name: string) =>
		of === undefined ? isPermission(name) && !WORDS.test(name) : hasPermission(of, name);
	return [...new Set(names.filter(known))];
}

/** The first context is of the source, the second of the target: setroubleshoot's order in each language. */
function recordOf([summary = '', ...report]: string[]): string | undefined {
	const [, , of = ''] = report.map((line) => OBJECT.exec(line)).find(Boolean) ?? [];
	return localRecord(report, permissionsIn(summary, of));
}

/**
 * The record of a report in whatever language.
 *
 * @param report - its lines behind the summary
 * @param names - the permissions
 * @returns undefined where contexts or permissions are missing
 */
export function localRecord(report: string[], names: string[]): string | undefined {
	const [subject, object] = report.flatMap((line) => CONTEXT.exec(line)?.[1] ?? []);
	const [, path = '', of = ''] = report.map((line) => OBJECT.exec(line)).find(Boolean) ?? [];
	if (subject === undefined || object === undefined || names.length === 0) return undefined;
	const shown = path.startsWith('/') ? `path="${path.replaceAll('"', '')}" ` : '';
	return `avc:  denied  { ${names.join(' ')} } for  ${shown}scontext=${subject} tcontext=${object} tclass=${of}`;
}

/** What a report tells without contexts, as SealertReport has it. */
function summaryOf(report: string[]): Record<string, string> | undefined {
	const [summary = ''] = report;
	const permissions = permissionsIn(summary, undefined);
	if (permissions.length === 0) return undefined;
	const paths = Array.from(summary.matchAll(/(?<![\w/])(\/[^\s'"`#]+)/g), ([, path = '']) =>
		path.replace(/[.,]$/, ''),
	);
	const [, byName, byGrep] =
		report.map((line) => PROGRAM.exec(line)).find((each) => each !== null) ?? [];
	const program = paths.length > 1 ? paths[0] : (byName ?? byGrep ?? SUBJECT.exec(summary)?.[1]);
	const path = paths.length > 1 ? paths.at(-1) : paths.find((one) => !one.endsWith(`/${program}`));
	const [, port] = /\bport\D{1,3}(\d{1,5})\b/i.exec(summary) ?? [];
	const of = summary.match(/\b[a-z\d_]+\b/g)?.find((word) => isClass(word) && /_/.test(word));
	const protocol = /^(tcp|udp|sctp|dccp)_socket$/.exec(of ?? '')?.[1];
	const all = { permissions: permissions.join(' '), program, path, port, class: of, protocol };
	const told = Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1]));
	return { ...Object.fromEntries(told), ...pluginDetails(report) };
}
