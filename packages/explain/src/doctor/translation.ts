// Whether libselinux gets its contexts translated, by mcstransd(8): a program that asks waits for it.

import { existsSync } from 'node:fs';
import type { Seen } from './seen.ts';
import { ask } from './tool.ts';

/** Where libselinux asks (setrans_internal.h, setransd.c). */
const SOCKETS = ['/run/setrans/.setrans-unix', '/var/run/setrans/.setrans-unix'];

/** An answer takes no time; even an emulated machine starts id(1) in a second. */
const HANG_MILLISECONDS = 20_000;

/** `none`: nobody translates, so contexts are shown raw. `silent`: it is asked and does not answer. */
export type Translation = 'none' | 'answers' | 'silent';

/** Asks for this process's own context by id(1), which has it translated. */
export async function seeTranslation(): Promise<Seen<Translation>> {
	const socket = SOCKETS.find((path) => existsSync(path));
	if (socket === undefined) return { source: SOCKETS[0] as string, value: 'none' };
	const seen = await ask('id', ['-Z'], (): Translation => 'answers', { limit: HANG_MILLISECONDS });
	const isSilent = 'unseen' in seen && seen.unseen.startsWith('it has not ended');
	return isSilent ? { source: seen.source, value: 'silent' } : seen;
}
