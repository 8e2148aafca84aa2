import type { Kind } from '../kind.ts';
import { usualPath } from '../paths.ts';
import { unixConnections } from '../unix-connections.ts';

export const unixSeqpacket: Kind = {
	name: 'unix-seqpacket',
	object: 'UNIX sockets for whole messages, with a path or an abstract name',
	named: { what: 'PATH|@NAME', usual: usualPath('seqpacket') },
	control: {
		classes: 'unix_stream_socket, sock_file',
		server: 'as unix-stream: the kernel has one class for both',
		client: 'as unix-stream',
		peer: 'both are told, getpeercon(3), as by unix-stream',
		label: 'as unix-stream',
	},
	...unixConnections('unix-seqpacket'),
};
