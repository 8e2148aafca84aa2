import { styleText } from 'node:util';

/** Clears a terminal's line behind the cursor: EL, console_codes(4). */
const CLEAR_REST = '\x1b[K';

/**
 * Does a step that takes a while, and says what it is, how far it is and how long it took. On a
 * terminal that is one line, which counts the seconds.
 *
 * @param text - what is done
 * @param usual - how long it usually takes here, in seconds
 * @param work - does it
 */
export async function step<T>(text: string, usual: number, work: () => Promise<T>): Promise<T> {
	const began = performance.now();
	// Only one line of a terminal counts; what is done beside that is told when it is done.
	const counts = process.stderr.isTTY && under === 0;
	const end = counts ? beginCounting(text, usual) : begin(text, usual);
	under++;
	try {
		const result = await work();
		end(`done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
		return result;
	} catch (error) {
		end('failed');
		throw error;
	} finally {
		under--;
	}
}

/** How many steps are under way. */
let under = 0;

/** Says how a step has ended. */
type End = (how: string) => void;

/** How many times as long as usual a step takes before it is late. */
const LATE = 3;

function begin(text: string, usual: number): End {
	say(`${text} (about ${usual} s) ...`);
	const late = usual * LATE;
	const telling = setTimeout(() => say(`... still ${text}, after ${late} s`), late * 1000);
	return (how) => {
		clearTimeout(telling);
		say(under > 1 ? `... ${text}: ${how}` : `... ${how}`);
	};
}

function beginCounting(text: string, usual: number): End {
	const show = (state: string) =>
		process.stderr.write(`\r${prefix()} ${text} ... ${CLEAR_REST}${state}`);
	let seconds = 0;
	const tick = () => {
		const late = seconds >= usual * LATE ? ', which is late' : '';
		show(`${seconds++} of about ${usual} s${late}`);
	};
	tick();
	const ticking = setInterval(tick, 1000);
	return (how) => {
		clearInterval(ticking);
		show(`${how}\n`);
	};
}

export function say(text: string): void {
	process.stderr.write(`${prefix()} ${text}\n`);
}

function prefix(): string {
	return styleText('bold', 'lab:', { stream: process.stderr });
}
