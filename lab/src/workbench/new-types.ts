// A type of the module's own for what a program makes or writes in a folder that belongs to everybody, and the
// line of the .fc file by which restorecon(8) gives it to what is there already.
import { posix } from 'node:path';
import type { Need, Proposal } from './propose.ts';
import { escaped } from './skeleton.ts';
import type { AllowedRule } from './variants.ts';

/** How something in such a folder gets a type of the module's own. */
export interface Making {
	/** The end of the type's name. */
	suffix: string;
	/** The interfaces that say what the type is, and when it is given. */
	declare: string;
	transition: string;
	/** Its path; undefined where labels are nothing that lasts. */
	folder?: string;
}

/** By the folder's own type. */
export const MAKES: Readonly<Record<string, Making>> = {
	var_log_t: {
		suffix: 'log',
		declare: 'logging_log_file',
		transition: 'logging_log_filetrans',
		folder: '/var/log',
	},
	var_lib_t: {
		suffix: 'var_lib',
		declare: 'files_type',
		transition: 'files_var_lib_filetrans',
		folder: '/var/lib',
	},
	var_run_t: {
		suffix: 'runtime',
		declare: 'files_runtime_file',
		transition: 'files_runtime_filetrans',
		folder: '/run',
	},
	tmp_t: { suffix: 'tmp', declare: 'files_tmp_file', transition: 'files_tmp_filetrans' },
	tmpfs_t: { suffix: 'tmpfs', declare: 'files_tmpfs_file', transition: 'fs_tmpfs_filetrans' },
	// What is in /var and has no type of its own: programs make there what is in /var/cache.
	var_t: {
		suffix: 'cache',
		declare: 'files_type',
		transition: 'files_var_filetrans',
		folder: '/var/cache',
	},
	var_spool_t: {
		suffix: 'spool',
		declare: 'files_type',
		transition: 'files_spool_filetrans',
		folder: '/var/spool',
	},
};

/** What a file's class is in a .fc file: file_contexts(5). */
const KINDS: Readonly<Record<string, string>> = {
	file: '--',
	sock_file: '-s',
	fifo_file: '-p',
	lnk_file: '-l',
};

const WRITES = ['create', 'write', 'append', 'unlink', 'rename', 'link', 'setattr'];

/** Names that mean themselves to m4(1) and in file_contexts(5), once they are escaped. */
const PLAIN = /^[\w.+@:,=~%-]+$/;

/** Whether a domain makes something that gets the folder's type, or writes what is there with it. */
export function isMade(
	{ permissions, class: objectClass, seen }: Need,
	{ folder }: Making,
): boolean {
	if (permissions.includes('create')) return true;
	const isThere = seen.some(({ path }) => folder !== undefined && path?.startsWith(`${folder}/`));
	return isThere && objectClass in KINDS && permissions.some((each) => WRITES.includes(each));
}

/**
 * Proposes a type.
 *
 * @param about - all that the domain was denied of the folder's type
 * @param made - those of them for which isMade
 * @param known - the types that the modules declare already, and what the policy allows
 */
export function newType(
	domain: string,
	making: Making,
	made: readonly Need[],
	about: readonly Need[],
	{ types, allowed }: { types: readonly string[]; allowed: readonly AllowedRule[] },
): Proposal {
	const type = `${domain.replace(/_t$/, '')}_${making.suffix}_t`;
	const places = made.flatMap((need) => placesOf(need, making, about));
	const inFolder = places.filter(({ isBelow, isNew }) => isNew && !isBelow);
	const classes = inFolder.map(({ class: objectClass }) => objectClass);
	// What it does with the folder itself the transition grants.
	const own = about.filter((need) => need.class !== 'dir' || made.includes(need));
	const rules = own.flatMap((need) => {
		const has = allowed
			.filter(
				(rule) =>
					[domain, type, need.class].join() === [rule.domain, rule.target, rule.class].join(),
			)
			.flatMap(({ permissions }) => permissions);
		const lacking = need.permissions.filter((each) => !has.includes(each));
		return lacking.length > 0 ? [`allow ${domain} ${type}:${need.class} ${setOf(lacking)};`] : [];
	});
	const transition = `${making.transition}(${domain}, ${type}, ${setOf(classes)})`;
	const contexts = contextsOf(places, type);
	return {
		domain,
		lines: [...rules, ...(classes.length > 0 ? [transition] : [])],
		declarations: types.includes(type) ? [] : [`type ${type};`, `${making.declare}(${type})`],
		contexts,
		records: about.flatMap(({ records }) => records),
		besides: [
			...(classes.length > 0 ? ['what it makes there has a type of its own'] : []),
			...(contexts.length > 0
				? ['what is there already gets it by the line in the .fc file: restorecon(8)']
				: []),
			...(contexts.length === 0 && making.folder
				? ['what is there already needs a line in the .fc file, and no record tells its path']
				: []),
			...(places.some(({ isNew }) => !isNew)
				? ["it was there before the test: if it is another program's, this is not the way"]
				: []),
		],
	};
}

/** Something in a folder. */
interface Place {
	class: string;
	/** Undefined if no record tells it. */
	path: string | undefined;
	/** It is in a folder in that folder. */
	isBelow: boolean;
	/** The program has made it. */
	isNew: boolean;
}

function placesOf(
	{ seen, class: objectClass }: Need,
	{ folder }: Making,
	about: readonly Need[],
): Place[] {
	const inside = (path: string | undefined) =>
		folder !== undefined && path?.startsWith(`${folder}/`) ? path : undefined;
	const paths = about.flatMap((need) => need.seen.map(({ path }) => inside(path)));
	// Who makes something writes into its folder. The records of that have the folder's name alone.
	const parents = about
		.filter((need) => need.class === 'dir')
		.flatMap((need) => need.seen)
		.filter(({ permissions }) => permissions.includes('add_name') || permissions.includes('write'))
		.map(({ name }) => name);
	const isAlone = folder && parents.every((name) => isFolderItself(name, folder));
	const found = new Map<string, Place>();
	for (const { name, path, permissions } of seen) {
		if (!permissions.some((each) => WRITES.includes(each))) continue;
		if (objectClass === 'dir' && isFolderItself(name, folder)) continue;
		const known = inside(path) ?? paths.find((each) => each && posix.basename(each) === name);
		const whole = known ?? (isAlone && name ? `${folder}/${name}` : undefined);
		const key = whole ?? name ?? posix.basename(path ?? '');
		const isNew = permissions.includes('create') || (found.get(key)?.isNew ?? false);
		const isBelow = whole !== undefined && posix.dirname(whole) !== folder;
		found.set(key, { class: objectClass, path: whole, isBelow, isNew });
	}
	return [...found.values()];
}

/** A record has its name; or `/`, if a file system begins there. */
function isFolderItself(name: string | undefined, folder: string | undefined): boolean {
	return name === '/' || (folder !== undefined && name === posix.basename(folder));
}

/** The lines of the .fc file, each once. */
function contextsOf(places: readonly Place[], type: string): string[] {
	const patterns = places.flatMap(({ path, class: objectClass, isBelow }) => {
		if (
			path === undefined ||
			!path
				.split('/')
				.slice(1)
				.every((part) => PLAIN.test(part))
		)
			return [];
		if (objectClass === 'dir') return [`${escaped(path)}(/.*)?\t`];
		if (isBelow) return [`${escaped(posix.dirname(path))}(/.*)?\t`];
		return [`${escaped(path)}\t${KINDS[objectClass] ?? ''}`];
	});
	return [...new Set(patterns)].map((each) => `${each}\tgen_context(system_u:object_r:${type},s0)`);
}

export function setOf(words: readonly string[]): string {
	const sorted = [...new Set(words)].sort();
	return sorted.length === 1 ? `${sorted[0]}` : `{ ${sorted.join(' ')} }`;
}
