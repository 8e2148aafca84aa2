/** What runs until it is closed. */
interface Closable {
	close(): void | Promise<void>;
}

/** How long a reader of the output has to take the last of it, in milliseconds. */
const LAST_OUTPUT = 1000;

/**
 * Starts a server and runs it until SIGINT or SIGTERM, then closes it and lets the process end with
 * status 0. A second signal ends it at once.
 *
 * @param start - starts the server; nothing may keep the event loop alive once its `close()` is done
 * @throws what `start` throws
 */
export async function runUntilSignal(start: () => Promise<Closable>): Promise<void> {
	let server: Closable | undefined;
	let isStopped = false;
	const stop = async () => {
		isStopped = true;
		process.off('SIGINT', stop).off('SIGTERM', stop);
		if (server === undefined) return;
		await server.close();
		// Output to a pipe that nobody empties would keep the process.
		setTimeout(() => process.exit(), LAST_OUTPUT).unref();
	};
	// Before it listens: a signal in between would leave a UNIX path behind.
	process.on('SIGINT', stop).on('SIGTERM', stop);
	server = await start();
	if (isStopped) await stop();
}
