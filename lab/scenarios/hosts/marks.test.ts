// A router that marks what it forwards (SECMARK): who may send such packets through it, and at which level?
//
// User-mode Linux as Debian builds it has no tables of nf_tables for IP. One family is there that can mark
// a packet before SELinux looks at it: that of bridges. So each card of this router is the only port of a
// bridge, which has its address, and the name that the policy knows.
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { denialWithout, peerAt, Terminal } from '../common/labeling.ts';
import { denialOf, switchesOf } from '../policy/rule.ts';
import { FAR, LABELED, LIMIT, mapAgain, SILENT, withRouter } from './hosts.ts';

const DOCUMENT = 'labeled-hosts.md';

/** The router's cards; {@link start} adds the bridges. */
const PORTS = { port0: { link: 'near' }, port1: { link: 'far' } };

/** Marks what goes to the echo server, and what it answers. */
const marks = (range: string) => `
table bridge marks {
	secmark echo { "system_u:object_r:echo_server_packet_t:${range}" }
	chain prerouting {
		type filter hook prerouting priority filter;
		tcp dport 7 meta secmark set "echo"
		tcp sport 7 meta secmark set "echo"
	}
}`;

const MARK = (range: string) => `nft -f - <<< ${shellWord(marks(range))}`;
const UNMARK = 'nft delete table bridge marks';

/** Makes a card the port of a bridge. */
const bridge = (name: string, port: string, address: string) => `
ip link add ${name} type bridge
ip addr add ${address} dev ${name}
ip link set ${port} master ${name}
ip link set ${name} up`;

type Hosts = Record<'client' | 'router' | 'server', ScenarioGuest>;

/** Starts the server, at the level of its caller if none is named, and the router's bridges. */
async function start({ router, server }: Hosts, level?: string) {
	await router.must(bridge('intranet0', 'port0', '192.168.7.2/27'));
	await router.must(bridge('intranet1', 'port1', '192.168.7.33/27'));
	return serve(server, level);
}

function serve(server: ScenarioGuest, level?: string) {
	const command = level === undefined ? 'echo-server' : `runcon -l ${level} sh -c echo-server`;
	return server.serve(command, /listening on UDP port 7 \.\.\. ok/);
}

/** echo-client's statuses. */
const [ECHOED, NO_CONNECTION] = [0, 6];

/** The programs' domains, and all peers of other hosts'. */
const OURS = ['echo_client_t', 'echo_server_t', 'netlabel_peer_t', 'unlabeled_t'];

const marking = scenario('a router that marks packets', {
	hosts: withRouter(
		{ labeling: LABELED },
		{ labeling: LABELED, policy: 'switched', interfaces: PORTS },
		{ labeling: LABELED },
	),
	document: DOCUMENT,
});

/** In the order in which the kernel asks for them. */
const RULES = [
	'netlabel_peer_t echo_server_packet_t:packet { forward_in }',
	'netlabel_peer_t echo_server_packet_t:packet { forward_out }',
];

marking('should ask whether the sender may send such packets through it', async (hosts) => {
	const { client, router, server } = hosts;
	await start(hosts);
	const [here, there] = [new Terminal(client), new Terminal(router)];
	const echo = async () => (await here.type(`echo-client ${FAR}`)).status;
	await router.must(MARK('s0'));
	await there.type('nft list table bridge marks');
	assert.is(await echo(), ECHOED);
	await router.expectNoDenials(...OURS);
	const denials: string[] = [];
	for (const rule of RULES) {
		const switches = switchesOf(router, rule);
		await router.turn('off', switches);
		assert.is(await echo(), NO_CONNECTION, rule);
		denials.push(denialWithout('src', await router.expectDenied(denialOf(rule))));
		await router.turn('on', switches);
	}
	assert.is(await echo(), ECHOED);
	router.documented('marks', there.text);
	client.documented('marks-client', here.text);
	router.documented('marks-denied', denials.join(''));
	for (const guest of [client, server]) await guest.expectNoDenials(...OURS);
});

marking.run();

const unmarked = scenario('what a router that marks packets has not marked', {
	hosts: withRouter(
		{ labeling: LABELED },
		{ labeling: LABELED, interfaces: PORTS },
		{ labeling: LABELED },
	),
	document: DOCUMENT,
});

const connectTo = (client: ScenarioGuest, port: number, seconds = LIMIT) =>
	client.run(`ncat -w ${seconds} ${FAR} ${port}`);
const REFUSED = { status: 1, output: 'Ncat: Connection refused.\n' };
const SILENCE = { status: 1, output: 'Ncat: TIMEOUT.\n' };

unmarked('should not pass, nor what is marked as nobody may send it', async (hosts) => {
	const { client, router } = hosts;
	await start(hosts);
	// Nobody listens there: the server's answer has to come back, too.
	assert.equal(await connectTo(client, 5000), REFUSED);
	assert.match(await router.must('peercon doctor'), /not asked +packet .*forward_in/);

	await router.must(MARK('s0'));
	assert.match(await router.must('peercon doctor'), /^ +asked +packet .*forward_in/m);
	assert.equal(await connectTo(client, 5000, SILENT), SILENCE);
	const forwarding = { permission: 'forward_in', class: 'packet', subject: 'netlabel_peer_t' };
	const without = await router.expectDenied({ ...forwarding, object: 'unlabeled_t', dest: 5000 });
	router.documented('marks-unmarked', denialWithout('src', without));
	assert.match(await router.must('peercon explain --last'), /to be\s+forwarded.*layer +no mark/s);

	// The same packets with another type.
	await router.must(UNMARK);
	await router.must(MARK('s0').replace('echo_server_packet_t', 'getpeercon_server_packet_t'));
	assert.equal(await connectTo(client, 7, SILENT), SILENCE);
	await router.expectDenied({ ...forwarding, object: 'getpeercon_server_packet_t', dest: 7 });
	const explained = new Terminal(router);
	await explained.type('peercon explain --last');
	assert.match(
		explained.text,
		'allow netlabel_peer_t getpeercon_server_packet_t:packet forward_in;',
	);
	router.documented('marks-explained', explained.text);

	// Without a rule that marks something no packet is asked about.
	await router.must(UNMARK);
	assert.equal(await connectTo(client, 5000), REFUSED);
});

unmarked('should not be asked about if the sender may not come in', async (hosts) => {
	const { client, router } = hosts;
	await start(hosts);
	await router.must(MARK('s0'));
	await mapAgain(client, {});
	assert.equal(await connectTo(client, 5000, SILENT), SILENCE);
	await router.expectDenied({
		permission: 'ingress',
		class: 'netif',
		subject: 'unlabeled_t',
		object: 'intranet_netif_t',
		dest: 5000,
	});
	const asked = (await router.denials()).map((denial) => denial.class);
	assert.not.ok(asked.includes('packet'));
});

unmarked('should have no other family of nf_tables, on user-mode Linux', async ({ router }) => {
	for (const family of ['ip', 'ip6', 'arp', 'netdev']) {
		const { output } = await router.run(`nft add table ${family} marks`);
		assert.match(output, 'Operation not supported', family);
	}
	const terminal = new Terminal(router);
	assert.match((await terminal.type('nft add table inet marks')).output, 'not supported');
	assert.equal(await terminal.type('nft add table bridge marks'), { status: 0, output: '' });
	router.documented('marks-families', terminal.text);
});

unmarked.run();

const levels = scenario('a router that marks packets with a range', {
	hosts: withRouter(
		{ labeling: LABELED, policy: 'mls' },
		{ labeling: LABELED, policy: 'mls', interfaces: PORTS },
		{ labeling: LABELED, policy: 'mls' },
	),
	document: DOCUMENT,
});

levels('should let a level through that is in the range, and no other', async (hosts) => {
	const { client, router, server } = hosts;
	const terminal = new Terminal(client);
	const echo = async (level: string) =>
		(await terminal.type(`runcon -l ${level} sh -c 'echo-client ${FAR}'`)).status;
	const first = await start(hosts, 's1');
	await router.must(MARK('s0-s1'));
	assert.is(await echo('s1'), ECHOED);
	await first.stop();

	await serve(server, 's2');
	assert.is(await echo('s2'), NO_CONNECTION);
	client.documented('marks-levels', terminal.text);
	const denial = await router.expectDenied({
		permission: 'forward_in',
		class: 'packet',
		subject: peerAt('s2'),
		object: 'system_u:object_r:echo_server_packet_t:s0-s1',
		dest: 7,
	});
	router.documented('marks-level-denied', denialWithout('src', denial));
	const explain = `peercon explain <<< ${shellWord(denialText(denial))}`;
	assert.match(await router.must(explain), /layer +(probably )?MLS constraint/);

	await router.must(UNMARK);
	await router.must(MARK('s0-s2'));
	assert.is(await echo('s2'), ECHOED);
	for (const guest of [client, server]) await guest.expectNoDenials(...OURS);
});

levels.run();
