// Ports that a service takes at random, and that happen to have the type of another service.

import type { AccessRecord } from '@peercon/records';
import { EPHEMERAL } from '../layer/port-types.ts';
import { isReservedForClients, portTypeOf, RPC } from './ports.ts';

/**
 * What to do where a port was probably chosen at random.
 *
 * @param record - a record of name_bind with a port that has a type of its own
 * @returns undefined where the domain has ports of its own, and so means this one
 */
export function randomPort(record: AccessRecord): string | undefined {
	const { permissions, subject, object, details } = record;
	if (!permissions.includes('name_bind')) return undefined;
	// A rule that was pasted tells no port.
	const port = Number(details.src ?? Number.NaN);
	const isOfRpc = RPC.test(subject.type);
	const isInRange = port >= EPHEMERAL.from;
	const isUntold = details.rule !== undefined;
	if (!isInRange && !(isOfRpc && (isReservedForClients(port) || isUntold))) return undefined;
	const own = portTypeOf(record);
	if (own === object.type || (own !== undefined && !isOfRpc)) return undefined;
	const how = isOfRpc ? ' (nfs.conf(5), or its option for a port)' : '';
	return `Probably the service has chosen this port at random, and it happens to have a type, ${object.type}, of another service: the next time it is another port, and mostly it tries again at once, so that nothing is lost. Give the service a fixed port of its own${how}; or keep this one out of what it chooses from, if it has a list for that (libtirpc: ${isUntold ? 'the port' : port} in /etc/bindresvport.blacklist). net.ipv4.ip_local_reserved_ports is for the kernel's own choice, which nothing is asked about. A rule would be for all ports of ${object.type}, by an accident.`;
}
