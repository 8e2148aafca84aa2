// What the channels' module calls. Its own rules are channels/permissions.test.ts's.
import type { ScenarioGuest } from '../../src/scenario.ts';
import { attempt, isFine, prepare } from '../channels/channels.ts';
import type { Probe } from './probes.ts';

export async function channelProbes(guest: ScenarioGuest): Promise<Probe[]> {
	await prepare(guest);
	const echo = (kind: string, about: RegExp): Probe => ({
		name: `channels: ${kind}`,
		about,
		async act() {
			const said = await attempt(guest, kind);
			return isFine(said) ? 'fine' : said;
		},
		leavesNothing: true,
	});
	return [
		echo('posix-shm', /^channels.te.*fs_\w*tmpfs/),
		echo('fifo', /^channels.te.*runtime\(/),
		echo('pipe', /^channels.te.*domtrans_pattern/),
	];
}
