// Files that are no programs whatever asks to run them: passwords, keys, logs.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

const NO_PROGRAM =
	/^(?:shadow|passwd_file|cert|home_cert|ssh_home|sshd_key|krb5_keytab|dnssec|semanage_store|selinux_config|\w*_?log)_t$/;

/**
 * What to do where such a file is to be run, or changed in memory and run.
 *
 * @returns none for other files; otherwise all that there is to say, for no label and no rule is the answer
 */
export function noProgram({ class: of, object, permissions }: AccessRecord): Remedy[] {
	const isRun = permissions.some((each) => /^(?:execute|execute_no_trans|execmod)$/.test(each));
	if (of !== 'file' || !isRun || !NO_PROGRAM.test(object.type)) return [];
	return [
		{
			kind: 'note',
			why: `${object.type} is of no programs (passwords, keys, certificates, logs), and no label or rule is to let one be run: find out what asks, and why (comm=, \`ausearch -m avc -i\` for the call): a fault, or somebody who has taken the program over. If a program lies there by mistake, put it where programs are (/usr/local/bin, by cp(1)).`,
		},
	];
}
