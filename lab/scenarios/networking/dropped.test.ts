// A labeled connection fails, and no record of a denial tells why: what is seen instead?
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { ON_OTHER_HOST, serveEcho, THERE, THERE_V6 } from '../common/intranet.ts';
import { after, LOGIN, loginAt, peers, Terminal, withoutModule } from '../common/labeling.ts';

const DOCUMENT = 'dropped-without-a-record.md';

/** Who could have been denied something. */
const DOMAINS = [
	'echo_client_t',
	'echo_server_t',
	'unconfined_t',
	'netlabel_peer_t',
	'unlabeled_t',
];

/** Sets the network up as a reader would, who needs to see it. */
async function setUp(terminal: Terminal, ...names: string[]): Promise<void> {
	for (const name of names) assert.is((await terminal.type(`${name}.sh up`)).status, 0, name);
}

/** What of IPsec's counters is above zero. How often a client tries again depends on time. */
const RAISED = "awk '$2 > 0 { print $1 }' /proc/net/xfrm_stat";

/** Reads nstat's table: a name, a number, and a rate. */
function counters(table: string): Record<string, number> {
	const rows = table.matchAll(/^(\w+) +(\d+) /gm);
	return Object.fromEntries(Array.from(rows, ([, name, count]) => [name, Number(count)]));
}

/** What a host counts of a datagram: it came, its header is good, it is somebody's here, and is thrown away. */
const STAGES = ['InReceives', 'InHdrErrors', 'InDelivers', 'InErrors'];

/**
 * What a host has counted of datagrams since it is up, by {@link STAGES}.
 *
 * @param host - a prefix for commands there, '' for this one
 * @param version - '' for IPv4, '6' for IPv6
 */
async function staged(guest: ScenarioGuest, host: string, version: '' | '6'): Promise<number[]> {
	const names = STAGES.map((name) => `${name === 'InErrors' ? 'Udp' : 'Ip'}${version}${name}`);
	return Object.values(counters(await guest.must(`${host} nstat -asz ${names.join(' ')}`)));
}

/** Checks what a host counts while one datagram is sent to it. */
async function expectStages(
	guest: ScenarioGuest,
	host: string,
	version: '' | '6',
	expected: number[],
	send: () => Promise<unknown>,
): Promise<void> {
	const before = await staged(guest, host, version);
	await send();
	const now = await staged(guest, host, version);
	assert.equal(
		now.map((count, i) => count - (before[i] ?? 0)),
		expected,
	);
}

const dropped = scenario('dropped without a record', { document: DOCUMENT });

dropped('should show which tag a level does not fit', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'eth0', 'tags');
	const { status, output } = await client.type("runcon -l s0:c240 sh -c 'echo-client 192.168.8.1'");
	assert.is(status, 7);
	assert.match(
		output,
		/ENOSPC: .*, connect .*\nProbably .*:\n {2}c240 is too high for CIPSO tag 1/,
	);
	await client.type('netlabelctl -p map list');
	assert.match(
		(await client.type('netlabelctl -p cipsov4 list doi:1')).output,
		'RESTRICTED BITMAP',
	);
	guest.documented('tag', client.text);
	await guest.expectNoDenials(...DOMAINS);
});

dropped('should show what a translating DOI has no number for', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'eth0', 'translated');
	const { status, output } = await client.type("runcon -l s0:c7 sh -c 'echo-client 192.168.8.2'");
	assert.is(status, 7);
	assert.match(output, /EPERM: .*, connect .*\nProbably .* no number for all of .*, s0:c7\.\n/);
	const { output: listed } = await client.type('netlabelctl -p cipsov4 list doi:6');
	assert.match(listed, / categories \(3\): \n {3}0 = 0\n {3}1 = 1\n {3}5 = 50\n$/);
	guest.documented('trans', client.text);
	// The same over UDP, which fails before anything is sent, and what has a number is sent.
	assert.is((await guest.run("runcon -l s0:c7 sh -c 'echo-client --udp 192.168.8.2'")).status, 7);
	const sent = await guest.run('runcon -l s0:c5 ncat 192.168.8.2 7');
	assert.equal(sent, { status: 1, output: 'Ncat: Connection refused.\n' }, 'nobody listens');
	await guest.expectNoDenials(...DOMAINS);
});

dropped('should show that a map has no entry', async (guest) => {
	const client = new Terminal(guest);
	await client.type('netlabelctl cipsov4 add local doi:2');
	await client.type('netlabelctl map del default');
	await client.type('netlabelctl map add default protocol:cipsov4,2');
	const { status, output } = await client.type('echo-client ::1');
	assert.is(status, 7);
	assert.match(output, /ENOENT: .*, socket tcp\nProbably no entry of NetLabel's map/);
	assert.not.match((await client.type('netlabelctl -p map list')).output, 'IPv6');
	guest.documented('no-entry', client.text);
	const both = new Terminal(guest);
	await both.type('netlabelctl calipso add pass doi:3');
	await both.type('netlabelctl map add default protocol:calipso,3');
	assert.match((await both.type('netlabelctl -p map list')).output, /\(IPv6\)\n.*CALIPSO, DOI = 3/);
	guest.documented('entries', both.text);
	const refused = await guest.run('ncat ::1 7');
	assert.equal(refused, { status: 1, output: 'Ncat: Connection refused.\n' }, 'it is sent');
	await guest.expectNoDenials(...DOMAINS);
});

dropped('should count, on the other host, labels that it cannot read', async (guest) => {
	const map = new Terminal(guest);
	await setUp(map, 'intranet');
	await serveEcho(guest);
	await map.type('netlabelctl cipsov4 add local doi:2');
	await map.type('netlabelctl map del default');
	await map.type('netlabelctl map add default address:0.0.0.0/0 protocol:unlbl');
	await map.type('netlabelctl map add default address:::/0 protocol:unlbl');
	await map.type('netlabelctl map add default address:192.168.7.0/24 protocol:cipsov4,2');
	await expectStages(guest, ON_OTHER_HOST, '', [1, 1, 0, 0], async () => {
		assert.is((await map.type(`echo-client --udp -t 2 ${THERE}`)).status, 6);
	});
	// A number for a context is taken from loopback only: cipso_v4_validate.
	const unread = await map.type(`${ON_OTHER_HOST} nstat -asz IpInHdrErrors IcmpOutParmProbs`);
	assert.equal(counters(unread.output), { IpInHdrErrors: 1, IcmpOutParmProbs: 1 });
	// The other host's answer has the same option, and so it is not read here either.
	const here = await map.type('nstat -asz IpInHdrErrors IcmpInParmProbs');
	assert.equal(counters(here.output), { IpInHdrErrors: 1, IcmpInParmProbs: 0 });
	guest.documented('local', map.text);
	await guest.expectNoDenials(...DOMAINS);
});

dropped('should count an association that the other host lacks', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'intranet', 'labeled-ipsec');
	await serveEcho(guest);
	await guest.must(`echo-client ${THERE_V6}`);
	await client.type(
		`${ON_OTHER_HOST} ip xfrm state delete src fd00:7::1 dst ${THERE_V6} proto ah spi 0x200`,
	);
	assert.is((await client.type(`echo-client -t 2 ${THERE_V6}`)).status, 6);
	const counted = await client.type(`${ON_OTHER_HOST} ${RAISED}`);
	assert.is(counted.output, 'XfrmInNoStates\n');
	guest.documented('association-there', client.text);
	await guest.expectNoDenials(...DOMAINS);
});

dropped.run();

const unconfined = withoutModule(
	scenario('dropped without a record, by unconfined programs', { document: DOCUMENT }),
);

unconfined('should drop what has no label where none is accepted', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'full-labels');
	const tcp = await guest.serve('getpeercon-server 5000', /waiting/);
	const udp = await guest.serve('getpeercon-server --udp 5000', /waiting/);
	await client.type('netlabelctl unlbl accept off');
	assert.is((await client.type('echo Hello | ncat 127.0.0.1 5000')).status, 0);
	assert.is((await client.type('echo Hello | ncat -w 2 ::1 5000')).output, 'Ncat: TIMEOUT.\n');
	await expectStages(guest, '', '6', [1, 0, 1, 1], async () => {
		await client.type('echo Hello | ncat -u -w 1 ::1 5000');
	});
	await client.type('netlabelctl -p unlbl list');
	const { output } = await client.type('nstat -asz Udp6InErrors');
	assert.equal(counters(output), { Udp6InErrors: 1 });
	const sockets = await client.type("ss -Hulnm 'sport = 5000' | grep -o 'd[0-9]*)'");
	assert.is(sockets.output, 'd1)\n');
	guest.documented('accept', client.text);
	assert.equal(peers(await after(1, tcp)), [`127.0.0.1,${LOGIN}`]);
	assert.equal(peers(udp.output), []);
	await guest.expectNoDenials(...DOMAINS);
});

unconfined('should leave an IPv4 address written in IPv6 unlabeled', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'full-labels');
	const server = await guest.serve('getpeercon-server 5000', /waiting/);
	await client.type('echo Hello | ncat 127.0.0.1 5000');
	await after(1, server);
	await client.type('echo Hello | ncat ::ffff:127.0.0.1 5000');
	const seen = await after(2, server);
	assert.equal(peers(seen), [`127.0.0.1,${LOGIN}`, '127.0.0.1,NO_CONTEXT']);
	guest.documented('mapped', client.text);
	guest.documented('mapped-session', `# getpeercon-server 5000\n${seen}`);
	const open = guest.start('sleep infinity | ncat -p 40000 ::ffff:127.0.0.1 5000');
	await server.waitFor(/(?:[\s\S]*?connect\(){3}/);
	const sockets = new Terminal(guest);
	const { output } = await sockets.type("ss -Htn 'dport = 5000'");
	assert.match(output, /^ESTAB .*\[::ffff:127\.0\.0\.1\]:40000 /);
	guest.documented('mapped-socket', sockets.text);
	await open.stop();
	// Without addresses the map's entry is for IPv4 alone: there is no such socket at all.
	await guest.must('netlabelctl map del default');
	await guest.must('netlabelctl map add default protocol:cipsov4,2');
	const { output: none } = await guest.run('ncat ::ffff:127.0.0.1 5000');
	assert.match(none, /Ncat: No such file or directory\.\n$/);
	await guest.expectNoDenials(...DOMAINS);
});

unconfined('should wait in vain for an association that this host lacks', async (guest) => {
	const server = await guest.serve('getpeercon-server 5000', /waiting/);
	const client = new Terminal(guest);
	await client.type('sysctl net.ipv4.conf.lo.disable_xfrm=0 net.ipv4.conf.lo.disable_policy=0');
	const between = 'src 127.0.0.1 dst 127.0.0.1';
	await client.type(
		`ip xfrm state add ${between} proto ah spi 512 ctx ${LOGIN} auth sha1 0123456789012345`,
	);
	await client.type(
		`ip xfrm policy add ${between} proto tcp dir out ctx system_u:object_r:ipsec_spd_t:s0 ` +
			'tmpl proto ah mode transport level required',
	);
	await client.type('echo Hello | ncat 127.0.0.1 5000');
	const { output } = await client.type('runcon -l s0:c9 ncat -w 2 127.0.0.1 5000');
	assert.is(output, 'Ncat: TIMEOUT.\n');
	assert.is((await client.type(RAISED)).output, 'XfrmOutNoStates\n');
	const { output: associations } = await client.type('ip xfrm state | grep "security context"');
	assert.not.match(associations, loginAt('s0:c9'));
	guest.documented('association', client.text);
	assert.is(peers(await after(1, server)).length, 1);
	await guest.expectNoDenials(...DOMAINS);
});

unconfined.run();

// User-mode Linux has no nf_tables for IP: see debian-kernel.test.ts.
const debian = scenario('dropped without a record, by a firewall', {
	document: DOCUMENT,
	kernel: 'debian',
});

debian('should drop what has options in its header', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'intranet');
	await serveEcho(guest);
	await client.type(`${ON_OTHER_HOST} nft add table ip f`);
	await client.type(
		`${ON_OTHER_HOST} nft 'add chain ip f input { type filter hook input priority 0; }'`,
	);
	await client.type(`${ON_OTHER_HOST} nft add rule ip f input ip hdrlength '>' 5 counter drop`);
	assert.is((await client.type(`echo-client --udp ${THERE}`)).status, 0, 'it has no label yet');
	await client.type('labeled-intranet.sh up');
	await expectStages(guest, ON_OTHER_HOST, '', [1, 0, 0, 0], async () => {
		assert.is((await client.type(`echo-client --udp -t 2 ${THERE}`)).status, 6);
	});
	const { output } = await client.type(`${ON_OTHER_HOST} nft list chain ip f input`);
	assert.match(output, 'ip hdrlength > 5 counter packets 1 bytes 53 drop');
	guest.documented('options', client.text);
	assert.is((await guest.run(`echo-client -t 2 ${THERE}`)).status, 6, 'over TCP as well');
	await guest.expectNoDenials(...DOMAINS);
});

debian('should tell a host that has another DOI by its answer', async (guest) => {
	const client = new Terminal(guest);
	await setUp(client, 'intranet', 'labeled-intranet', 'other-doi');
	await serveEcho(guest);
	const { status, output } = await client.type(`echo-client --udp ${THERE}`);
	assert.is(status, 1);
	assert.match(output, /EPROTO: .*\nProbably the other host cannot read the label/);
	const there = await client.type(`${ON_OTHER_HOST} nstat -asz IpInHdrErrors`);
	assert.equal(counters(there.output), { IpInHdrErrors: 1 });
	const here = await client.type('nstat -asz IcmpInParmProbs');
	assert.equal(counters(here.output), { IcmpInParmProbs: 1 });
	guest.documented('doi', client.text);
	const stream = await guest.run(`echo-client ${THERE}`);
	assert.match(stream.output, /EPROTO: .*, connect .*\nProbably/);
	await guest.expectNoDenials(...DOMAINS);
});

debian.run();
