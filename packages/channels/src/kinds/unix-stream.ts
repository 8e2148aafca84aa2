import type { Kind } from '../kind.ts';
import { usualPath } from '../paths.ts';
import { unixConnections } from '../unix-connections.ts';

export const unixStream: Kind = {
	name: 'unix-stream',
	object: 'UNIX stream sockets, with a path or an abstract name',
	named: { what: 'PATH|@NAME', usual: usualPath('stream') },
	control: {
		classes: 'unix_stream_socket, sock_file',
		server:
			'on itself: unix_stream_socket { accept bind create getopt listen read write }, and { connectto }, to see whether a path is in use; on a path: sock_file { create getattr unlink write }',
		client:
			'on itself: unix_stream_socket { connect create getopt read write }; on the server: unix_stream_socket { connectto }; on a path: sock_file { write }',
		peer: 'both are told, getpeercon(3); the level that the client is told is its own',
		label: "socket: of the process that makes it; path: its folder's, or by transition",
	},
	...unixConnections('unix-stream'),
};
