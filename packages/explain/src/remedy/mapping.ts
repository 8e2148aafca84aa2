// Mappings that give a port, a node, an interface or a peer a type or a label of its own.

import { formatRange, glb, type Level, lub, type Range } from '@peercon/context';
import type { AccessRecord } from '@peercon/records';
import { checksOf } from '../check/check.ts';
import { policyKindOf } from '../constraint/constraint.ts';
import type { Mapping } from '../doctor/netlabel.ts';
import type { Host } from '../host.ts';
import type { Layer } from '../layer/layer.ts';
import { EPHEMERAL, hasByDefault, isWithinRange, typesNear } from '../layer/port-types.ts';
import { command, operand } from '../names.ts';
import { labeledHere } from './local-port.ts';
import { GENERIC_PORT, isBoundToo, portsOf, portTypeOf, withoutMapping } from './ports.ts';
import { randomPort } from './random-port.ts';
import type { Remedy } from './remedy.ts';

/**
 * Where the object's type is everybody's, a type of its own is better than a rule for all of them.
 *
 * @returns a command, with a TYPE to fill in where the domain does not tell it, or none if the object has
 *   a type of its own
 * @see semanage-port(8), semanage-node(8), semanage-interface(8)
 */
export function mappings(record: AccessRecord, basis: Layer['basis'] = 'record'): Remedy[] {
	const { type } = record.object;
	const { rule, src } = record.details;
	if (rule !== undefined && src === undefined && !GENERIC_PORT.test(type)) {
		const random = randomPort(record);
		return random === undefined ? [] : [{ kind: 'note', why: random }];
	}
	for (const { object, field = '' } of checksOf(record)) {
		const name = record.details[field];
		if (name === undefined) continue;
		if (object === 'port') return ofPort(record, name, basis);
		if (object === 'node' && type === 'node_t') {
			// Policies let who binds at all bind any of these (corenet_tcp_bind_generic_node): a type of its own is not what is missing.
			if (record.permissions.includes('node_bind')) return [];
			return [ofItsOwn(record, 'node', nodeArguments(name))];
		}
		if (object === 'interface' && /^(lo_)?netif_t$/.test(type)) {
			return [ofItsOwn(record, 'interface', operand(name))];
		}
	}
	return [];
}

/** A port that has no type of its own, or that of another service. */
function ofPort(record: AccessRecord, port: string, basis: Layer['basis']): Remedy[] {
	const protocol = record.class.replace('_socket', '');
	// There are mappings for these alone: semanage-port(8).
	if (!/^\d+$/.test(port) || !/^(?:tcp|udp|sctp|dccp)$/.test(protocol)) return [];
	const { object, subject } = record;
	const own = portTypeOf(record);
	const without = withoutMapping(record);
	if (!GENERIC_PORT.test(object.type)) {
		const random = randomPort(record);
		if (random !== undefined) return [{ kind: 'note', why: random }];
		const local = labeledHere(record, protocol, port);
		if (local.length > 0) return local;
		// To connect to the port of another service never takes it from that one.
		const isConnecting = record.permissions.includes('name_connect');
		if (isForwarded(record)) return [FORWARDED];
		if (!isConnecting && without !== undefined) return [{ kind: 'note', why: without }];
		if (isBoundToo(record)) return [{ kind: 'note', why: boundByNow(record) }];
		return isConnecting || own === undefined || own === object.type || without !== undefined
			? []
			: [takenOver(record, own, ['-p', protocol, port])];
	}
	if (isForwarded(record)) return [FORWARDED];
	if (without !== undefined) return [{ kind: 'note', why: without }];
	const how = ['-p', protocol, port];
	const { why, text } = ofItsOwn(record, 'port', how);
	if (own !== undefined) {
		const range = isPassive(record)
			? ' In passive mode another port is taken for each transfer: give it to all that the settings name for that (pasv_min_port and pasv_max_port of vsftpd, PassivePorts of ProFTPD), LOW-HIGH in place of the port.'
			: '';
		return [
			{
				kind: 'mapping',
				why: `${object.type} is the type of ${portsOf(object.type)} that has none of its own. ${subject.type} probably uses those of ${own}, where the policy has that type: give this one that.${range}`,
				text: mapping('port', ['-t', own, ...rangeOf(record)], how),
			},
		];
	}
	const near = basis === 'record' ? typesNear(Number(port)) : [];
	const hint =
		near.length === 0 ? '' : ` Ports next to it have, in some policies, ${near.join(' and ')}.`;
	const first = isPeersChoice(record, port) ? `${CHOSEN_BY_PEER} ` : '';
	return [{ kind: 'mapping', why: `${first}${why}${hint}`, ...(text !== undefined && { text }) }];
}

/** Whether a server of FTP binds a port that it has told a client to connect to: RFC 959, PASV. */
function isPassive({ subject, permissions, details }: AccessRecord): boolean {
	return (
		subject.type === 'ftpd_t' && permissions.includes('name_bind') && Number(details.src) >= 1024
	);
}

/** Whether the other side was probably given its port by its kernel, which takes those by default: ip(7). */
function isPeersChoice({ permissions }: AccessRecord, port: string): boolean {
	return permissions.includes('name_connect') && Number(port) >= EPHEMERAL.from;
}

const CHOSEN_BY_PEER =
	'So high a port the other side has mostly taken as its kernel gave it (FTP, RPC, what peers tell each other): another one the next time, and then no label helps, only the rule, which is for all of them. If it is always this one (what is written in settings; a container that is published by -P has one from 32768 on, too), give it that of what is spoken there, as ldap_port_t:';

/** Whether sshd(8) binds a port as somebody who has logged in: its own it binds as root, before anyone does. */
function isForwarded({ subject, permissions, event }: AccessRecord): boolean {
	const { fsuid } = event ?? {};
	return (
		/^sshd(?:_session)?_t$/.test(subject.type) &&
		permissions.includes('name_bind') &&
		fsuid !== undefined &&
		!/^(?:0|root)$/.test(fsuid)
	);
}

/** @see the boolean sshd_port_forwarding in services/ssh.te of the reference policy */
const FORWARDED: Remedy = {
	kind: 'note',
	why: 'Probably somebody who has logged in has asked for it, for the record SYSCALL has their user and not root: a port that is forwarded to the client (ssh -R, RemoteForward), and no Port of sshd itself. So no type for it (semanage port): who serves or speaks it would lose it. In the reference policy a boolean lets sshd bind them (sshd_port_forwarding); Fedora lets it bind those of X11 and VNC. Otherwise forward another port, or take the rule.',
};

function boundByNow({ subject, object, details }: AccessRecord): string {
	return `Newer policies let ${subject.type} bind the ports of ${object.type} (Fedora's and RHEL's, at least), which is right for ${details.src ?? 'this one'}: update selinux-policy, and until then take the rule. No other type for the port (semanage port -m): who serves or speaks it would lose it.`;
}

/** Types of ports that all kinds of programs take for theirs, as 8080 and 5000. */
const OF_ALL_KINDS =
	/^(?:http|http_cache|commplex\w*|transproxy|us_cli|websm|soundd|ntop|squid)_port_t$/;

/** Some services serve others' protocols, by plugins; at another port of that type it would be by chance. */
function mayServeIt({ object, subject, details }: AccessRecord): string {
	const { src = '' } = details;
	const protocol = object.type.replace(/_port_t$/, '');
	return hasByDefault(object.type, Number(src)) === true && !OF_ALL_KINDS.test(object.type)
		? `${object.type} is what policies have for ${src} (by TCP or UDP, or both). If ${subject.type.replace(/_t$/, '')} is to serve just that there (${protocol}, by a plugin or a module), the label is right, and the policy lacks the rule: update selinux-policy first, and until then take the rule below. `
		: `${object.type} is mostly another service's type. `;
}

/** A port of another service, which that service then has no longer. */
function takenOver(record: AccessRecord, own: string, which: string[]): Remedy {
	const how = ['-t', own, ...rangeOf(record)];
	// semanage(8) changes a port that has a line of its own, and adds one to a range that it then comes before.
	const isOfRange = isWithinRange(record.object.type, Number(record.details.src));
	const verb = isOfRange ? '-a' : '-m';
	return {
		kind: 'mapping',
		why: `${mayServeIt(record)}If the port is this one's on that host, give it ${own} (${isOfRange ? '-a, for the policy has it in a range, which this then comes before' : '-m'}: it takes the port from ${record.object.type}, and from who serves or speaks it):`,
		text: command('semanage', 'port', verb, ...how, ...which),
	};
}

function ofItsOwn(
	record: AccessRecord,
	what: 'port' | 'node' | 'interface',
	which: string[],
): Remedy {
	const { type } = record.object;
	const others =
		what === 'port' ? '' : ' Every other domain then needs rules for that TYPE, too, or loses it.';
	const whose =
		type === 'lo_netif_t'
			? `${type} is what everybody uses on this host: better the rule below than another type.`
			: `${type} is the type of ${what === 'port' ? portsOf(type) : `every ${what}`} that has none of its own.`;
	return {
		kind: 'mapping',
		why: `${whose} ${type === 'lo_netif_t' ? 'If it is to have one:' : 'Give this one'} a TYPE that the domain is to use.${others}`,
		text: mapping(what, ['-t', 'TYPE', ...rangeOf(record)], which),
	};
}

/** Under MLS what is mapped needs a range, for semanage(8) gives it s0, which few levels lie in. */
function rangeOf(record: AccessRecord): string[] {
	const { subject, object } = record;
	if (policyKindOf(record) !== 'mls' || !subject.range || !object.range) return [];
	return ['-r', formatRange(rangeWith(object.range, subject.range.low))];
}

/** The least range that holds one, and a level beside it. */
export function rangeWith({ low, high }: Range, level: Level): Range {
	return { low: glb(low, level), high: lub(high, level) };
}

/** A command of semanage(8). */
export function mapping(
	what: 'port' | 'node' | 'interface',
	how: string[],
	which: string[],
): string {
	return command('semanage', what, '-a', ...how, ...which);
}

/** An address as semanage-node(8) wants it. */
export function nodeArguments(address: string): string[] {
	const family = address.includes(':') ? ['-p', 'ipv6', '-M', '/128'] : ['-p', 'ipv4', '-M', '/32'];
	return [...family, ...operand(address)];
}

/**
 * How to label what a peer sends: in its packets, or at the interface where they arrive.
 *
 * @param record - a record of a peer without a label
 * @param host - the host that made the record, if it was this one
 * @returns commands of netlabelctl(8)
 */
export function labeling({ details, subject }: AccessRecord, host?: Host): Remedy[] {
	const { netif = 'INTERFACE' } = details;
	const saddr = asSent(details.saddr ?? 'ADDRESS');
	const daddr = asSent(details.daddr ?? 'ADDRESS');
	const isIpv6 = daddr.includes(':');
	const option = isIpv6 ? 'calipso' : 'cipsov4';
	const netlabelctl = (...words: string[]) => command('netlabelctl', ...words);
	const fallback: Remedy = {
		kind: 'mapping',
		why: 'If it cannot: here, give what comes from it a fallback label:',
		text: netlabelctl('unlbl', 'add', `interface:${netif}`, `address:${saddr}`, 'label:CONTEXT'),
	};
	const already = host?.labelingMapping(saddr, daddr);
	if (already) return [mappedAlready(already, daddr)];
	// The default mapping is for all addresses or for some, and has to go before it can be the other. Of a
	// family without any, socket(2) fails with ENOENT: netlbl_sock_setattr in net/netlabel/netlabel_kapi.c.
	const mapped = [
		netlabelctl('map', 'del', 'default'),
		netlabelctl('map', 'add', 'default', 'address:0.0.0.0/0', 'protocol:unlbl'),
		netlabelctl('map', 'add', 'default', 'address:::/0', 'protocol:unlbl'),
		netlabelctl('map', 'add', 'default', `address:${daddr}`, `protocol:${option},DOI`),
	];
	if (isOverLoopback(details)) return overLoopback(saddr, mapped.join(' && '), isIpv6);
	return [
		{
			kind: 'command',
			why: 'First see what is mapped on the host that sends:',
			text: netlabelctl('-p', 'map', 'list'),
		},
		{
			kind: 'mapping',
			why: `If ${saddr} can label its packets: there, map the address it sends to, with the DOI configured on both hosts. ${IN_PLACE_OF_DEFAULT}`,
			text: mapped.join(' && '),
		},
		fallback,
		notToBeLabeled(subject.type),
	];
}

const IN_PLACE_OF_DEFAULT =
	'In place of a default mapping for all addresses (where the list shows a default with addresses already, the last of these alone: to delete it deletes them all):';

/**
 * What there is on a host where nobody is to be labeled.
 *
 * @see corenet_all_recvfrom_unlabeled of the reference policy, and the module unlabelednet of Fedora's
 */
function notToBeLabeled(domain: string): Remedy {
	// Of an interface or a node the subject is the peer.
	const all =
		domain === 'unlabeled_t'
			? ''
			: ` Most domains may receive what has no label by their policy all the same (corenet_all_recvfrom_unlabeled(${domain}); of Fedora's the module unlabelednet).`;
	return {
		kind: 'note',
		why: `If nobody is to be labeled here: a DOI, a fallback label or an entry of IPsec with a context has switched the check on (netlabelctl -p cipsov4 list, calipso list, unlbl list; ip xfrm policy), and without any it is off.${all}`,
	};
}

/** A socket of IPv6 may send over IPv4: so it is in the packets. */
function asSent(address: string): string {
	return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** Whether a host has sent it to itself, also to one of its addresses in a network: that goes over lo, too. */
function isOverLoopback({ saddr, daddr, netif }: AccessRecord['details']): boolean {
	return netif === undefined ? saddr !== undefined && saddr === daddr : netif === 'lo';
}

/** What labels traffic of this host with itself: it is sender and receiver, and nothing is to be agreed on. */
function overLoopback(saddr: string, mapped: string, isIpv6: boolean): Remedy[] {
	const own = saddr.startsWith('127.') ? '127.0.0.0/8' : saddr;
	const what = isIpv6
		? 'CALIPSO carries the level of who sends, and no type; DOI is one of calipso'
		: "A DOI of the kind local carries the sender's whole context (`netlabelctl cipsov4 add local doi:DOI`, once)";
	return [
		{
			kind: 'command',
			why: 'It came over loopback: this host has sent it itself. First see what is mapped on it:',
			text: command('netlabelctl', '-p', 'map', 'list'),
		},
		{
			kind: 'mapping',
			why: 'If it need not be told who sends: give all that comes so one fallback label, a CONTEXT that the domain may receive from:',
			text: command(
				'netlabelctl',
				'unlbl',
				'add',
				'interface:lo',
				`address:${own}`,
				'label:CONTEXT',
			),
		},
		{
			kind: 'mapping',
			why: `If it is to be told: label what is sent there. ${what}. ${IN_PLACE_OF_DEFAULT}`,
			text: mapped,
		},
	];
}

/** Another mapping would label nothing that this one does not. */
function mappedAlready({ protocol, doi }: Mapping, to: string): Remedy {
	return {
		kind: 'note',
		why: `This host labels what it sends to ${to} already: ${protocol} ${doi ?? ''}. What came without a label was probably sent over an IPv6 socket connected to an IPv4 address written ::ffff:A.B.C.D, which NetLabel does not label; connect to the IPv4 address. Or the connection is older than the mapping.`,
	};
}
