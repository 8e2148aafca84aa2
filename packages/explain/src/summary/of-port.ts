// What may be said of a port by its number and its program.

import type { KernelMessage } from '@peercon/records';
import { booleanFor, isForEveryPort, isOfManyDomains } from '../layer/booleans.ts';
import { isWithinRange, typesOfPort } from '../layer/port-types.ts';
import { command } from '../names.ts';
import { atRandom, portTypeOfClient, portTypeOfDomain } from '../remedy/ports.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { domainOfProgram } from './domain.ts';
import type { Summary } from './summary.ts';

/** What opens sockets for others, by its units of type socket. */
const OPENS_FOR_OTHERS = /^\(?(?:systemd|sd-listen|xinetd)\)?$/;

/**
 * What to do about the type of a port.
 *
 * @param told - a summary
 * @param permissions - what was refused
 * @returns none for what is about no port
 */
export function byPort(told: Summary, permissions: string[]): Remedy[] {
	const { port, protocol = 'tcp' } = told;
	if (port === undefined) return [];
	const isConnecting = permissions.includes('name_connect');
	if (isConnecting) {
		const known = booleansOf(told, true);
		const guessed = known.length > 0 ? known : ownBooleans(domainOf(told));
		const ways = isOfKnownService(told) ? [] : guessed;
		if (known.length > 0) return [...ways, seeType(port)];
		const label = clientsType(told, port, protocol);
		// A port that is nobody's gets the type of what a domain of one protocol connects to: narrower than a boolean.
		const isOfOne = portTypeOfClient(`${domainOf(told)}_t`) !== undefined;
		const isFree = isOfOne && typesOfPort(Number(port)).length === 0;
		return [seeType(port), ...(isFree ? [label] : [...ways, label])];
	}
	const random = atRandom(`${domainOf(told)}_t`, protocol, Number(port));
	if (random !== undefined) return [{ kind: 'note', why: random }];
	const booleans = booleansOf(told, false);
	const label = serversType(told, port, protocol);
	// A label for the one port is narrower than a boolean for all of them.
	const isWide = booleans.some(({ text = '' }) => isForEveryPort(text.split(' ')[2] ?? ''));
	const hasOwn = portTypeOfDomain(domainOf(told)) !== undefined;
	const ways = isWide && hasOwn ? [label, ...booleans] : [...booleans, label];
	return [seeType(port), ...ways];
}

/**
 * Whether a program connects to what has a port of its own, and sealert has found no boolean for that, which it looks
 * for in the policy: its plugin catchall comes first only where it is alone.
 */
export function isOfKnownService(details: KernelMessage['details']): boolean {
	const { plugin, port, permissions } = details;
	return (
		plugin === 'catchall' &&
		permissions === 'name_connect' &&
		typesOfPort(Number(port ?? Number.NaN)).length > 0
	);
}

function seeType(port: string): Remedy {
	const types = typesOfPort(Number(port));
	const known =
		types.length === 0
			? 'policies have no type of its own for it, unless somebody gave it one here'
			: `policies have ${types.join(' or ')} for it, by TCP or UDP`;
	// The list has ranges by their ends, so that a port in one is not found by its number.
	const [type] = types;
	const what = type !== undefined && verbFor(port) === '-a' ? type : port;
	return {
		kind: 'command',
		why: `See which type the port has (${known}; a range may hold it, too):`,
		text: `semanage port -l | grep -w ${what}`,
	};
}

/** The type of a port, or of those that have none. */
function typeOf(port: string): string {
	const number = Number(port);
	const [type] = typesOfPort(number);
	if (type !== undefined) return type;
	return `${number < 512 ? 'reserved' : number < 1024 ? 'hi_reserved' : 'unreserved'}_port_t`;
}

/** By the program, or by the boolean that sealert names, which it takes from the policy: `httpd_use_openstack`. */
function domainOf({ name, booleans = '' }: Summary): string {
	const known = domainOfProgram(name);
	if (known !== undefined) return known;
	const [module = ''] = booleans.split('_');
	return portTypeOfDomain(module) === undefined ? name : module;
}

function booleansOf(told: Summary, isConnecting: boolean): Remedy[] {
	const { port = '', protocol } = told;
	const domain = domainOf(told);
	const known = booleanFor({
		subject: `${domain}_t`,
		class: `${protocol ?? 'tcp'}_socket`,
		permissions: [isConnecting ? 'name_connect' : 'name_bind'],
		object: typeOf(port),
	});
	const names = known?.names.filter((one) => !isOfManyDomains(one)) ?? [];
	return names.map((one, at) => ({
		kind: 'command',
		why:
			at === 0
				? `If it runs as ${domain}_t, policies of Fedora and RHEL have a boolean for it; if all that it allows is wanted:`
				: 'Or this:',
		text: command('setsebool', '-P', one, 'on'),
	}));
}

/** A service's own policy may have booleans for it that nobody else knows. */
function ownBooleans(program: string): Remedy[] {
	const [name = ''] = program.split(/[-_.]/);
	if (!/^[a-z]\w{2,}$/.test(name)) return [];
	return [
		{
			kind: 'command',
			why: 'What a service connects to beside its work its policy mostly leaves to a boolean; look for one before anything else:',
			text: `getsebool -a | grep ${name}`,
		},
	];
}

/**
 * The command that gives a port a type, whether or not policies have one for it.
 *
 * @param type - the type; TYPE where that is not known
 */
export function labelPort(type: string | undefined, protocol: string, port: string): string {
	const verb = verbFor(port);
	return command('semanage', 'port', verb, '-t', type ?? 'TYPE', '-p', protocol, port);
}

/** semanage-port(8) changes a port that has a line of its own, and adds one to a range that it then comes before. */
function verbFor(port: string): '-a' | '-m' {
	const types = typesOfPort(Number(port));
	return types.every((type) => isWithinRange(type, Number(port))) ? '-a' : '-m';
}

/** A port that a client connects to is another service's, and keeps its type. */
function clientsType(told: Summary, port: string, protocol: string): Remedy {
	const types = typesOfPort(Number(port));
	// The port of a protocol, below 1024, everybody knows by its type.
	if (types.length > 0 && Number(port) < 1024)
		return {
			kind: 'note',
			why: `Leave the port its type (${types.join(' or ')}): all that serves or speaks that protocol goes by it.`,
		};
	if (types.length > 0)
		return {
			kind: 'command',
			why: `If nothing on this host goes by the type that the port has (${types.join(' or ')}), give it the TYPE of what listens there, one that the program may connect to (it then has no other):`,
			text: labelPort(portTypeOfClient(`${domainOf(told)}_t`), protocol, port),
		};
	const type = portTypeOfClient(`${domainOf(told)}_t`);
	return {
		kind: 'command',
		why:
			type === undefined
				? 'If the port has no type of its own, and what listens there is a service of a kind that the program may connect to, give it the TYPE of that:'
				: `The port has probably no type of its own. If it runs as ${domainOf(told)}_t, this gives it the one that such services connect to, ${type}:`,
		text: labelPort(type, protocol, port),
	};
}

function serversType(told: Summary, port: string, protocol: string): Remedy {
	const { name, portTypes = '' } = told;
	const own = portTypeOfDomain(domainOf(told));
	const isTaken = typesOfPort(Number(port)).length > 0;
	const allowed = portTypes.split(' ').filter((type) => type !== '');
	const whose = OPENS_FOR_OTHERS.test(name)
		? "systemd opens the socket for a service (`systemctl list-sockets` names the unit), so it is the TYPE of that service's ports that this one is to have"
		: own !== undefined
			? `The service probably uses ports of ${own}. Give this one that`
			: 'Give it a TYPE that the service may bind';
	const those =
		allowed.length === 0 || own !== undefined
			? ''
			: ` (sealert names ${allowed.slice(0, 8).join(', ')})`;
	const verb = verbFor(port);
	const taken =
		verb === '-m'
			? 'it has one already, which another service then loses'
			: 'policies have it in a range of ports of another service, which then lacks this one';
	const how = isTaken
		? ` (${verb}: ${taken}, if it is by ${protocol.toUpperCase()}; a port that is nobody else's is the other way)`
		: ' (-m in place of -a if it has a type already)';
	return {
		kind: 'mapping',
		why: `${whose}${those}${how}:`,
		text: labelPort(own, protocol, port),
	};
}
