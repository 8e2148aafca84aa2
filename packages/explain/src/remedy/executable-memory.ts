// Code that a program changes in memory, where a file is mapped: the permission execmod.

import type { AccessRecord } from '@peercon/records';
import { ANY_USER } from '../layer/boolean-rows.ts';
import { knownBoolean } from '../layer/booleans.ts';
import { labelLastingly } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Code that was written into what a file is mapped from: text relocations, or a compiler at run time. */
export function executableMemory(record: AccessRecord): Remedy[] {
	// Where it is probably the boolean, that is said already; other domains have none.
	const isLogin = ANY_USER.test(record.subject.type) && knownBoolean(record) === undefined;
	const boolean = isLogin ? [BOOLEAN_OF_LOGINS] : [];
	// What memfd_create(2) makes has no place in a file system, and no label to be given.
	if (record.details.path?.startsWith('/memfd:')) {
		const why =
			'The program compiles while it runs, into memory that it has no file for. Many have an option to do without.';
		return [{ kind: 'note', why }, ...boolean];
	}
	if (/\.(?:dll|exe)$/i.test(record.details.path ?? record.details.name ?? '')) {
		return [{ kind: 'note', why: OF_WINDOWS }, ...boolean];
	}
	return [textRelocations(record), ...boolean];
}

const BOOLEAN_OF_LOGINS: Remedy = {
	kind: 'note',
	why: 'There is a boolean, too, for every file of those that nothing confines and of logins: selinuxuser_execmod (Fedora, RHEL), allow_execmod (the reference policy).',
};

const OF_WINDOWS =
	'It is a library or a program of Windows, which Wine or Proton adapts in memory: it cannot be built anew, and for what lies in a home there is mostly the boolean alone. A newer release of Wine may do without.';

/**
 * What to do first about a library that the package of Wine has brought.
 *
 * @returns none for other files
 * @see libraries.fc of Fedora's policy
 */
export function libraryOfWine(record: AccessRecord): Remedy[] {
	const isOfPackage = /^\/usr\/lib(?:64)?\/wine\//.test(record.details.path ?? '');
	if (!record.permissions.includes('execmod') || !isOfPackage || record.object.type !== 'lib_t')
		return [];
	return [
		{
			kind: 'command',
			why: 'It comes with Wine itself, which adapts it in memory. Newer policies of Fedora label such libraries textrel_shlib_t, for which there is a rule: update selinux-policy, or tell it that:',
			text: "semanage fcontext -a -t textrel_shlib_t '/usr/lib(64)?/wine/.*-windows/.*' && restorecon -Rv /usr/lib*/wine",
		},
	];
}

function textRelocations(record: AccessRecord): Remedy {
	const { type } = record.object;
	if (type.endsWith('_exec_t')) {
		return {
			kind: 'note',
			why: `It is a program that changes its own code in memory: best is a newer release, or one built anew without text relocations (gcc -fPIC). sealert mostly advises textrel_shlib_t for it: that takes ${type} away, and with it what the policy has for the program by that type.`,
		};
	}
	if (type === 'textrel_shlib_t') {
		return {
			kind: 'note',
			why: 'It has the label for libraries with text relocations already, so it is the domain that may not use such: best is the library built anew (gcc -fPIC).',
		};
	}
	return {
		kind: 'command',
		why: 'A library with text relocations is best built anew (gcc -fPIC), or taken from the distribution or a newer release. If that cannot be, and it is trusted, label it:',
		text: labelLastingly(record, 'textrel_shlib_t'),
	};
}
