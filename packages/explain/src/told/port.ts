// Ports that a program says it may not bind, or not connect to.

import { printable } from '@peercon/context/foreign-text';
import { typesOfPort } from '../layer/port-types.ts';
import { command } from '../names.ts';
import { mayBind, portTypeOfDomain } from '../remedy/ports.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { domainOfProgram } from '../summary/domain.ts';
import { byPort, labelPort } from '../summary/of-port.ts';
import { firstOf, type Message, record } from './message.ts';

/** What nginx, Apache, OpenSSH, Node.js, Go and HAProxy say of a port that they may not bind. */
const NOT_BOUND = [
	/^bind\(\) to [^\s/]{0,64}:(\d{1,5}) failed \(13: Permission denied\)/,
	/^(?:make_sock: )?could not bind to address [^\s/]{0,64}:(\d{1,5})$/,
	/^Bind to port (\d{1,5}) on \S{1,64} failed: Permission denied/,
	/^listen EACCES: permission denied [^\s/]{0,64}:(\d{1,5})$/,
	/^listen tcp[46]? [^\s/]{0,64}:(\d{1,5}): bind: permission denied/,
	/^(?:\d{1,6}\/\d{1,10} \(\d{1,10}\) : )?(?:Starting|Binding) [^:]{0,128}: cannot bind socket \(Permission denied\) (?:for )?\[[^\s\]]{0,64}:(\d{1,5})\]/,
];

/** And of one that they may not connect to; rsyslogd(8), too. */
const NOT_CONNECTED = [
	/^connect\(\) to [^\s/]{1,64}:(\d{1,5}) failed \(13: Permission denied\)/,
	/^attempt to connect to [^\s/]{1,64}:(\d{1,5}) /,
	/^connect EACCES [^\s/]{1,64}:(\d{1,5})$/,
	/^dial tcp[46]? [^\s/]{1,64}:(\d{1,5}): connect: permission denied/,
	/^cannot connect to [^\s/]{1,64}:(\d{1,5}): Permission denied/,
];

/** What a message about a port leads to; none for others. */
export function aboutPort(message: Message): Remedy[] {
	const port = portOf(firstOf(NOT_BOUND, message.text));
	if (port !== undefined) return notBound(port, message);
	const peer = portOf(firstOf(NOT_CONNECTED, message.text));
	return peer === undefined ? [] : notConnected(peer, message);
}

function portOf(text?: string): number | undefined {
	const port = Number(text);
	return port > 0 && port < 65_536 ? port : undefined;
}

/** Without `_t`; of a program that is not known here, as if it were named after it. */
function domainOf({ program = '', isOfWeb }: Message): string {
	return isOfWeb ? 'httpd' : (domainOfProgram(program) ?? program.toLowerCase());
}

function notBound(port: number, message: Message): Remedy[] {
	const { program = 'A program' } = message;
	const domain = domainOf(message);
	const refused: Remedy = { kind: 'note', why: `${printable(program)} was refused port ${port}.` };
	if (message.isOfContainer) return [refused, IN_CONTAINER];
	return [refused, record(message.program), portOfService(port, domain, portTypeOfDomain(domain))];
}

function portOfService(port: number, domain: string, type?: string): Remedy {
	const own = typesOfPort(port).find((each) => each === type || mayBind(domain, each));
	if (port < 1024 && (type === undefined || own !== undefined)) return BELOW_1024;
	// The port of a protocol keeps its type, by which all go that serve or speak it.
	if (port < 1024 && own === undefined && typesOfPort(port).length > 0) return hasAnotherType(port);
	return own === undefined ? ofService(port, type) : hasItsType(own);
}

function hasAnotherType(port: number): Remedy {
	return {
		kind: 'note',
		why: `Policies have ${typesOfPort(port).join(' or ')} for that port, which other services go by: let this one listen elsewhere, or take the rule of the record's explanation.`,
	};
}

function hasItsType(type: string): Remedy {
	return {
		kind: 'note',
		why: `Policies have ${type} for that port, which is that of such services: without a record it is probably not SELinux.`,
	};
}

function ofService(port: number, type?: string): Remedy {
	const others = typesOfPort(port);
	const taken =
		others.length === 0
			? ''
			: ` (policies have ${others.join(' or ')} for it, which it then has no longer; -a in place of -m where semanage says that the port is not defined)`;
	return {
		kind: 'command',
		why: `Mostly the port then has none of the types that the service may bind (\`semanage port -l | grep -w ${port}\`). This gives it ${type === undefined ? 'the TYPE of its own ports' : 'that of its own'}, by TCP${taken}:`,
		text: labelPort(type, 'tcp', `${port}`),
	};
}

/** @see net.ipv4.ip_unprivileged_port_start of ip(7) */
const BELOW_1024: Remedy = {
	kind: 'note',
	why: 'Without a record: ports below 1024 are for who has CAP_NET_BIND_SERVICE (AmbientCapabilities= of the unit).',
};

/** @see container.te of container-selinux, corenet_tcp_bind_all_ports(container_net_domain) */
const IN_CONTAINER: Remedy = {
	kind: 'note',
	why: 'Containers may bind ports of each type, so it is probably not SELinux: ports below 1024 are for who has CAP_NET_BIND_SERVICE. Let it listen on one from 1024 on, and publish that (-p 80:8080), or run it as root in the container, or with --cap-add NET_BIND_SERVICE.',
};

function notConnected(port: number, message: Message): Remedy[] {
	const { program = 'A program', isOfWeb } = message;
	const domain = domainOf(message);
	const isKnown = isOfWeb || domainOfProgram(message.program ?? '') !== undefined;
	const told = {
		name: isOfWeb ? 'httpd' : (message.program ?? ''),
		port: `${port}`,
		protocol: 'tcp',
	};
	return [
		{ kind: 'note', why: `${printable(program)} was refused to connect to port ${port}.` },
		record(message.program),
		...(domain === 'httpd'
			? [OF_PROXY]
			: isKnown
				? byPort({ ...told, class: 'tcp_socket', permissions: 'name_connect' }, ['name_connect'])
				: []),
	];
}

/** Both policies have it, for httpd_t and name_connect of every port. */
const OF_PROXY: Remedy = {
	kind: 'command',
	why: 'A web server that hands requests on to an application is mostly refused that by SELinux, till this boolean is on, which is for every port of every host (for a database alone: httpd_can_network_connect_db):',
	text: command('setsebool', '-P', 'httpd_can_network_connect', 'on'),
};
