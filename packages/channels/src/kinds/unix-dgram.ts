import { parseUnixPlace } from '@peercon/endpoint';
import { sys } from '@peercon/native';
import { connectTo } from '../connect.ts';
import { DatagramLink } from '../datagram-link.ts';
import { DescriptorLink, SOCKET } from '../descriptor-link.ts';
import type { Kind } from '../kind.ts';
import { usualPath } from '../paths.ts';
import { bindUnix } from '../unix-place.ts';

/** Datagrams between UNIX sockets. A client takes an abstract name, so that it can be answered. */
export const unixDgram: Kind = {
	name: 'unix-dgram',
	object: 'UNIX datagram sockets, with a path or an abstract name',
	named: { what: 'PATH|@NAME', usual: usualPath('dgram') },
	control: {
		classes: 'unix_dgram_socket, sock_file',
		server:
			'on itself: unix_dgram_socket { bind connect create getopt read sendto setopt write }; on the client: unix_dgram_socket { sendto }; on a path: sock_file { create getattr unlink write }',
		client:
			'on itself: unix_dgram_socket { bind connect create getopt read write }; on the server: unix_dgram_socket { sendto }; on a path: sock_file { write }',
		peer: 'the server is told, SCM_SECURITY beside each datagram (SO_PASSSEC)',
		label: "socket: of the process that makes it; path: its folder's, or by transition",
	},
	async serve(name, { begin }) {
		const { fd, release } = await bindUnix('unix-dgram', name);
		sys.passinfo(fd);
		const link = new DatagramLink(fd);
		begin(link);
		return {
			place: name,
			close() {
				release();
				link.close();
			},
		};
	},
	async open(name) {
		const fd = await connectTo('unix-dgram', 'unix', parseUnixPlace(name));
		sys.bind(fd, { family: 'abstract', abstract: '' });
		return new DescriptorLink({ input: fd, output: fd, ...SOCKET });
	},
};
