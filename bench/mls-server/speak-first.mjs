// A worker module that writes a byte as soon as it has a connection, and closes.

/** @param {import('node:net').Socket} socket */
export function connection(socket) {
	socket.end('!');
	socket.resume();
}
