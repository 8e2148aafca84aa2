// Reports of sealert(8) from their contexts on, without the first line, which names the permission.

import { hasPermission } from './permissions.ts';
import { RecordError } from './record.ts';
import { splitContext } from './record-context.ts';
import { QUOTES, recordOf, type SealertReport } from './sealert.ts';
import { CONTEXT, localRecord } from './sealert-local.ts';

/** From the contexts to the line of the hash, without the raw records between them, which are read as such. */
const MOST_LINES = 60;
/** Under the source's context stand the target's and its objects, each of which may be wrapped. */
const MOST_UNDER = 8;
/** `Target Objects                /dev/dri/card0 [ chr_file ]`, broken before its last word or not. */
const CLASS = /\[ (\w+)\s*\](?=\s*$)/;
/** `Hash: httpd,httpd_t,user_home_t,file,read`, in some languages with another word. */
const HASH = /:\s*[^\s,]+,\w+,\w+,(\w+),([\w,]+)\s*$/;

/** A report without its first line; a record where the permission stands elsewhere in it, else what is missing. */
export interface HeadlessReport {
	report?: SealertReport;
	problem?: RecordError;
}

/**
 * Finds reports that begin with the contexts.
 *
 * @param all - the lines of a text that has no headline of a report
 * @returns the reports in the text's order
 */
export function headlessReports(all: string[]): HeadlessReport[] {
	const lines = all.map((line) => line.replace(QUOTES, ''));
	const begins = lines.flatMap((_, index) => (isBegin(lines, index) ? [index] : []));
	return begins.flatMap((begin, at) => {
		const end = Math.min(begins[at + 1] ?? lines.length, begin + MOST_LINES);
		const before = lines.slice(Math.max(begins[at - 1] ?? 0, begin - MOST_LINES), begin);
		const found = headless(lines.slice(begin, end), begin + 1, before);
		return found === undefined ? [] : [found];
	});
}

/** The source's context, and under it the target's and the class. */
function isBegin(lines: string[], index: number): boolean {
	const line = lines[index] ?? '';
	if (!isContextLine(line)) return false;
	const under = lines.slice(index + 1, index + 1 + MOST_UNDER);
	const object = under.findIndex(isContextLine);
	return object >= 0 && under.slice(object + 1).some((one) => CLASS.test(one));
}

function isContextLine(line: string): boolean {
	return /^(?:Source|Target) Context\s/.test(line) || (line.length < 512 && CONTEXT.test(line));
}

function headless(report: string[], line: number, before: string[]): HeadlessReport | undefined {
	const of = report.flatMap((one) => CLASS.exec(one)?.[1] ?? [])[0] ?? '';
	const hashed = permissionsOfHash(report, of);
	const names = hashed.length > 0 ? hashed : permissionsOfPlugin(before, of);
	const record = (permissions: string[]) =>
		recordOf(report, permissions.join(' ')) ?? localRecord(report, permissions);
	if (names.length > 0) return { report: { text: record(names), summary: undefined, line } };
	const told = record(['PERMISSION']);
	if (told === undefined) return undefined;
	const [, path = '', subject = '', object = ''] =
		/\} for {2}(?:path="([^"]*)" )?.*?scontext=(\S+) tcontext=(\S+)/.exec(told) ?? [];
	const what = path === '' ? of : `${of} ${path}`;
	const problem = `a part of a report of sealert: ${splitContext(subject).type} was refused something on ${what} (${splitContext(object).type}); the permission is missing, which the first line and the raw record name`;
	const expected =
		"the whole report, from 'SELinux is preventing' to 'Hash:' ('sealert -l' with its Local ID), or 'ausearch -m avc'";
	return { problem: new RecordError(line, problem, expected) };
}

function permissionsOfHash(report: string[], of: string): string[] {
	const [, hashed, names = ''] = report.map((one) => HASH.exec(one)).find(Boolean) ?? [];
	return hashed === of ? names.split(',').filter((name) => hasPermission(of, name)) : [];
}

/** `If you believe that httpd should be allowed read write access on the index.html file by default.` */
const BELIEVED = /\bshould be allowed ([\w ,]{1,200}) access(?:es)? (?:on|to)\b/;

/** What the plugin catchall says above the contexts; another class has other permissions. */
function permissionsOfPlugin(before: string[], of: string): string[] {
	const [, said = ''] = before.map((one) => BELIEVED.exec(one)).find(Boolean) ?? [];
	return said.split(/[ ,]+/).filter((name) => hasPermission(of, name));
}
