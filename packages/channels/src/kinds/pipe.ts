import { sys } from '@peercon/native';
import { DescriptorLink } from '../descriptor-link.ts';
import type { Kind } from '../kind.ts';
import { beginOnInherited, startServer } from '../started-server.ts';

/** Pipes without a name: only who inherits their descriptors has them. */
export const pipe: Kind = {
	name: 'pipe',
	object: 'two pipes, which the client makes and its server inherits',
	named: null,
	control: {
		classes: 'fifo_file, fd',
		server: "on the client's: fd { use } and fifo_file { getattr read write }",
		client:
			'on itself: fifo_file { create getattr read write }; on the server: process { transition }',
		peer: 'no: a pipe has no peer',
		label: 'of the process that makes it',
	},
	serve: (name, { begin }) =>
		beginOnInherited(name, begin, (input, output) => new DescriptorLink({ input, output })),
	open() {
		// Node's own 'pipe' between processes is a pair of UNIX sockets.
		const [toServerRead, output] = sys.pipe();
		const [input, fromServerWrite] = sys.pipe();
		sys.nonblock(output);
		startServer('pipe', toServerRead, fromServerWrite);
		return new DescriptorLink({ input, output });
	},
};
