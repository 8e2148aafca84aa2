import { type AccessRecord, parseRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recorded } from '../../records/test/recorded.ts';
import { checksOf } from '../src/check/check.ts';
import { CHECKS } from '../src/check/checks.ts';
import { constraintsOn } from '../src/constraint/constraint.ts';
import { explain } from '../src/index.ts';
import { made } from './explained.ts';

const sentences = suite('what was refused');

const SAID: [check: string, part: string, sentence: string][] = [
	[
		'netif egress',
		'demo_noegress',
		'A socket of demo_noegress_t may not send through interface lo (netif_t).',
	],
	['node sendto', '', 'A socket of demo_nosendto_t may not send to 127.0.0.1 (node_t).'],
	[
		'netif ingress',
		'noingress',
		'Packets of peers labeled demo_peer_noingress_t may not come in through interface lo (netif_t).',
	],
	[
		'node recvfrom',
		'',
		'Packets of peers labeled demo_peer_norecvfrom_t may not come from 127.0.0.4 (node_t).',
	],
	[
		'peer recv',
		'demo_peer_norecv_t',
		'A socket of unconfined_t may not receive from 127.0.0.5, a peer labeled demo_peer_norecv_t.',
	],
	[
		'packet send',
		'unconfined',
		'A socket of unconfined_t may not send packets that SECMARK has labeled demo_packet_t.',
	],
	[
		'packet recv',
		'',
		'A socket of unconfined_t may not receive packets that SECMARK has labeled demo_packet_t.',
	],
	[
		'packet forward_in',
		'',
		'Packets of peers labeled demo_peer_norecv_t that SECMARK has labeled demo_packet_t may not come in on va to be forwarded.',
	],
	[
		'association polmatch',
		'',
		'Traffic of demo_nopol_t may not match an IPsec policy entry labeled demo_spd_t.',
	],
	[
		'association setcontext',
		'bin_t',
		'unconfined_t may not set up or remove an IPsec association or policy entry labeled bin_t.',
	],
	[
		'sctp_socket association',
		'',
		'An SCTP socket whose first association is with a peer labeled unconfined_t at s0-s0:c0.c1023 may not have another with a peer labeled unconfined_t at s0:c3.',
	],
	[
		'tcp_socket name_connect',
		'demo_noport',
		'demo_noport_t may not connect to TCP port 5000 (getpeercon_port_t).',
	],
	[
		'sctp_socket name_connect',
		'',
		'demo_noport_t may not connect to SCTP port 5000 (getpeercon_port_t).',
	],
	[
		'udp_socket name_bind',
		'',
		'demo_noport_t may not bind a socket to UDP port 5001 (commplex_link_port_t).',
	],
	[
		'tcp_socket node_bind',
		'demo_nonode',
		'demo_nonode_t may not bind a TCP socket to 127.0.0.1 (node_t).',
	],
	['tcp_socket create', '', 'demo_nosocket_t may not create a TCP socket of its own type.'],
	[
		'fd use',
		'demo_nofd',
		'demo_nofd_t may not use a descriptor for /dev/null that unconfined_t opened.',
	],
	[
		'file entrypoint',
		'demo_noentry',
		'demo_noentry_t may not be entered through /usr/bin/true (bin_t).',
	],
	[
		'process transition',
		'kernel_t',
		'A process of unconfined_t may not become kernel_t by execve(2).',
	],
	[
		'process2 nosuid_transition',
		'',
		'A process of unconfined_t may not become demo_noport_t by executing a file of a nosuid file system.',
	],
	[
		'process execmem',
		'',
		'A process of demo_noport_t may not make memory executable that no file backs or that it can write, as compilers at run time do.',
	],
	['file read', 'shadow_t', 'demo_noport_t may not read the file shadow (shadow_t).'],
	['file read', 'user_tmp_t', 'demo_noport_t may not read the file f (user_tmp_t).'],
	[
		'tcp_socket name_connect',
		'demo_audited',
		'demo_audited_t may connect to TCP port 5000 (getpeercon_port_t).',
	],
];

for (const [check, part, sentence] of SAID) {
	sentences(`should say whose ${check} ${part}`.trim(), () => {
		assert.is(explain(recorded(check, part)).sentence, sentence);
	});
}

/** Without a scenario: what is refused seldom, and in every class that programs ask about themselves. */
const MADE: [said: string, rest: string, sentence: string][] = [
	['relabelto', 'name="p" tclass=dir', 'c_t may not label the directory p as d_t.'],
	['search', 'tclass=key', 'c_t may not search a key or keyring of d_t, or find it by a search.'],
	['link', 'tclass=key', 'c_t may not link a key or keyring of d_t into a keyring.'],
	['connectto', 'tclass=unix_stream_socket', 'c_t may not connect to a UNIX stream socket of d_t.'],
	['node_bind', 'tclass=udp_socket', 'c_t may not bind a UDP socket to any address (d_t).'],
	['node_bind', 'tclass=sctp_socket', 'c_t may not bind an SCTP socket to any address (d_t).'],
	['name_connect', 'tclass=tcp_socket', 'c_t may not connect to a TCP port (d_t).'],
	['egress', 'tclass=netif', 'A socket of c_t may not send through an interface (d_t).'],
	['start', 'tclass=service', 'c_t may not start a unit of d_t.'],
	['create', 'tclass=x25_socket', 'c_t may not create an X.25 socket of d_t.'],
	[
		'getfocus',
		'xdevice="Virtual core keyboard" tclass=x_keyboard',
		'c_t may not ask for the focus of the X keyboard Virtual core keyboard (d_t).',
	],
	[
		'send',
		'tclass=x_drawable',
		'c_t may not send events to an X drawable (a window or pixmap) of d_t.',
	],
	[
		'select',
		'name="t" tclass=db_table',
		'c_t may not select from the table of a database t (d_t).',
	],
	['passwd', 'tclass=passwd', 'c_t may not change the password of another account (passwd(1)).'],
	['getpwd', 'tclass=nscd', 'c_t may not ask nscd for accounts.'],
	['integrity', 'tclass=lockdown', 'c_t may not do what could change the running kernel.'],
	[
		'integrity',
		'lockdown_reason="unsafe use of perf" tclass=lockdown',
		'c_t may not do what could change the running kernel (lockdown_reason: unsafe use of perf).',
	],
	[
		'create',
		'anonclass=[userfaultfd] tclass=anon_inode',
		'c_t may not create the anonymous inode [userfaultfd] (d_t).',
	],
	[
		'getattr',
		'dev="sda4" name="/" tclass=filesystem',
		'c_t may not ask for the state of the file system on sda4 (d_t) (statfs(2)).',
	],
	['map_read map_write', 'tclass=bpf', 'c_t may not read and write a BPF map of d_t.'],
	[
		'chown fowner',
		'tclass=cap_userns',
		'c_t may not use the capability CAP_CHOWN and CAP_FOWNER within a user namespace.',
	],
	[
		'read open map',
		'path="/x" tclass=file',
		'c_t may not read and open the file /x (d_t) and map it into memory.',
	],
	['enqueue', 'tclass=msgq', 'A message labeled c_t may not be put into a message queue of d_t.'],
	['frob', 'tclass=file', "c_t may not use the permission 'frob' on a file of d_t."],
	[
		'read frob',
		'tclass=file',
		"c_t may not use the permissions 'read' and 'frob' on a file of d_t.",
	],
];

for (const [said, rest, sentence] of MADE) {
	sentences(`should say what ${said} of ${rest.split('=').at(-1)} is`, () => {
		const text = `avc:  denied  { ${said} } for  scontext=a:b:c_t:s0 tcontext=a:b:d_t:s0 ${rest}`;
		assert.is(made(text).sentence, sentence);
	});
}

sentences('should not let a name reach the terminal as it is', () => {
	const text =
		'avc:  denied  { read } for  name=1B5B326A scontext=a:b:c tcontext=a:b:d tclass=file';
	assert.is(made(text).sentence, 'c may not read the file \\x1b[2j (d).');
});

sentences('should say when a check is made at all', () => {
	assert.match(explain(recorded('netif egress')).active ?? '', 'NetLabel or labeled IPsec');
	assert.match(explain(recorded('packet send')).active ?? '', 'SECMARK');
	assert.match(explain(recorded('fd use')).active ?? '', 'SCM_RIGHTS');
	assert.is(explain(recorded('file entrypoint')).active, undefined);
});

sentences.run();

const table = suite('the table of checks');

/** A record of one check. */
function recordOf(objectClass: string, permission: string): AccessRecord {
	const contexts = 'scontext=a:b:c:s0 tcontext=a:b:d:s0';
	const record = parseRecord(
		`avc:  denied  { ${permission} } for  ${contexts} tclass=${objectClass}`,
	);
	return record as AccessRecord;
}

table('should have no row that another hides', () => {
	for (const check of CHECKS) {
		const names = (text: string) => text.replaceAll('*', 'other').split(' ');
		const found = names(check.class).flatMap((objectClass) =>
			names(check.permission).map((permission) => checksOf(recordOf(objectClass, permission))[0]),
		);
		assert.ok(found.includes(check), `${check.class} ${check.permission}`);
	}
});

table('should have the levels that each kind of policy compares', () => {
	const constraints = (...names: [string, string]) =>
		(['mls', 'mcs'] as const).map((kind) => {
			const found = constraintsOn(kind, ...names);
			return [...new Set(found.flatMap(({ holds }) => holds))].join(', ') || undefined;
		});
	assert.equal(constraints('file', 'read'), ['l1 dom l2', 'h1 dom h2']);
	// Of Fedora's policy alone.
	assert.equal(constraints('lnk_file', 'getattr'), ['l1 dom l2', 'h1 dom h2']);
	assert.equal(constraints('file', 'getattr'), ['l1 dom l2', undefined]);
	assert.equal(constraints('file', 'create'), [
		'l1 eq l2, l2 eq h2, l1 eq h2',
		'h1 dom h2, l2 eq h2',
	]);
	assert.equal(constraints('association', 'polmatch'), ['l1-h1 in l2-h2', undefined]);
	assert.equal(constraints('system', 'module_request'), [undefined, undefined]);
	assert.equal(constraints('udp_socket', 'setopt'), ['l1 eq l2', 'h1 dom h2']);
	assert.equal(constraints('process', 'sigkill'), ['l1 eq l2', 'h1 dom h2']);
	assert.equal(constraints('process', 'sigchld'), [undefined, undefined]);
	assert.equal(constraints('dir', 'rmdir'), ['l1 eq l2', 'h1 dom h2']);
	assert.equal(constraints('process', 'noatsecure'), [undefined, undefined]);
	assert.equal(constraints('service', 'start'), [undefined, undefined]);
});

table('should have sentences of words that there are', () => {
	const fields = CHECKS.flatMap(({ sentence = '' }) =>
		Array.from(sentence.matchAll(/\{(\w+)\}/g), ([, word]) => word),
	);
	const words = new Set(fields);
	const known = 'aProtocol interface may object path port protocol subject';
	assert.equal([...words].sort(), known.split(' '));
});

table.run();
