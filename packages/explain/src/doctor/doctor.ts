// The program: a look at this host, and a report.

import { jsonText } from '@peercon/context/foreign-text';
import { doctorText } from './doctor-text.ts';
import { liveControls } from './live-controls.ts';

/** Something is wrong that a command of the report mends. */
export const EXIT_WRONG = 1;

export interface DoctorOptions {
	/** An address whose labels and types are wanted as well. */
	address: string | undefined;
	json: boolean;
	onOutput: (text: string) => void;
}

/**
 * Reports which of SELinux's controls are live.
 *
 * @param options - what to look at, and how to report
 * @returns the exit status: 0, also where SELinux does not run, or EXIT_WRONG
 */
export async function doctor({ address, json, onOutput }: DoctorOptions): Promise<number> {
	const live = await liveControls(address);
	onOutput(json ? `${jsonText(live)}\n` : doctorText(live));
	return live.problems.length === 0 ? 0 : EXIT_WRONG;
}
