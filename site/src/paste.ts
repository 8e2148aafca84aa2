// What a paste has, and what it means.

import { type Explained, explainLog, saidOnce, type Told, toldByPrograms } from '@peercon/explain';
import { readRecords } from '@peercon/records';

/** What is read is limited, so that a page does not hang for a log of gigabytes. */
const MAX_CHARACTERS = 500_000;

/** What was found in a paste. */
export interface Found {
	explained: Explained[];
	problems: string[];
}

/**
 * Explains what was pasted; there is no host and no policy to ask.
 *
 * @param text - records in any form that people paste
 */
export async function explainPaste(text: string): Promise<Found> {
	const log = readRecords(text.slice(0, MAX_CHARACTERS));
	const explained = saidOnce(await explainLog(log));
	const problems = log.problems.map(({ line, message }) => `Line ${line}: ${message}`);
	if (text.length > MAX_CHARACTERS) {
		problems.push(`Only the first ${MAX_CHARACTERS} characters are read.`);
	}
	if (explained.length === 0 && problems.length === 0 && text.trim() !== '') {
		problems.push('This has no record of SELinux.', ...log.others.map(({ what }) => what));
		problems.push(...toldByPrograms(log.lines).map(toldText));
	}
	return { explained, problems };
}

/** What a program says of a refusal, and what to look at. */
function toldText({ line, advice }: Told): string {
	return `Line ${line}: ${advice.map(({ why, text = '' }) => `${why} ${text}`.trim()).join(' ')}`;
}
