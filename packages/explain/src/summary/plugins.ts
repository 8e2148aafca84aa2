// What sealert's plugins advise, in place of the record.

import { allowingValue, isForAllFiles, isOfManyDomains } from '../layer/booleans.ts';
import { command, isPolicyName, operand } from '../names.ts';
import { isWriting } from '../remedy/own-type.ts';
import { folderOf, isOfEverySystem, labelFolder, literally } from '../remedy/path.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { inLikelyPlace, ofLikelyData } from './likely-record.ts';
import { isOfFlatpak } from './of-path.ts';
import type { Summary } from './summary.ts';

/** The path whose label sealert has compared with the policy's, and would restore. */
export function restoredPath({ plugin = '', wantedPath, path }: Summary): string | undefined {
	if (!/^restorecon$/.test(plugin) || wantedPath === undefined) return undefined;
	return path === undefined || wantedPath === path || wantedPath.endsWith(`/${path}`)
		? wantedPath
		: undefined;
}

/** What the plugins name: a label to restore, or booleans. */
export function adviceOfPlugins(told: Summary): Remedy[] {
	const path = restoredPath(told);
	const { wanted, booleans = '' } = told;
	const names = booleans.split(' ').filter((name) => name !== '');
	const own = names.filter((name) => !isOfManyDomains(name));
	return [
		...(path === undefined ? [] : [restored(path, wanted)]),
		...restoredProgram(told),
		...proposed(told),
		...oneOfTypes(told),
		...own.map((name, at) =>
			switched(
				name,
				at === 0 ? 'sealert names a boolean; if all that it allows is wanted:' : 'Or:',
			),
		),
	];
}

/** Booleans that the plugins name and that allow far more than was asked: the last that is said. */
export function lastOfPlugins({ booleans = '' }: Summary): Remedy[] {
	return booleans
		.split(' ')
		.filter((name) => name !== '' && isOfManyDomains(name))
		.map((name) =>
			switched(
				name,
				isForAllFiles(name)
					? 'sealert names a boolean by which the service may use nearly every file, whatever its type; last of all:'
					: 'sealert names a boolean that is for very many domains; last of all:',
			),
		);
}

/** The program that asked, whose label sealert has compared with the policy's: its plugin restorecon_source. */
function restoredProgram({ programPath = '', programType = '' }: Summary): Remedy[] {
	if (!programPath.startsWith('/') || !isPolicyName(programType)) return [];
	return [
		{
			kind: 'command',
			why: `sealert has compared the label of the program itself with the one that the policy has for its path, ${programType}: with another one it probably runs in another domain than it should, and no rule for that one is wanted. Give it that${ofImage(programPath)}, look whether the rest of its package has lost its labels, too (installing it anew gives them), and start it again:`,
			text: command('restorecon', '-v', ...operand(programPath)),
		},
	];
}

/** A type that sealert would give to a path; by its name alone where the report tells no more. */
function proposed({
	proposedType = '',
	proposedPath = '',
	class: of,
	permissions = '',
	plugin,
}: Summary): Remedy[] {
	if (!isPolicyName(proposedType)) return [];
	const path = proposedPath.startsWith('/') ? proposedPath : 'PATH';
	const whole = path.replace(/\(\/\.\*\)\?$/, '');
	// What lies in a directory is asked for next.
	const isMount = plugin === 'mounton';
	const below = isMount || (path === whole && of !== 'dir') ? '' : '(/.*)?';
	if (isMount && isOfEverySystem(whole)) return [];
	const isReadOnly =
		proposedType === 'public_content_t' && isWriting({ permissions: permissions.split(' ') });
	const [type, which] = isReadOnly
		? [
				'public_content_rw_t',
				'public_content_t, which is only read; to write there it takes public_content_rw_t, and the boolean of the service for that (`getsebool -a | grep anon_write`)',
			]
		: [proposedType, proposedType];
	return [
		{
			kind: 'command',
			why: `sealert would label it ${which}${path === 'PATH' ? ' (PATH being where it lies)' : ''}; if it is for that:`,
			text:
				below !== '' || isOfEverySystem(whole)
					? labelFolder(whole, type)
					: `${command('semanage', 'fcontext', '-a', '-t', type, literally(whole))} && ${command('restorecon', isMount ? '-v' : '-Rv', ...operand(whole))}`,
		},
	];
}

/** Types that everybody may write to, or that are of homes: sealert lists them, too. */
const OF_NOBODY =
	/^(?:admin_home|root|tmp|tmpfs|user_tmp|var_lib|var_log|var_run|user_home|user_home_dir|user_fonts|cache_home|config_home|data_home|gconf_home|gnome_home|default|file|usr|etc|var|krb5_host_rcache|virt_home|telepathy_\w+|mozilla_\w+|\w+_tmp|\w+_var_(?:run|log)|\w+_tmpfs)_t$/;
/** A sentence has no more. */
const MOST_NAMED = 8;

/** What sealert lists as labels that the program may use so; which one, the purpose of the file tells. */
function oneOfTypes(told: Summary): Remedy[] {
	const { fileTypes = '', path = '', permissions = '', name, class: of } = told;
	if (fileTypes === '' || isOfFlatpak(path)) return [];
	// What the service is known to have for it is said where no label is known: of-path.ts.
	const asked = permissions.split(' ');
	const named = inLikelyPlace(told, asked).map(({ text }) => / -t (\w+) /.exec(text ?? '')?.[1]);
	const known = [ofLikelyData(told, asked).type, ...named];
	if (fileTypes.split(' ').some((type) => known.includes(type))) return [];

	// Threads of named(8) are isc-worker0000 and the like.
	const own = name.startsWith('isc-') ? 'named_' : `${name.replace(/\W.*$/, '')}_`;
	const isOwn = (type: string) => Number(type.startsWith(own));
	const types = fileTypes
		.split(' ')
		.filter((type) => isPolicyName(type) && !OF_NOBODY.test(type))
		.sort((one, other) => isOwn(other) - isOwn(one));
	if (types.length === 0) return [];
	const first = types.slice(0, MOST_NAMED).join(', ');
	// A file is one of those in its folder.
	const where = path.startsWith('/') ? (of === 'dir' ? path : folderOf(path)) : 'PATH';
	return [
		{
			kind: 'command',
			why: `sealert lists the labels that the program may use so. Of those that are not everybody's: ${first}${types.length > MOST_NAMED ? ' and others' : ''}. Take the one (TYPE) that is for such files${types.includes('mail_spool_t') ? ' (mail_spool_t, where it is mail)' : ''}, for the whole folder that the service keeps them in, not for one file or folder of it alone:`,
			text: labelFolder(where, 'TYPE'),
		},
	];
}

function restored(path: string, wanted: string | undefined): Remedy {
	const type = wanted === undefined ? '' : `, ${wanted}`;
	return {
		kind: 'command',
		why: `sealert has compared its label with the one that the policy has for its path${type}. Give it that${ofImage(path)}:`,
		text: command('restorecon', '-v', ...operand(path)),
	};
}

/** Programs of a system whose /usr is an image lie on a mount that is read-only. */
function ofImage(path: string): string {
	return path.startsWith('/usr/')
		? ' (where /usr is of an image, as of ostree or bootc, restorecon cannot: the image was made without that label, so update it, or have it built anew)'
		: '';
}

function switched(name: string, why: string): Remedy {
	return {
		kind: 'command',
		why,
		text: command('setsebool', '-P', name, allowingValue(name) === 'off' ? '0' : '1'),
	};
}
