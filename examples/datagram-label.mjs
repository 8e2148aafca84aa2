// The label of each datagram: node datagram-label.mjs PORT
//
// UDP has no connection that could have a label, so every datagram brings its sender's (SCM_SECURITY).
import { LabeledDatagramSocket } from '@peercon/native';

const [port = '5000'] = process.argv.slice(2);

const address = { family: /** @type {const} */ ('inet'), address: '0.0.0.0', port: Number(port) };
const socket = new LabeledDatagramSocket(address);
socket.on('message', ({ data, context }) => {
	console.log(`${data.length} bytes from ${context ?? 'NO_CONTEXT'}`);
});
console.log(`receiving on port ${port}`);
