// A socket at a level, whose packets bear that level: node socket-at-level.mjs LEVEL PORT
import { formatContext, parseContext, parseRange } from '@peercon/context';
import { connectStream, getcon_raw, getsocketcon_raw, socketFd } from '@peercon/native';

const [level = 's0:c5', port = '5000'] = process.argv.slice(2);

// The policy decides whether this process may make one (process setsockcreate, tcp_socket create).
const context = formatContext({ ...parseContext(getcon_raw()), range: parseRange(level) });
const socket = await connectStream({
	protocol: 'tcp',
	address: { family: 'inet', address: '127.0.0.1', port: Number(port) },
	context,
});
console.log(`process ${getcon_raw()}`);
console.log(`socket  ${getsocketcon_raw(socketFd(socket))}`);
socket.pipe(process.stdout);
