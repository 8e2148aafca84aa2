import {
	type Endpoint,
	inheritedListeners,
	type Listeners,
	placeText,
	type ServedAddress,
} from '@peercon/endpoint';
import { refuseFlags } from './command-line.ts';
import { UsageError } from './failure.ts';

/** The flags that choose what a service manager has chosen where it opens the sockets. */
const CHOOSING = ['host', 'tcp', 'udp', 'sctp'];

/**
 * Where a server listens: on the sockets that a service manager has opened for it, else where its
 * command line says. If that names a place as well, both are to mean the same one: of two units that
 * do not agree, one would otherwise do nothing.
 *
 * @param argument - the place that the command line names; undefined if it names none
 * @param flags - the parsed flags
 * @param usual - where it listens if nobody names a place
 * @throws UsageError if both are there and do not agree, or there is neither; Error for sockets that
 * cannot be served
 */
export function whereToListen(
	argument: Endpoint | undefined,
	flags: Record<string, unknown>,
	usual?: Endpoint,
): Endpoint | Listeners {
	const opened = inheritedListeners();
	if (opened === null) {
		const place = argument ?? usual;
		if (place === undefined) throw new UsageError('an argument is missing');
		if (!('port' in place)) refuseFlags(flags, CHOOSING, 'a UNIX socket');
		return place;
	}
	refuseFlags(flags, CHOOSING, 'sockets that the service manager has opened');
	const others = [...opened.streams, ...opened.datagrams].filter(
		({ address }) => argument !== undefined && !isAt(address, argument),
	);
	if (argument !== undefined && others[0]) {
		throw new UsageError(
			`the service manager has opened ${placeOf(others[0].address)}, and ${placeOf(argument)} is to be served: the .socket and the .service unit must agree`,
		);
	}
	return opened;
}

function isAt(address: ServedAddress, endpoint: Endpoint): boolean {
	if ('port' in endpoint) return 'port' in address && address.port === endpoint.port;
	if ('path' in endpoint) return 'path' in address && address.path === endpoint.path;
	return 'abstract' in address && address.abstract === endpoint.abstract;
}

/** Without the protocol, which is not what they differ in. */
function placeOf(place: Endpoint | ServedAddress): string {
	return placeText(place as Endpoint, []).trim();
}
