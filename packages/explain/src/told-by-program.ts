// What programs say themselves that they were refused, where no record of SELinux stands beside it: it may have been
// SELinux, and its record would tell.

import { programLine, refusedPath } from '@peercon/records';
import { isUnknownPlace } from './remedy/place.ts';
import type { Remedy } from './remedy/remedy.ts';
import { OF_ENGINES } from './told/engine.ts';
import { aboutFile } from './told/file.ts';
import { aboutLoader } from './told/loader.ts';
import { aboutKnown, type Message } from './told/message.ts';
import { aboutPort } from './told/port.ts';
import { OF_SERVICES } from './told/service.ts';
import { aboutStart } from './told/start.ts';
import { type Volume, volumesIn } from './told/volumes.ts';

/** What a line of a program's says, and what to look at. */
export interface Told {
	/** The line's number, from 1. */
	line: number;
	advice: Remedy[];
}

/** What is the same for many workers or addresses is told once, and no more than so many things. */
const MOST_TOLD = 3;
/** Words of a refusal, without which a line is not read. */
const REFUSED =
	/[Pp]ermission denied|\bEACCES\b|[Oo]peration not permitted|: operation not supported|\bis missing or empty\b|\brelabeling of\b|: Access denied$|^Connection to Zabbix server |\bcannot change memory protections$|\bcould not obtain user info\b|\bmakes sense only if the master process\b/;

/** A record is no longer. */
const LONGEST = 8192;
const EXE = /\bexe="?\/(?:[\w.+-]{1,64}\/){0,8}([\w.+-]{1,64})/;

/** Who asked, by the records SYSCALL that stand without those of the refusals: where all are of one program. */
function askedBy(lines: string[]): string | undefined {
	const programs = lines
		.filter((line) => line.length <= LONGEST && line.includes('type=SYSCALL'))
		.filter((line) => line.includes('success=no'))
		.map((line) => EXE.exec(line)?.[1]);
	return new Set(programs).size === 1 ? programs[0] : undefined;
}

const KNOWN = [...OF_ENGINES, ...OF_SERVICES];

/** What is known of a message, the narrowest first. */
const READERS: ((message: Message, volumes: Volume[]) => Remedy[])[] = [
	(message) => aboutKnown(message, KNOWN),
	aboutLoader,
	aboutStart,
	aboutPort,
	aboutFile,
];

/**
 * Finds lines that tell of a refusal that may have been SELinux's.
 *
 * @param lines - of a log that has no record of SELinux
 * @returns at most three, each another thing; none where no line tells of a port, a path or a program
 */
export function toldByPrograms(lines: string[]): Told[] {
	const told = new Map<string, Told>();
	const volumes = volumesIn(lines);
	const asked = askedBy(lines);
	for (const [at, line] of lines.entries()) {
		if (told.size === MOST_TOLD) break;
		if (!REFUSED.test(line)) continue;
		const message = programLine(line.trim());
		const isNameless = message.program === undefined && !message.isOfWeb && asked !== undefined;
		// What lies in a folder of one's own may be of any other program.
		const isOfAsked = isNameless && !isUnknownPlace(refusedPath(message) ?? '');
		const advice = adviceFor(isOfAsked ? { ...message, program: asked } : message, volumes);
		// Who says it a second time may not name itself then.
		const key = (advice[0]?.why ?? '').replace(/^.*(?= was refused )/, '');
		if (advice.length > 0 && !told.has(key)) told.set(key, { line: at + 1, advice });
	}
	return [...told.values()];
}

function adviceFor(message: Message, volumes: Volume[]): Remedy[] {
	for (const read of READERS) {
		const advice = read(message, volumes);
		if (advice.length > 0) return advice;
	}
	return [];
}
