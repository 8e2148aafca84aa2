// The states that a module's sources go through while they are written. The finished files have all of
// them: what belongs together stands between empty lines, and begins with a comment that says in which
// step it comes. So no state can differ from what it ends in.

/** How such a comment begins. */
const STEP = /^# Step (\d+): /;

/** Two of these with an empty line between them are apart in the files. */
const APART = '\n\n';

/**
 * Gives a file's state after a step.
 *
 * @param text - the finished file
 * @param step - the step's number, from 1
 * @returns what is there by then, in the file's order
 */
export function stateAt(text: string, step: number): string {
	const parts = text.split(APART).filter((part) => (stepOf(part) ?? 0) <= step);
	return `${parts.join(APART).trimEnd()}\n`;
}

/**
 * Gives what a step adds to a file.
 *
 * @param text - the finished file
 * @param step - the step's number, from 1
 * @returns its parts, in the file's order; without a character if there are none
 */
export function addedAt(text: string, step: number): string {
	const parts = text.split(APART).filter((part) => stepOf(part) === step);
	return parts.map((part) => part.trimEnd()).join(APART);
}

/** Which step a part comes in; none for what is there from the beginning, such as a banner. */
function stepOf(part: string): number | undefined {
	const [, step] = STEP.exec(part) ?? [];
	return step === undefined ? undefined : Number(step);
}
