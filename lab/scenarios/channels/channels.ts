import { join } from 'node:path';
import type { ScenarioGuest } from '../../src/scenario.ts';

/** Sends one message over a channel, and says how that went. */
const TRY = '/usr/local/lib/try.sh';

/** What the programs say where all is well. Another server of the same name ends, and says why. */
const USUAL = [
	'server ended with 0',
	'server: -> (running as|listening on|echo\\()',
	'client ended with 0',
	"client: (Sending message|Received message|The server's socket has the context)",
	'other ended with 1',
	'other: (-> running as|channel-server: (EEXIST|EADDRINUSE): |Another (program|socket) has it)',
];

/** The kinds of channels, as `channel-server --list` has them. */
export const KINDS =
	'shm msgq posix-shm mqueue pipe fifo unix-stream unix-dgram unix-seqpacket unix-pair netlink-route netlink-usersock memfd vsock'.split(
		' ',
	);

/** Those that have a name, which a killed server may have left, and another one may have. */
export const NAMED_KINDS = KINDS.filter((each) => !/^(pipe|unix-pair|netlink-route)$/.test(each));

/** Brings what tries a channel into the guest, and makes the folder for what has a path. */
export async function prepare(guest: ScenarioGuest): Promise<void> {
	await guest.bring(join(import.meta.dirname, 'try.sh'), TRY);
	await guest.must(
		'mkdir -p /run/channel-server && restorecon -R /run/channel-server && modprobe vsock_loopback',
	);
}

/**
 * Tries a kind of channel once.
 *
 * @param kind - and its name, if it is to have another one. Before it `stale`, if a killed server is to have
 * left something there; `twice`, if another server is to try the same name
 * @returns what both programs said and how they ended, without what differs from try to try
 */
export async function attempt(guest: ScenarioGuest, kind: string): Promise<string> {
	const said = await guest.quietly(`sh ${TRY} ${kind}`);
	// What was denied to be removed must not be found by the next try.
	await guest.quietly('rm -rf /run/channel-server/* /dev/shm/*; ipcrm -a 2> /dev/null');
	return withoutNumbers(said).replace(/'\/sem\.\w{6}'/g, "'/sem.NAME'");
}

/** What a program says, without the ids, descriptors and processes that differ from run to run. */
export function withoutNumbers(said: string): string {
	return said.replace(/\b(id|fd|process) \d+/g, '$1 N');
}

/** Whether all is well, by what {@link attempt} gives. */
export function isFine(said: string): boolean {
	const usual = new RegExp(`^(${USUAL.join('|')})`);
	return said
		.trimEnd()
		.split('\n')
		.every((line) => usual.test(line));
}
