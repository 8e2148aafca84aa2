import { styleText } from 'node:util';

/**
 * Does a step that takes a while, and says what it is and how long it took.
 *
 * @param text - what is done
 * @param usual - how long it usually takes here, in seconds
 * @param work - does it
 */
export async function step<T>(text: string, usual: number, work: () => Promise<T>): Promise<T> {
	const began = performance.now();
	process.stderr.write(`${prefix()} ${text} (about ${usual} s) ...\n`);
	const result = await work();
	const seconds = ((performance.now() - began) / 1000).toFixed(1);
	process.stderr.write(`${prefix()} ... done in ${seconds} s\n`);
	return result;
}

export function say(text: string): void {
	process.stderr.write(`${prefix()} ${text}\n`);
}

function prefix(): string {
	return styleText('bold', 'lab:', { stream: process.stderr });
}
