import { createSocketPair } from '@peercon/native';
import { linkOver } from '../connections.ts';
import type { Kind } from '../kind.ts';
import { beginOnInherited, startServer } from '../started-server.ts';

/** Two connected UNIX sockets without a name. */
export const unixPair: Kind = {
	name: 'unix-pair',
	object: 'a pair of UNIX sockets, which the client makes and its server inherits one of',
	named: null,
	control: {
		classes: 'unix_stream_socket, fd',
		server: "on the client's: fd { use } and unix_stream_socket { getattr getopt read write }",
		client:
			'on itself: unix_stream_socket { create getopt read write }; on the server: process { transition }',
		peer: 'both are told who made the pair, getpeercon(3), whoever has the ends',
		label: 'of the process that makes it',
	},
	serve: (name, { begin }) => beginOnInherited(name, begin, (fd) => linkOver(fd)),
	open() {
		const [ours, servers] = createSocketPair('stream');
		startServer('unix-pair', servers, servers);
		return linkOver(ours);
	},
};
