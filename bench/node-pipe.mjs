// The echo server that Node's documentation leads to, as a baseline for the one in packages/.
//
// usage: node node-pipe.mjs PORT
import { createServer } from 'node:net';

createServer({ noDelay: true }, (socket) => {
	socket.on('error', () => socket.destroy());
	socket.pipe(socket);
}).listen({ port: Number(process.argv[2]), backlog: 4096 });
