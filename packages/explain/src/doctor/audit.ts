// Who keeps the records of denials, and whether any were lost.

import type { Seen } from './seen.ts';
import { ask } from './tool.ts';

export interface Audit {
	/** The process that takes the records (auditd), or 0: then they are in the kernel's log. */
	pid: number;
	/** Records a second that the kernel makes at most, 0 for no limit. */
	rateLimit: number;
	/** Records that were dropped since the host's start. */
	lost: number;
}

/** Asks the kernel, by auditctl(8). */
export function seeAudit(): Promise<Seen<Audit>> {
	return ask('auditctl', ['-s'], readStatus);
}

/** Reads `auditctl -s`: a name and a number a line. */
export function readStatus(output: string): Audit {
	const numberOf = (name: string) => {
		const [, number] = new RegExp(`^${name} (\\d+)$`, 'm').exec(output) ?? [];
		if (number === undefined) throw new Error(`there is no '${name}'`);
		return Number(number);
	};
	return { pid: numberOf('pid'), rateLimit: numberOf('rate_limit'), lost: numberOf('lost') };
}
