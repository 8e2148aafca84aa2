// The price of a label: echoes and connections between two of the lab's hosts, over a link of theirs,
// with no label and with each kind.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
	denialText,
	Guest,
	type HostsPlan,
	hostAsRoot,
	MachineTerminals,
	padPayload,
	parseDenials,
	READ_LOG,
	startHosts,
} from '@peercon/lab';
import { compile } from './build.ts';
import { rotated } from './load.ts';
import { shown } from './numbers.ts';
import { type Run, ratio, report } from './report.ts';

/** Where the server listens. */
const PORT = 7000;

/** What the clients run at, and a range that hears it. */
const LEVEL = 's0:c3';
const SERVING = 's0:c0.c1023';

const GETPEERCON_SERVER =
	'/usr/local/lib/node_modules/@peercon/getpeercon-server/bin/getpeercon-server.js';

/** A way from a client to its server: which pair of hosts, and the server's address. */
interface Way {
	name: string;
	pair: 'plain' | 'labeled';
	address: string;
}

const WAYS: Way[] = [
	{ name: 'IPv4', pair: 'plain', address: '10.0.0.2' },
	{ name: 'IPv4, not labeled', pair: 'labeled', address: '10.0.0.2' },
	{ name: 'IPv4, CIPSO', pair: 'labeled', address: '10.0.1.2' },
	{ name: 'IPv6', pair: 'plain', address: 'fd00::2' },
	{ name: 'IPv6, CALIPSO', pair: 'labeled', address: 'fd00:0:0:1::2' },
	{ name: 'IPsec', pair: 'plain', address: '10.0.2.2' },
	{ name: 'labeled IPsec', pair: 'labeled', address: '10.0.2.2' },
];

/** What a label is added to. */
const PRICES = [
	['IPv4, not labeled', 'IPv4'],
	['IPv4, CIPSO', 'IPv4'],
	['IPv6, CALIPSO', 'IPv6'],
	['labeled IPsec', 'IPsec'],
] as const;

/** What is counted: the arguments of c/load.c. */
const CASES = [
	{ name: '16 connections x 64 bytes, ping-pong', unit: 'echoes/s', load: 'pingpong 16 64' },
	{
		name: 'connect, echo 64 bytes, close; 16 at a time',
		unit: 'connections/s',
		load: 'connect 16 64',
	},
];

/** Each network has a kind of label. The second pair's map knows them all. */
const LABELING = [
	'cipsov4 add pass doi:1 tags:1',
	'calipso add pass doi:3',
	'map del default',
	'map add default address:0.0.0.0/0 protocol:unlbl',
	'map add default address:::/0 protocol:unlbl',
	'map add default address:10.0.1.0/24 protocol:cipsov4,1',
	'map add default address:fd00:0:0:1::/64 protocol:calipso,3',
];

/** Two pairs of hosts: as soon as a kernel has a label for anybody, it checks every packet. */
const PLAN: HostsPlan = Object.fromEntries(
	(['plain', 'labeled'] as const).flatMap((pair) =>
		(['client', 'server'] as const).map((role, index) => {
			const own = (network: string) => `${network}${index + 1}`;
			const addresses = ['10.0.0.', '10.0.1.', '10.0.2.'].map((each) => `${own(each)}/24`);
			addresses.push(...['fd00::', 'fd00:0:0:1::'].map((each) => `${own(each)}/64`));
			const labeling = pair === 'labeled' ? LABELING : [];
			return [`${pair}-${role}`, { interfaces: { eth0: { link: pair, addresses } }, labeling }];
		}),
	),
);

/**
 * Measures what a label costs on its way from a host to another one.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchHosts(rounds: number, seconds: number): Promise<object> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-bench-'));
	try {
		const payload = await payloadIn(folder);
		const hosts = await startHosts(
			PLAN,
			async (_, machine) => {
				const guest = new Guest(new MachineTerminals(machine));
				return { opened: { machine, guest }, must: (command) => guest.must(command) };
			},
			payload,
		);
		try {
			const guests = new Map([...hosts].map(([name, { guest }]) => [name, guest]));
			return await measure((name) => guests.get(name) as Guest, rounds, seconds);
		} finally {
			await Promise.all([...hosts.values()].map(({ machine }) => machine.kill()));
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The two programs, as hosts get them. */
async function payloadIn(folder: string): Promise<string> {
	const programs = ['load', 'epoll-echo'].map((name) => compile(name));
	const payload = join(folder, 'payload');
	const names = programs.map((path) => basename(path));
	await hostAsRoot(['tar', '-C', dirname(programs[0] as string), '-cf', payload, ...names]);
	padPayload(payload);
	return payload;
}

async function measure(
	host: (name: string) => Guest,
	rounds: number,
	seconds: number,
): Promise<Run[]> {
	for (const name of Object.keys(PLAN)) {
		await host(name).must(
			'sh /usr/lib/peercon/payload | tar -C /usr/local/bin -xf - && restorecon /usr/local/bin/*',
		);
		// Clients use one address each, and take a pair of ports again that has just been closed. A listener
		// with CALIPSO has a limit on connections otherwise: lab/scenarios/hosts/calipso-limit.test.ts.
		const settings = [
			'net.ipv4.tcp_tw_reuse=1',
			"net.ipv4.ip_local_port_range='1025 65000'",
			'net.core.optmem_max=1000000000',
		];
		await host(name).must(`sysctl -qw ${settings.join(' ')}`);
		const own = name.endsWith('client') ? '10.0.2.1' : '10.0.2.2';
		for (const command of ipsec(own, name.startsWith('labeled'))) await host(name).must(command);
	}
	for (const pair of ['plain', 'labeled']) {
		host(`${pair}-server`).start(`runcon -l ${SERVING} epoll-echo ${PORT}`);
		await host(`${pair}-server`).must(`until ss -tln | grep -q :${PORT}; do sleep 0.1; done`);
	}
	const contexts = await contextsSeen(host);
	const runs: Run[] = [];
	for (const { name, unit, load } of CASES) {
		// Round 0 is not counted: caches are cold.
		for (let round = 0; round <= rounds; round++) {
			process.stderr.write(`hosts: ${name}: round ${round} of ${rounds}\n`);
			for (const { name: contender, pair, address } of rotated(WAYS, round)) {
				const command = `runcon -l ${LEVEL} timeout 60 load ${PORT} ${load} ${seconds} ${address}`;
				const { status, output } = await host(`${pair}-client`).run(command);
				const result =
					status === 0 ? { value: Number.parseFloat(output) } : { error: output.trim() };
				if (round > 0) runs.push({ round, case: name, contender, ...result });
			}
		}
		const contenders = WAYS.map((way) => way.name);
		const sentences = (ofCase: Run[]) =>
			PRICES.map(
				([labeled, than]) => `${labeled} : ${than} = ${shown(ratio(ofCase, labeled, than), 2)}`,
			);
		const remark = (way: string) => contexts.get(way) ?? '';
		process.stdout.write(
			report(runs, { name, unit, contenders, reference: 'IPv4', remark, sentences }),
		);
	}
	for (const name of Object.keys(PLAN)) process.stdout.write(await denials(name, host(name)));
	return runs;
}

/** What a server sees of a client that comes by each way: it is what it is measured for. */
async function contextsSeen(host: (name: string) => Guest): Promise<Map<string, string>> {
	const asking = PORT + 1;
	for (const pair of ['plain', 'labeled']) {
		const server = host(`${pair}-server`);
		// In its caller's domain, as epoll-echo.
		await server.must(`chcon -t bin_t ${GETPEERCON_SERVER}`);
		server.start(`runcon -l ${SERVING} getpeercon-server --reply ${asking}`);
		await server.must(`until ss -tln | grep -q :${asking}; do sleep 0.1; done`);
	}
	const seen = new Map<string, string>();
	for (const { name, pair, address } of WAYS) {
		const ask = `runcon -l ${LEVEL} ncat ${address} ${asking} < /dev/null`;
		seen.set(name, (await host(`${pair}-client`).must(ask)).trim());
	}
	return seen;
}

/**
 * The associations of ip-xfrm(8) for TCP in the third network, and a host's policies that want them.
 *
 * @param own - the host's address there
 * @param labeled - whether they have contexts: the clients', which is also their connections' at the server
 */
function ipsec(own: string, labeled: boolean): string[] {
	const ctx = (context: string) => (labeled ? `ctx ${context}` : '');
	const context = ctx(`unconfined_u:unconfined_r:unconfined_t:${LEVEL}`);
	const rule = ctx('system_u:object_r:ipsec_spd_t:s0');
	// No secret: what is measured here is the label.
	const key = `aead 'rfc4106(gcm(aes))' 0x${'5a'.repeat(20)} 128`;
	const ends = ['10.0.2.1', '10.0.2.2'];
	return [ends, ends.toReversed()].flatMap(([src, dst], index) => {
		const between = `src ${src} dst ${dst}`;
		const direction = src === own ? 'out' : 'in';
		return [
			`ip xfrm state add ${between} proto esp spi ${0x301 + index} mode transport ${context} ${key}`,
			`ip xfrm policy add ${between} proto tcp dir ${direction} ${rule} tmpl proto esp mode transport level required`,
		];
	});
}

/** What a host has denied: it would say that a way is not what it should be. */
async function denials(name: string, host: Guest): Promise<string> {
	const { output } = await host.run(READ_LOG);
	const lines = [...new Set(parseDenials(output).map(denialText))];
	return lines.map((line) => `${name}: ${line}\n`).join('');
}
