import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';

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
 */
export function throughHttp(request: RequestListener): Serving {
	const server = createServer(request);
	let isDraining = false;
	// A server begins to watch how long headers and requests take when it listens: nodejs/node,
	// lib/_http_server.js, setupConnectionsTracking. Without this a slow peer could stay for ever.
	server.emit('listening');
	server.prependListener('request', (_request, response) => {
		if (isDraining) response.shouldKeepAlive = false;
		response.on('close', () => {
			if (isDraining) server.closeIdleConnections();
		});
	});
	return {
		serve: (socket) => server.emit('connection', socket),
		drain() {
			isDraining = true;
			server.closeIdleConnections();
		},
	};
}
