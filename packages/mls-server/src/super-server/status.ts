import { createServer, type Socket } from 'node:net';
import { jsonText } from '@peercon/context';
import { answerOn, askerOf } from '@peercon/endpoint';

/** Time after which a worker that does not answer is shown without its memory, in milliseconds. */
const PATIENCE = 1000;

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
	// An asker that has nothing to say may close its side at once.
	const server = createServer({ allowHalfOpen: true }, (socket) => answer(socket, workers()));
	return answerOn(server, path);
}

async function answer(socket: Socket, workers: Asked[]): Promise<void> {
	socket.on('error', () => {});
	const limit = setTimeout(() => socket.destroy(), TAKING).unref();
	socket.on('close', () => clearTimeout(limit));
	// Without this, what an asker writes would keep its connection for ever.
	socket.resume();
	const asker = askerOf(socket);
	const shown = workers.filter(({ context }) => asker.mayKnow(context));
	socket.end(`${jsonText(await statusOf(shown))}\n`);
}
