import { isatty } from 'node:tty';

let isHeld = false;
let onHangupHeard: (() => void) | undefined;

function hear(): void {
	if (onHangupHeard) onHangupHeard();
	else isHeld = true;
}

/** From now on SIGHUP ends nobody; one that comes is kept until {@link onHangup}. */
export function holdHangup(): void {
	// Once, and never taken back: a signal on its way would be lost.
	if (!process.listeners('SIGHUP').includes(hear)) process.on('SIGHUP', hear);
}

/**
 * Decides what SIGHUP does from now on. One that came before is heard now.
 *
 * @param act - called for each, in a turn of the event loop of its own
 */
export function onHangup(act: () => void): void {
	holdHangup();
	onHangupHeard = act;
	if (isHeld) setImmediate(act);
	isHeld = false;
}

/**
 * For a server that has nothing to read again: SIGHUP ends it, as SIGTERM does, if it runs at a
 * terminal, which is gone then. A service goes on: there it would be a reload.
 */
export function endWithTerminal(): void {
	// Now: a terminal that is gone is none any more.
	const isAtTerminal = [0, 1, 2].some(isatty);
	onHangup(() => {
		if (!isAtTerminal) return;
		// In the end by the signal itself: Node would put the terminal right, which is gone, and abort
		// (src/node.cc, ResetStdio).
		process.once('exit', () => {
			process.removeAllListeners('SIGHUP');
			process.kill(process.pid, 'SIGHUP');
		});
		process.kill(process.pid, 'SIGTERM');
	});
}
