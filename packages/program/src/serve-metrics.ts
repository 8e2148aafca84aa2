import { answerOn, askerOf } from '@peercon/endpoint';
import type { Metrics } from './metrics.ts';

/** What Prometheus asks for, and the type of the answer. */
const PLACE = '/metrics';
const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** An asker has so long for its question, and between two, in milliseconds. */
const PATIENCE = 5000;

/**
 * Answers HTTP on the path of a UNIX socket with what was counted, to each asker what it may know: `curl
 * --unix-socket PATH http://localhost/metrics`.
 *
 * @param path - where to listen; only its owner and group may connect
 * @param metrics - what is counted
 * @returns what ends that
 * @throws a system error of bind(2) and listen(2)
 */
export async function serveMetrics(
	path: string,
	metrics: Metrics<string>,
): Promise<{ close(): void }> {
	// Not imported above: most programs are started without metrics, and HTTP takes time to load.
	const { createServer } = process.getBuiltinModule('node:http');
	const limits = { headersTimeout: PATIENCE, requestTimeout: PATIENCE, keepAliveTimeout: PATIENCE };
	const server = createServer(limits, (request, response) => {
		const isAsked = request.method === 'GET' && request.url === PLACE;
		const text = isAsked
			? metrics.text(askerOf(request.socket))
			: `Only GET ${PLACE} is answered.\n`;
		response.writeHead(isAsked ? 200 : 404, { 'content-type': TYPE }).end(text);
	});
	const answering = await answerOn(server, path);
	return {
		close() {
			answering.close();
			server.closeAllConnections();
		},
	};
}

/**
 * Starts a server, with its metrics told on a path, if there is one: first, so that a path that cannot be
 * had is said before anybody is served.
 *
 * @param asked - what the server has counted, and the path; undefined if nobody is to ask
 * @param start - starts it
 * @throws as serveMetrics does, and what `start` throws
 */
export async function startBesideMetrics<Server>(
	asked: { metrics: Metrics<string>; path: string } | undefined,
	start: () => Promise<Server>,
): Promise<{ server: Server; answering: { close(): void } | null }> {
	const answering = asked === undefined ? null : await serveMetrics(asked.path, asked.metrics);
	try {
		return { server: await start(), answering };
	} catch (error) {
		answering?.close();
		throw error;
	}
}
