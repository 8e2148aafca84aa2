// What each check of labeled networking means: who the subject is, and who the
// object. The kernel functions are those of security/selinux/hooks.c.

import { printable } from '@peercon/context/foreign-text';
import { labelOf } from './label.ts';
import type { AccessRecord } from './record.ts';

/** The words that a sentence is made of. */
interface Words {
	/** The type of the subject, scontext. */
	s: string;
	/** The type of the object, tcontext. */
	o: string;
	/** `may not`, or `may` for a granted access. */
	may: string;
	/** A field of the record, or the second word where it lacks it. */
	field: (name: string, otherwise: string) => string;
	/** The protocol of a socket's class: TCP, UDP, SCTP. */
	protocol: string;
	/** The sending end of a packet, or `a peer`. */
	sender: string;
}

type Sentence = (words: Words) => string;

/** By class and permission. `*_socket` is for every class of sockets. */
const SENTENCES: Record<string, Sentence> = {
	// selinux_ip_postroute: the sending socket, the interface, the node of the destination.
	'netif egress': ({ s, o, may, field }) =>
		`A socket of ${s} ${may} send through interface ${field('netif', 'the interface')} (${o})`,
	'node sendto': ({ s, o, may, field }) =>
		`A socket of ${s} ${may} send to ${field('daddr', 'the node')} (${o})`,
	// selinux_inet_sys_rcv_skb: the subject is the label of the packet, not a process.
	'netif ingress': ({ s, o, may, field }) =>
		`Packets of peers labeled ${s} ${may} come in through interface ${field('netif', 'the interface')} (${o})`,
	'node recvfrom': ({ s, o, may, field }) =>
		`Packets of peers labeled ${s} ${may} come from ${field('saddr', 'the node')} (${o})`,
	// selinux_socket_sock_rcv_skb: the receiving socket, the label of the packet.
	'peer recv': ({ s, o, may, sender }) =>
		`A socket of ${s} ${may} receive from ${sender}, a peer labeled ${o}`,
	// The object is what SECMARK rules (nft, iptables) have marked the packet with.
	'packet recv': ({ s, o, may }) =>
		`A socket of ${s} ${may} receive packets that SECMARK has labeled ${o}`,
	'packet send': ({ s, o, may }) =>
		`A socket of ${s} ${may} send packets that SECMARK has labeled ${o}`,
	// selinux_ip_forward.
	'packet forward_in': ({ s, o, may, field }) =>
		`Packets of peers labeled ${s} that SECMARK has labeled ${o} ${may} come in on ${field('netif', 'the interface')} to be forwarded`,
	'packet forward_out': ({ s, o, may, field }) =>
		`Packets of peers labeled ${s} that SECMARK has labeled ${o} ${may} be forwarded out of ${field('netif', 'the interface')}`,
	'packet relabelto': ({ s, o, may }) => `${s} ${may} load SECMARK rules that label packets ${o}`,
	// security/selinux/xfrm.c.
	'association sendto': ({ s, o, may }) =>
		`A socket of ${s} ${may} send through an IPsec security association labeled ${o}`,
	'association recvfrom': ({ s, o, may }) =>
		`A socket of ${s} ${may} receive from an IPsec security association labeled ${o}`,
	'association polmatch': ({ s, o, may }) =>
		`Traffic of ${s} ${may} match an IPsec policy entry labeled ${o}`,
	'association setcontext': ({ s, o, may }) =>
		`${s} ${may} give an IPsec association or policy entry the label ${o}`,
	// selinux_sctp_process_new_assoc.
	'sctp_socket association': ({ s, o, may }) =>
		`An SCTP socket whose first association is with a peer labeled ${s} ${may} have another with a peer labeled ${o}`,
	// selinux_socket_bind, selinux_socket_connect_helper.
	'*_socket name_bind': ({ s, o, may, protocol, field }) =>
		`${s} ${may} bind a socket to ${protocol} port ${field('src', 'this')} (${o})`,
	'*_socket name_connect': ({ s, o, may, protocol, field }) =>
		`${s} ${may} connect to ${protocol} port ${field('dest', 'this')} (${o})`,
	'*_socket node_bind': ({ s, o, may, protocol, field }) =>
		`${s} ${may} bind a ${protocol} socket to the address ${field('saddr', 'given')} (${o})`,
	'fd use': ({ s, o, may, field }) =>
		`${s} ${may} use a descriptor${field('path', '') && ` for ${field('path', '')}`} that ${o} opened`,
	'process transition': ({ s, o, may }) => `A process of ${s} ${may} become ${o} by execve(2)`,
	'process dyntransition': ({ s, o, may }) => `A process of ${s} ${may} become ${o} by setcon(3)`,
	'process2 nosuid_transition': ({ s, o, may }) =>
		`A process of ${s} ${may} become ${o} by executing a file of a nosuid file system`,
	'process2 nnp_transition': ({ s, o, may }) =>
		`A process of ${s} under no_new_privs ${may} become ${o} by execve(2)`,
	'process setexec': ({ s, may }) =>
		`A process of ${s} ${may} choose the context of what it executes (setexeccon(3))`,
	'process execmem': ({ s, may }) =>
		`A process of ${s} ${may} make memory executable that it can write, as compilers at run time do`,
	'file entrypoint': ({ s, o, may, field }) =>
		`${s} ${may} be entered through ${field('path', 'a program')} (${o})`,
	'file execute': ({ s, o, may, field }) =>
		`${s} ${may} execute ${field('path', field('name', 'a file'))} (${o})`,
};

/**
 * Says in one sentence what was refused (or, with auditallow, granted).
 *
 * @param record - the record
 */
export function sentence(record: AccessRecord): string {
	const may = record.decision === 'denied' ? 'may not' : 'may';
	const words = wordsFor(record, may);
	const known = record.permissions.map((permission) => sentenceFor(record.class, permission));
	if (known.every((say) => say !== undefined)) {
		return `${known.map((say) => say(words)).join('; ')}.`;
	}
	return `${words.s} ${may} ${record.permissions.join(', ')} ${thing(record, words)}.`;
}

/** The object of a check that has no sentence of its own: `the file /etc/shadow (shadow_t)`. */
function thing({ class: objectClass }: AccessRecord, { s, o, field, protocol }: Words): string {
	const noun = /^(tcp|udp|sctp)_/.test(objectClass) ? `${protocol} socket` : objectClass;
	const what = field('path', field('name', ''));
	if (what !== '') return `the ${noun} ${what} (${o})`;
	const article = /^[aeiou]/.test(noun) ? 'an' : 'a';
	return `${article} ${noun} of ${s === o ? 'its own type' : o}`;
}

function sentenceFor(objectClass: string, permission: string): Sentence | undefined {
	const general = objectClass.endsWith('_socket') ? SENTENCES[`*_socket ${permission}`] : undefined;
	return SENTENCES[`${objectClass} ${permission}`] ?? general;
}

/** The two types; if they are the same, what tells them apart is the level. */
function sides(source: string, target: string): { s: string; o: string } {
	const [s, o] = [labelOf(source), labelOf(target)];
	if (s.type !== o.type || s.rangeText === o.rangeText) return { s: s.type, o: o.type };
	return { s: `${s.type} at ${s.rangeText}`, o: `${o.type} at ${o.rangeText}` };
}

function wordsFor(
	{ source, target, class: objectClass, details }: AccessRecord,
	may: string,
): Words {
	const field = (name: string, otherwise: string) => printable(details[name] ?? otherwise);
	return {
		...sides(source, target),
		may,
		field,
		protocol: objectClass.replace(/_socket$/, '').toUpperCase(),
		sender: field('saddr', 'somewhere'),
	};
}
