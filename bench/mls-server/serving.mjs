// How a worker module of mls-server is used without mls-server: what takes over a connection.
import { createServer } from 'node:http';

/**
 * @param {string} path - the module's absolute path
 * @returns {Promise<(socket: import('node:net').Socket) => void>}
 */
export async function serving(path) {
	const { connection, request } = await import(path);
	if (connection) return connection;
	const server = createServer(request);
	server.emit('listening'); // it begins to watch how long requests take
	return (socket) => server.emit('connection', socket);
}
