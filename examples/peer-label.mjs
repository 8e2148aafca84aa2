// The label of a peer: node peer-label.mjs PORT
//
// The kernel knows it from the connection's first packet, which bears a label (CIPSO, CALIPSO, IPsec).
import { createServer } from 'node:net';
import { socketFd, tryGetpeercon_raw } from '@peercon/native';

const [port = '5000'] = process.argv.slice(2);

createServer((socket) => {
	socket.on('error', () => {});
	const answer = tryGetpeercon_raw(socketFd(socket));
	// An errno in place of a context: nothing labels the connection.
	const context = typeof answer === 'string' ? answer : 'NO_CONTEXT';
	socket.end(`You are ${context} to me.\n`);
}).listen(port, () => console.log(`listening on port ${port}`));
