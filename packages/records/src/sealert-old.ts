// Headlines of setroubleshoot before its version 3, such as RHEL 5 has. They name the types and
// no class, where newer ones name the class and no types.

import { isClass } from './classes.ts';
import { likelyClass } from './likely-class.ts';
import { hasPermission, isPermission } from './permissions.ts';
import type { AccessRecord } from './record.ts';
import { splitContext } from './record-context.ts';

/** What a headline names; what it does not is undefined. */
export interface OldHeadline {
	program?: string | undefined;
	/** The subject's type. */
	source?: string | undefined;
	/** With a space between; empty where the headline names none. */
	permissions: string;
	/** A path, or a name alone. */
	path?: string | undefined;
	/** The object's type. */
	label?: string | undefined;
	/** Whether it says itself that it is about files. */
	isOfFiles: boolean;
}

const BEGINNING = /\bSELinux (?:is preventing|prevented) /i;
/** A headline is wrapped at 72 columns. */
const MOST_LINES = 3;
/** A path has 4096 characters at most. */
const LONGEST = 8192;

/**
 * `SELinux is preventing httpd (httpd_t) "getattr" to /srv/index.html (user_home_t).`
 *
 * @see the plugins catchall and catchall_file of setroubleshoot 2
 */
const OF_TYPES =
	/^(?<program>[^()"]{1,64}?) ?\((?<source>[\w.-]+_t)\) "(?<permissions>[\w ,]{1,128})" (?:access )?(?:to|on) (?<path>[^()]{1,4096}?) ?\((?<label>[\w.-]+_t)\)/;
/**
 * `SELinux is preventing the httpd from using potentially mislabeled files (/srv/index.html).`, in newer ones
 * with the path bare, and behind it the type.
 *
 * @see the plugins httpd_bad_labels and home_tmp_bad_labels
 */
const MISLABELED =
	/^(?:the )?(?<program>\S{1,64}(?: \([\w.-]+_t\))?) from using potentially mislabeled files \(?(?<path>\S{1,4096}?)\)?(?: \((?<label>[\w.-]+_t)\))?\.?(?=\s|$)/;
/** `SELinux is preventing access to files with the label, file_t.`: its plugin file. */
const OF_LABEL =
	/^(?:(?<program>[^()"]{1,64}?) \((?<source>[\w.-]+_t)\) "(?<permissions>[\w ,]{1,128})" )?access to files with the (?:default )?label,? (?<label>[\w.-]+_t)/;

/**
 * Reads such a headline.
 *
 * @param lines - those of a text
 * @param at - where the headline begins, from 0
 * @returns undefined for other lines
 */
export function oldHeadline(lines: string[], at: number): OldHeadline | undefined {
	const first = lines[at] ?? '';
	const begin = BEGINNING.exec(first);
	if (begin === null || first.length > LONGEST) return undefined;
	const behind = lines.slice(at + 1, at + MOST_LINES).map((line) => line.replace(/^[\s>|#]+/, ''));
	const text = [first.slice(begin.index + begin[0].length).trimStart(), ...behind].join(' ');
	const ofTypes = OF_TYPES.exec(text);
	const found = ofTypes ?? MISLABELED.exec(text) ?? OF_LABEL.exec(text);
	if (!found?.groups) return undefined;
	const { program, source, permissions = '', path, label } = found.groups;
	const names = permissions.split(/[\s,]+/).filter((name) => name !== '');
	if (!names.every(isPermission)) return undefined;
	return {
		program: program?.replace(/^the /, '').replace(/ \(.*/, ''),
		source,
		permissions: names.join(' '),
		path: /^<?(?:Unknown|None)>?$/.test(path ?? '') ? undefined : path?.replace(/^\.\//, ''),
		label,
		isOfFiles: ofTypes === null,
	};
}

/**
 * The record that a headline is probably of: its class by what is asked for, of a process or a port also by the
 * types. Users and roles are those of a service of the system, for it tells none: `details.headline` says so.
 *
 * @param line - its number, from 1
 * @returns undefined where it names no types, or several classes may be
 */
export function recordOfHeadline(headline: OldHeadline, line: number): AccessRecord | undefined {
	const { source, label, permissions, path, program = '' } = headline;
	const names = permissions.split(' ');
	const of = classOf(headline, names);
	if (source === undefined || label === undefined || of === undefined) return undefined;
	const isProcess = !/file$|^dir$/.test(of) && !of.endsWith('_socket');
	const place = path?.startsWith('/') ? { path } : path === undefined ? {} : { name: path };
	return {
		kind: 'access',
		decision: 'denied',
		permissions: names,
		subject: splitContext(`system_u:system_r:${source}`),
		object: splitContext(`system_u:${isProcess ? 'system_r' : 'object_r'}:${label}`),
		class: of,
		permissive: false,
		// No comm=: then a path without `open` would count as a descriptor that was passed on, but kernels
		// of that time had no such permission.
		details: { ...place, headline: program, likely: of },
		line,
	};
}

function classOf({ source, label, path }: OldHeadline, names: string[]): string | undefined {
	if (names.every((name) => /^name_(?:bind|connect)$/.test(name))) return 'tcp_socket';
	if (source === label) {
		const own = ['capability', 'capability2', 'process'];
		return own.find((of) => names.every((name) => hasPermission(of, name)));
	}
	return likelyClass(names, path === undefined || isNameless(path) ? {} : { path });
}

/** `socket`, `unix` and `pipe` stand for what has no place in a file system. */
export function isNameless(path: string): boolean {
	return /^(?:socket|pipe|unix)\b/.test(path) || isClass(path);
}
