// A worker of another protocol than HTTP: it says its process id, and gives back what arrives.

/** @param {import('node:net').Socket} socket */
export function connection(socket) {
	socket.write(`${process.pid}\n`);
	socket.pipe(socket);
}
