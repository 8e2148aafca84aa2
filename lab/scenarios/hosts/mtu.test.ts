// How much room a label takes: the segments of TCP, and a datagram in fragments.
import * as assert from 'uvu/assert';
import { packetsOf, wireLabel, wireLabelText } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import { labeling, SERVER, twoHosts, v6 } from './hosts.ts';

const LABELED = labeling(['cipsov4 add pass doi:1 tags:1', 'calipso add pass doi:3'], {
	'192.168.7.0/24': 'cipsov4,1',
	'fd00:7::/64': 'calipso,3',
});

const room = scenario('the room that a label takes', {
	hosts: twoHosts({ labeling: LABELED }, { labeling: LABELED }),
	document: 'labeled-hosts.md',
});

/** Where a client connects to, its level, and how many bytes of data a segment then has: ss(8). */
const CLIENTS: [address: string, level: string, mss: number][] = [
	[SERVER, 's0', 1436],
	[SERVER, 's0:c3', 1436],
	[SERVER, 's0:c239', 1408],
	[v6(SERVER), 's0', 1412],
	[v6(SERVER), 's0:c3', 1412],
	[v6(SERVER), 's0:c239', 1380],
];

room('should be taken from the segments of TCP', async ({ client, server }) => {
	await server.serve('runcon -l s0:c0.c239 ncat -v -k -l -e /bin/cat 7000', /Listening on 0/);
	const seen: number[] = [];
	const upTo300 = 'for each in $(seq 300); do'; // half a minute: what does not come fails below
	for (const [address, level] of CLIENTS) {
		const running = client.start(`sleep infinity | runcon -l ${level} ncat ${address} 7000`);
		const connections = "ss -tin state established '( dport = 7000 )'";
		const table = await client.must(
			`${upTo300} ${connections} | grep -w mss && break; sleep 0.1; done`,
		);
		seen.push(Number(/ mss:(\d+) /.exec(table)?.[1]));
		await running.stop();
		await client.must(`${upTo300} ${connections} | grep -qw mss || break; sleep 0.1; done`);
	}
	assert.equal(
		seen,
		CLIENTS.map(([, , mss]) => mss),
	);
	const lines = CLIENTS.map(([address, level], index) =>
		[address.padEnd(11), level.padEnd(9), seen[index]].join('  '),
	);
	client.documented('mss', ['to           client at  mss', ...lines].join('\n'));
});

room('should be taken in each fragment, which has the label', async ({ client, server }) => {
	const filter = 'ip[6:2] & 0x3fff != 0 or (ip6[6] == 0 and ip6[40] == 44)';
	const lines: string[] = [];
	for (const [family, address] of [
		['4', SERVER],
		['6', v6(SERVER)],
	]) {
		const tcpdump = `timeout 60 tcpdump --immediate-mode -l -c 3 -i intranet0 -nn -x '${filter}'`;
		const [wire, receiver] = [
			await server.serve(tcpdump, /listening on/),
			server.start(
				`timeout 60 runcon -l s0:c3 socat -u -b 65000 UDP${family}-RECVFROM:7000 - | wc -c`,
			),
		];
		await server.must('until ss -uln | grep -q :7000; do sleep 0.1; done');
		const to = family === '4' ? address : `[${address}]`;
		await client.must(
			`head -c 4000 /dev/zero | runcon -l s0:c3 socat -u -b 65000 - UDP${family}:${to}:7000`,
		);
		assert.is((await receiver.ended).output, '4000\n');
		const fragments = packetsOf((await wire.ended).output);
		const labels = fragments.map((packet) => wireLabelText(wireLabel(packet)));
		const label = family === '4' ? 'CIPSO DOI 1, tag 1: s0:c3' : 'CALIPSO DOI 3: s0:c3';
		assert.equal(labels, [label, label, label]);
		lines.push(...fragments.map(({ length }, i) => `IPv${family}, ${length} bytes: ${labels[i]}`));
	}
	server.documented('fragments', lines.join('\n'));
	for (const guest of [client, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
	}
});

room.run();
