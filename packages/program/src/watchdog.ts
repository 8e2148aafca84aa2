import { notifyManager } from './notify.ts';

/**
 * Tells the service manager again and again that the event loop turns, if there is one that wants to
 * know: systemd kills and restarts a service with `WatchdogSec=` that it has not heard of for that time.
 *
 * @param onError - told if the manager cannot be told
 * @returns what ends it
 * @see sd_watchdog_enabled(3)
 */
export function feedWatchdog(onError: (error: Error) => void): () => void {
	const { WATCHDOG_USEC: period, WATCHDOG_PID: pid } = process.env;
	// It is meant for one process, and not for those that it starts.
	delete process.env.WATCHDOG_USEC;
	delete process.env.WATCHDOG_PID;
	const isMeant = pid === undefined || pid === '' || pid === String(process.pid);
	if (!isMeant || period === undefined || !/^[1-9][0-9]*$/.test(period)) return () => {};
	// Twice in that time, as sd_watchdog_enabled(3) advises; in milliseconds.
	const timer = setInterval(tell, Math.max(1, Math.floor(Number(period) / 2000)));
	timer.unref();
	return () => clearInterval(timer);

	function tell(): void {
		try {
			notifyManager('alive');
		} catch (error) {
			// Once: the manager hears nothing of it anyway, and acts.
			clearInterval(timer);
			onError(error as Error);
		}
	}
}
