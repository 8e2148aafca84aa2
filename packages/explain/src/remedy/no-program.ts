// Files that are no programs whatever asks to run them: passwords, keys, logs.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { isOfOtherProgram } from './others-files.ts';
import type { Remedy } from './remedy.ts';

const NO_PROGRAM =
	/^(?:shadow|passwd_file|cert|home_cert|ssh_home|sshd_key|krb5_keytab|dnssec|semanage_store|selinux_config|\w*_?log)_t$/;

/** Whether data are to be changed in memory and run, and no library or program. */
function isDataInMemory(record: AccessRecord): boolean {
	const isLibrary = /\.so(?:\.|$)/.test(nameOf(record));
	const isData = /^(?:etc|security|sysfs|proc|swapfile)_t$|_(?:spool|db|conf|config|etc)_t$/;
	return record.permissions.includes('execmod') && !isLibrary && isData.test(record.object.type);
}

/**
 * What to do where such a file is to be run, or changed in memory and run.
 *
 * @returns none for other files; otherwise all that there is to say, for no label and no rule is the answer
 */
export function noProgram(record: AccessRecord): Remedy[] {
	const { class: of, object, permissions } = record;
	const isRun = permissions.some((each) => /^(?:execute|execute_no_trans|execmod)$/.test(each));
	if (of !== 'file' || !isRun) return [];
	if (!NO_PROGRAM.test(object.type) && !isOfOtherProgram(record) && !isDataInMemory(record))
		return [];
	return [
		{
			kind: 'note',
			why: `${object.type} is of no programs (passwords, keys, certificates, logs, settings or data), and no label or rule is to let one be run: find out what asks, and why (comm=, \`ausearch -m avc -i\` for the call): a fault, or somebody who has taken the program over. If a program lies there by mistake, put it where programs are (/usr/local/bin, by cp(1)).`,
		},
	];
}
