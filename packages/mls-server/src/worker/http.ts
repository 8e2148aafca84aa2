import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** While it drains, connections that have become idle are closed so often, in milliseconds. */
const CLOSE_IDLE_EVERY = 50;

/**
 * While it drains, a peer has so long to say what it wants, in milliseconds: browsers open connections
 * in advance, and to Node these are not idle, but busy with their first request.
 */
const SILENT_FOR = 1000;

/** How a worker serves connections. */
export interface Serving {
	/** Takes a connection over. */
	serve(socket: Socket): void;
	/** Keeps no connection for further requests from now on. */
	drain(): void;
}

/**
 * An HTTP server that listens nowhere: it is given its connections.
 *
 * @param request - answers the requests
 * @param peerTimeout - a connection over which nothing goes for so long is closed; in milliseconds
 */
export function throughHttp(request: RequestListener, peerTimeout: number): Serving {
	let isDraining = false;
	const server = createServer({ connectionsCheckingInterval: 1000 }, (incoming, response) => {
		if (isDraining) response.shouldKeepAlive = false;
		request(incoming, response);
	});
	server.timeout = peerTimeout;
	// A server begins to watch how long headers and requests take when it listens: nodejs/node,
	// lib/_http_server.js, setupConnectionsTracking. Without this a slow peer could stay for ever.
	server.emit('listening');
	return {
		serve: (socket) => server.emit('connection', socket),
		drain() {
			server.closeIdleConnections();
			if (isDraining) return;
			isDraining = true;
			server.headersTimeout = SILENT_FOR;
			// Answers that are under way may have promised to keep their connections.
			setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY).unref();
		},
	};
}
