// What the programs print, as it was captured in the guests (outputs/), and what is read of it; and that
// what is not understood is never taken for nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fallbackOf, mappingsOf } from '../../src/doctor/address.ts';
import { readStatus } from '../../src/doctor/audit.ts';
import { readSockets } from '../../src/doctor/listening.ts';
import {
	nodeOf,
	readInterfaces,
	readNetifcon,
	readNodecon,
	readNodes,
	readPortcon,
	readPorts,
	typesOfPort,
} from '../../src/doctor/mapped.ts';
import { readDois, readMappings, readUnlabeled } from '../../src/doctor/netlabel.ts';
import { readSecmark, readXfrm } from '../../src/doctor/packets.ts';
import { readModules, readVerified } from '../../src/doctor/programs.ts';
import { readRoute } from '../../src/doctor/route.ts';

function printed(name: string): string {
	return readFileSync(join(import.meta.dirname, 'outputs', `${name}.txt`), 'utf8');
}

const netlabel = suite('netlabelctl');

netlabel('should tell the mappings of all domains, and of single ones', () => {
	assert.equal(readMappings(printed('map-none')), [{ protocol: 'UNLABELED' }]);
	assert.equal(readMappings(printed('map-two-dois')), [
		{ address: '127.0.0.1/32', protocol: 'CIPSOv4', doi: 2 },
		{ address: '192.168.8.4/32', protocol: 'CIPSOv4', doi: 1 },
		{ address: '0.0.0.0/0', protocol: 'UNLABELED' },
		{ address: '::/0', protocol: 'UNLABELED' },
	]);
	const domains = readMappings(printed('map-domains'));
	assert.equal(domains.slice(0, 2), [
		{ domain: 'ping_t', protocol: 'UNLABELED' },
		{ domain: 'demo_t', address: '::1/128', protocol: 'CALIPSO', doi: 16 },
	]);
	assert.equal(mappingsOf(domains, '127.0.0.1'), [
		{ domain: 'ping_t', protocol: 'UNLABELED' },
		{ address: '127.0.0.0/8', protocol: 'CIPSOv4', doi: 2 },
	]);
	assert.equal(mappingsOf(domains, '::1').slice(1), [
		{ domain: 'demo_t', address: '::1/128', protocol: 'CALIPSO', doi: 16 },
		{ address: '::/0', protocol: 'UNLABELED' },
	]);
});

netlabel('should tell the numbers and the fallback labels', () => {
	assert.equal(readDois(printed('cipso-two-dois'), 'CIPSOv4'), [
		{ protocol: 'CIPSOv4', doi: 1, type: 'PASS_THROUGH' },
		{ protocol: 'CIPSOv4', doi: 2, type: 'LOCAL' },
	]);
	const label = 'system_u:object_r:netlabel_peer_t:s0';
	const { accept, fallbacks } = readUnlabeled(printed('unlbl-fallbacks'));
	assert.is(accept, true);
	assert.equal(fallbacks, [
		{ interface: 'lo', address: '127.0.0.0/8', label },
		{ interface: 'DEFAULT', address: '10.0.0.0/8', label },
	]);
	assert.is(fallbackOf(fallbacks, 'eth0', '10.1.2.3')?.interface, 'DEFAULT');
	// lo has labels of its own, and so none of DEFAULT's.
	assert.is(fallbackOf(fallbacks, 'lo', '10.1.2.3'), undefined);
});

netlabel.run();

const packets = suite('ip xfrm and nft');

packets('should tell contexts, and keep no key', () => {
	const policy = readXfrm(printed('xfrm-policy'), 'policy');
	assert.equal(policy[0], {
		kind: 'policy',
		src: 'fd00:7::2/128',
		dst: 'fd00:7::1/128',
		context: 'system_u:object_r:intranet_spd_t:s0',
	});
	const state = readXfrm(printed('xfrm-state'), 'state');
	assert.equal(
		state.map(({ context }) => context.split(':')[2]),
		['echo_server_t', 'echo_client_t'],
	);
	assert.not.match(JSON.stringify(state), '3031323334');
	assert.equal(readXfrm('', 'state'), []);
});

packets("should tell SECMARK's contexts", () => {
	assert.equal(readSecmark(printed('nft-secmark')), ['system_u:object_r:echo_client_packet_t:s0']);
	assert.equal(readSecmark(printed('nft-none')), []);
});

packets.run();

const mapped = suite('semanage and seinfo');

mapped('should tell ports, and which mapping counts', () => {
	const ports = readPorts(printed('semanage-port'));
	assert.equal(ports[0], {
		protocol: 'tcp',
		first: 7001,
		last: 7001,
		type: 'afs3_callback_port_t',
	});
	assert.equal(typesOfPort(ports, 'udp', 7005), ['afs_fs_port_t']);
	assert.equal(typesOfPort(ports, 'tcp', 10082), ['amanda_port_t']);
	// The policy has two for 5000, and a wide one; only semanage knows which one is local.
	const portcon = readPortcon(printed('seinfo-portcon'));
	assert.equal(typesOfPort(portcon, 'tcp', 5000), ['commplex_main_port_t', 'getpeercon_port_t']);
	const local = readPorts(printed('semanage-port-local'));
	const marked = portcon.map((port) => {
		return {
			...port,
			isLocal: local.some(({ type, protocol }) => type === port.type && protocol === port.protocol),
		};
	});
	assert.equal(typesOfPort(marked, 'tcp', 5000), ['getpeercon_port_t']);
	assert.equal(typesOfPort(portcon, 'sctp', 5001), ['unreserved_port_t']);
	assert.equal(typesOfPort(portcon, 'sctp', 5), []);
});

mapped('should tell interfaces and addresses alike', () => {
	const context = 'system_u:object_r:intranet_netif_t:s0-s15:c0.c1023';
	assert.equal(readInterfaces(printed('semanage-interface'))[0], {
		interface: 'intranet0',
		context,
	});
	assert.equal(readNetifcon(printed('seinfo-netifcon'))[0], { interface: 'intranet0', context });
	for (const nodes of [
		readNodes(printed('semanage-node')),
		readNodecon(printed('seinfo-nodecon')),
	]) {
		assert.match(nodeOf(nodes, '192.168.7.2')?.context ?? '', ':intranet_node_t:');
		assert.match(nodeOf(nodes, 'fd00:7::2')?.context ?? '', ':intranet_node_t:');
		assert.is(nodeOf(nodes, '192.168.8.2'), undefined);
		assert.is(nodeOf(nodes, '::1'), undefined);
	}
});

mapped.run();

const others = suite('ss, ip route, auditctl, semodule and matchpathcon');

others('should be read', () => {
	assert.equal(readSockets(printed('ss-tcp'), 'tcp'), [
		{ protocol: 'tcp', address: '*', port: 5000 },
	]);
	assert.is(readRoute(printed('route')), 'intranet0');
	assert.equal(readStatus(printed('auditctl')), { pid: 0, rateLimit: 0, lost: 0 });
	assert.is(readModules(printed('semodule')).length, 8);
	const files = readVerified(printed('matchpathcon-lost'));
	const lost = files.filter(({ state }) => state !== 'right');
	assert.is(files.length, 13);
	assert.equal(lost, [
		{
			path: '/usr/local/lib/node_modules/@peercon/echo-server/bin/echo-server.js',
			state: 'wrong',
			is: 'system_u:object_r:bin_t:s0',
			should: 'system_u:object_r:echo_server_exec_t:s0',
		},
	]);
	const [refused] = readVerified('/a/b error: Permission denied\n');
	assert.equal(refused, { path: '/a/b', state: 'unseen' });
});

others.run();

const nonsense = suite('what is not understood');

const READERS: readonly [name: string, read: (output: string) => unknown][] = [
	['netlabelctl map list', readMappings],
	['netlabelctl cipsov4 list', (output) => readDois(output, 'CIPSOv4')],
	['netlabelctl unlbl list', readUnlabeled],
	['ip xfrm policy', (output) => readXfrm(output, 'policy')],
	['nft', readSecmark],
	['semanage port', readPorts],
	['auditctl', readStatus],
	['matchpathcon', readVerified],
	['ss', (output) => readSockets(output, 'tcp')],
	['ip route', readRoute],
];

for (const [name, read] of READERS) {
	nonsense(`should not be taken for an answer of ${name}`, () => {
		assert.throws(() => read('heading\n\nnonsense \u001b[2J here\n'));
	});
}

// A program of another domain than its caller's may write nothing, and exit with 0 all the same.
for (const [name, read] of [
	['netlabelctl unlbl list', readUnlabeled],
	['nft', readSecmark],
	['semanage port', readPorts],
	['semodule', readModules],
	['auditctl', readStatus],
	['ip route', readRoute],
] as const) {
	nonsense(`should be no answer of ${name}'s where it is empty`, () => {
		assert.throws(() => read(''));
	});
}

nonsense.run();
