// Ports that have a type which no policy gives them: somebody has labeled them on that host.

import type { AccessRecord } from '@peercon/records';
import { hasByDefault, typesOfPort } from '../layer/port-types.ts';
import { command } from '../names.ts';
import { portTypeOf } from './ports.ts';
import type { Remedy } from './remedy.ts';

/**
 * What to do where a port has another service's type, and is none of those that the type has by default.
 *
 * @param record - a record of name_bind or name_connect
 * @param protocol - such as `tcp`
 * @param port - its number
 * @returns none where a policy gives it that type, or the type is not known
 */
export function labeledHere(record: AccessRecord, protocol: string, port: string): Remedy[] {
	const { subject, object, permissions } = record;
	const isKnown = hasByDefault(object.type, Number(port));
	const types = typesOfPort(Number(port));
	// A type that neither policy has is of somebody's module, who may have taken a port of the policy's for it.
	if (isKnown === true || (isKnown === undefined && types.length === 0)) return [];
	const domain = subject.type.replace(/_t$/, '');
	const own = portTypeOf(record) ?? `${domain}_port_t`;
	if (own === object.type) return [];
	const see: Remedy = {
		kind: 'command',
		why:
			isKnown === undefined
				? `Probably somebody has labeled the port on that host, or a module that is no part of the distribution's policy: by the policies of Fedora or the reference policy ${port} is ${types.join(' or ')}, and neither has ${object.type}. See what was labeled there (what is not in the list, a module has; \`semodule -lfull\`):`
				: `Probably somebody has labeled the port on that host: ${object.type} is another service's type, and ${port} is not among its ports by the policies of Fedora or the reference policy. See what was labeled there:`,
		text: 'semanage port -l -C',
	};
	// Who connects does not take the port from the service that has it.
	if (!permissions.includes('name_bind')) return [see];
	const takeOut: Remedy = {
		kind: 'mapping',
		why: 'If it is in that list by mistake, take it out: the port then has what the policy has for it (perhaps by a module of the service, which is to be installed first):',
		text: command('semanage', 'port', '-d', '-p', protocol, port),
	};
	const type = portTypeOf(record) ?? 'TYPE';
	const giveOwn: Remedy = {
		kind: 'mapping',
		why: `If it is to be this service's, give it the type of its ports, where the policy has one (${own}, or another TYPE that ${subject.type} may bind):`,
		text: command('semanage', 'port', '-m', '-t', type, '-p', protocol, port),
	};
	// A port that no policy has a type for is mostly refused again once it is taken out.
	return types.length === 0 ? [see, giveOwn, takeOut] : [see, takeOut, giveOwn];
}
