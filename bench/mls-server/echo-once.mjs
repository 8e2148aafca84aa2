// A worker module that echoes what comes first, and closes.

/** @param {import('node:net').Socket} socket */
export function connection(socket) {
	socket.on('data', (data) => socket.end(data));
}
