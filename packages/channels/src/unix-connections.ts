import type { UnixProtocol } from '@peercon/endpoint';
import { parseUnixPlace } from '@peercon/endpoint';
import { connectTo } from './connect.ts';
import { linkOver, serveConnections } from './connections.ts';
import type { Kind } from './kind.ts';
import { bindUnix } from './unix-place.ts';

/** What the kinds of UNIX sockets that are connected have in common: how they listen and connect. */
export function unixConnections(
	protocol: Exclude<UnixProtocol, 'unix-dgram'>,
): Required<Pick<Kind, 'serve' | 'open' | 'hasConnections'>> {
	return {
		hasConnections: true,
		async serve(name, serving) {
			const { fd, release } = await bindUnix(protocol, name);
			return serveConnections({ fd, protocol, place: name, release }, serving);
		},
		async open(name) {
			return linkOver(await connectTo(protocol, 'unix', parseUnixPlace(name)));
		},
	};
}
