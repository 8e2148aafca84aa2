// The hosts of lab/network/intranet.sh, and of router.sh.
import type { Running } from '../../src/guest.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';

/** This host's address in the intranet, and the other host's. */
export const HERE = '192.168.7.1';
export const THERE = '192.168.7.2';
export const THERE_V6 = 'fd00:7::2';

/** Runs a command on the other host. */
export const ON_OTHER_HOST = 'nsenter --net=/run/netns/other';

/** The third host, and an echo server there that has no domain of its own. */
export const FAR = '192.168.7.130';
export const ECHO_ON_FAR_HOST = 'nsenter --net=/run/netns/far ncat -v -k -l -e /bin/cat 7';

/**
 * Starts an echo server on the other host, on port 7, TCP and UDP.
 *
 * @param level - its level, instead of the login's range. A shell goes between: runcon(1) asks for a
 * whole context, and so leaves the policy no choice of the domain.
 */
export function serveEcho(guest: ScenarioGuest, level?: string): Promise<Running> {
	const server = level === undefined ? 'echo-server' : `runcon -l ${level} sh -c echo-server`;
	return guest.serve(`${ON_OTHER_HOST} ${server}`, /listening on UDP port 7 \.\.\. ok/);
}
