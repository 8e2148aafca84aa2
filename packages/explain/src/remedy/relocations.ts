// Text relocations: code of a file that is changed in memory and then executed, whatever the file's label.

import { command, operand } from '../names.ts';
import { literally } from './path.ts';
import type { Remedy } from './remedy.ts';

/**
 * What to do about them.
 *
 * @param file - the library's path, or a word in capitals for it
 */
export function relocations(file: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: 'The library or program has text relocations, or is compiled at run time: it is changed in memory and then executed, which SELinux keeps from most. Best is one without (built anew by gcc -fPIC, or a newer release).',
		},
		{
			kind: 'command',
			why: 'Until then, if it is trusted, label it as one that needs this:',
			text: `${command('semanage', 'fcontext', '-a', '-t', 'textrel_shlib_t', literally(file))} && ${command('restorecon', '-v', ...operand(file))}`,
		},
		{
			kind: 'note',
			why: 'A boolean lets logins do so with every file: selinuxuser_execmod (Fedora, RHEL), allow_execmod (the reference policy).',
		},
	];
}
