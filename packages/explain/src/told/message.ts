// What the readers of programs' lines have in common.

import type { ProgramLine } from '@peercon/records';
import { recentRecords } from '../names.ts';
import type { Remedy } from '../remedy/remedy.ts';

/** A line of a log, read from its beginning. */
export type Message = ProgramLine;

/** The first that one of the patterns finds in a text. */
export function firstOf(patterns: RegExp[], text: string): string | undefined {
	for (const pattern of patterns) {
		const found = pattern.exec(text)?.[1];
		if (found !== undefined) return found;
	}
	return undefined;
}

/** What shows the record, where there is one. */
export function record(program?: string): Remedy {
	return {
		kind: 'command',
		why: 'If it was SELinux, its record says so, and explains it (recent is of the last ten minutes):',
		text: `${recentRecords(program)} | peercon explain`,
	};
}
