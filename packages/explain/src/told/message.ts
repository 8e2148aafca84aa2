// What the readers of programs' lines have in common.

import type { ProgramLine } from '@peercon/records';
import { recentRecords } from '../names.ts';
import type { Remedy } from '../remedy/remedy.ts';

/** A line of a log, read from its beginning. */
export type Message = ProgramLine;

/** A message by its program, where it names one, and its words, and what it leads to. */
export type Known = [
	program: RegExp,
	words: RegExp,
	advice: (found: string[], message: Message) => Remedy[],
];

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

/**
 * What a message that is known by its words leads to.
 *
 * @returns none for others
 */
export function aboutKnown(message: Message, known: Known[]): Remedy[] {
	for (const [program, words, advice] of known) {
		if (message.program !== undefined && !program.test(message.program)) continue;
		const [found, ...parts] = words.exec(message.text) ?? [];
		if (found !== undefined) return advice(parts.filter(Boolean), message);
	}
	return [];
}
