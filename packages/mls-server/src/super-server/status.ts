import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dominates, jsonText, parseContext } from '@peercon/context';
import { openListeners } from '@peercon/endpoint';
import { socketFd, tryGetpeercon_raw } from '@peercon/native';

/** Time after which a worker that does not answer is shown without its memory, in milliseconds. */
const PATIENCE = 1000;

/** Limit on askers that are answered at once; each has descriptors that others need. */
const MOST_ASKERS = 16;

/** An asker has so long to take its answer, in milliseconds. */
const TAKING = 5000;

/** One worker, as whoever asks sees it. */
export interface WorkerStatus {
	/** Null while it is not started. */
	pid: number | null;
	/** Its raw context; null on a host without SELinux. */
	context: string | null;
	/** Connections that it serves or is to serve. */
	connections: number;
	/** Memory in bytes that it shares with no other process; null if it does not answer. */
	memory: number | null;
	/** When it was created, ISO 8601. */
	since: string;
	/** True if it gets no new connections and ends when it has finished those that it has. */
	draining: boolean;
}

/** What a worker can be asked. */
interface Asked {
	readonly pid: number | undefined;
	readonly context: string | null;
	readonly load: number;
	readonly created: Date;
	readonly isReady: boolean;
	readonly isDraining: boolean;
	report(): Promise<number>;
}

/**
 * Asks workers how they are.
 */
export function statusOf(workers: Asked[]): Promise<WorkerStatus[]> {
	return Promise.all(
		workers.map(async (worker) => ({
			pid: worker.pid ?? null,
			context: worker.context,
			connections: worker.load,
			memory: worker.isReady ? await memoryOf(worker) : null,
			since: worker.created.toISOString(),
			draining: worker.isDraining,
		})),
	);
}

async function memoryOf(worker: Asked): Promise<number | null> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise<null>((resolve) => {
		timer = setTimeout(resolve, PATIENCE, null);
	});
	return Promise.race([worker.report(), patience]).finally(() => clearTimeout(timer));
}

/** Answers on a UNIX socket, until it is closed. */
export interface StatusServer {
	close(): void;
}

/**
 * Answers whoever connects to a path with the workers, as JSON. That a worker exists tells of a peer
 * at its level: each asker is shown those whose level their own dominates.
 *
 * @param path - where to listen; only its owner and group may connect
 * @param workers - asked for the workers each time
 * @throws a system error of bind(2) and listen(2)
 */
export async function serveStatus(path: string, workers: () => Asked[]): Promise<StatusServer> {
	const { streams } = await openListeners({ path }, []);
	chmodSync(path, 0o660);
	// An asker that has nothing to say may close its side at once.
	const server: Server = createServer({ allowHalfOpen: true }, (socket) =>
		answer(socket, workers()),
	);
	// Further ones are closed at once.
	server.maxConnections = MOST_ASKERS;
	for (const { fd } of streams) server.listen({ fd });
	return {
		close() {
			server.close();
			for (const listener of streams) listener.release();
		},
	};
}

async function answer(socket: Socket, workers: Asked[]): Promise<void> {
	socket.on('error', () => {});
	const limit = setTimeout(() => socket.destroy(), TAKING).unref();
	socket.on('close', () => clearTimeout(limit));
	// Without this, what an asker writes would keep its connection for ever.
	socket.resume();
	const asker = tryGetpeercon_raw(socketFd(socket));
	const shown = workers.filter(({ context }) => isShownTo(asker, context));
	socket.end(`${jsonText(await statusOf(shown))}\n`);
}

/** Whether somebody may know of a worker. Without SELinux, the path's mode alone decides. */
function isShownTo(asker: string | number, worker: string | null): boolean {
	if (worker === null) return true;
	if (typeof asker === 'number') return false;
	const askers = parseContext(asker).range;
	const workers = parseContext(worker).range;
	return !askers || !workers || dominates(askers.high, workers.high);
}
