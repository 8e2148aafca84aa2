import type { ServerEvent } from '@peercon/endpoint';
import { endWithTerminal } from './hangup.ts';
import { notifyManager, type ServiceState } from './notify.ts';
import { runUntilSignal } from './run-until-signal.ts';

/**
 * Runs a server that has nothing to read again: until SIGINT or SIGTERM, as {@link runUntilSignal}
 * does, and tells the service manager, if there is one, when it serves and when it ends.
 *
 * @param start - starts the server
 * @param onEvent - told if the manager cannot be told, which is no reason to serve nobody
 * @throws what `start` throws
 */
export async function runService(
	start: Parameters<typeof runUntilSignal>[0],
	onEvent: (event: ServerEvent) => void,
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
		const server = await start();
		tell('ready');
		return {
			close() {
				tell('stopping');
				return server.close();
			},
		};
	});
}
