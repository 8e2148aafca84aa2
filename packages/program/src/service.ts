import type { ServerEvent } from '@peercon/endpoint';
import { endWithTerminal } from './hangup.ts';
import { notifyManager, type ServiceState } from './notify.ts';
import type { Asked } from './peer-metrics.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { startBesideMetrics } from './serve-metrics.ts';
import { feedWatchdog } from './watchdog.ts';

/**
 * Runs a server that has nothing to read again: until SIGINT or SIGTERM, as {@link runUntilSignal}
 * does, and tells the service manager, if there is one, when it serves, that it is alive, and when it
 * ends.
 *
 * @param start - starts the server
 * @param onEvent - told if the manager cannot be told, which is no reason to serve nobody
 * @param asked - what the server has counted, and the path on which that is told, if it is: see counting
 * @throws what `start` throws
 */
export async function runService(
	start: Parameters<typeof runUntilSignal>[0],
	onEvent: (event: ServerEvent) => void,
	asked: Asked | undefined,
): Promise<void> {
	const tell = (state: ServiceState) => {
		try {
			notifyManager(state);
		} catch (error) {
			onEvent({ event: 'untold', reason: (error as Error).message });
		}
	};
	endWithTerminal();
	await runUntilSignal(async () => {
		const { server, answering } = await startBesideMetrics(asked, start);
		tell('ready');
		const leave = feedWatchdog((error) => onEvent({ event: 'untold', reason: error.message }));
		return {
			close() {
				leave();
				answering?.close();
				tell('stopping');
				return server.close();
			},
		};
	});
}
