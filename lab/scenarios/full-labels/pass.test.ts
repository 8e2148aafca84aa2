// CIPSO's pass-through mapping: levels and categories cross, if they fit into 40 octets of options.
import { type CipsoTag, cipsoOption, parseLevel } from '@peercon/context';
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import { capture, captured } from '../common/capture.ts';
import {
	after,
	denialWithout,
	loginAt,
	peerAt,
	peers,
	Terminal,
	withoutModule,
} from '../common/labeling.ts';

const pass = withoutModule(
	scenario('CIPSO pass-through', { document: 'full-labels-over-loopback.md' }),
);

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

const SEVEN = 'c5,c10,c20,c30,c40,c50,c60';
const EIGHT_FROM_C0 = `c0,${SEVEN}`;

/** What fits each tag: cipso_v4_map_cat_rbm_hton, _enum_hton and _rng_hton in net/ipv4/cipso_ipv4.c. */
const FITTING: [tag: CipsoTag, level: string][] = [
	[1, 's0:c0.c239'],
	[2, 's0:c0.c14'],
	[2, 's0:c255,c512'],
	[2, 's0:c1023'],
	[5, 's0:c0.c1023'],
	[5, `s0:${SEVEN}`],
	[5, `s0:${EIGHT_FROM_C0}`],
];

/** What does not: a category past the bitmap's 240, a 16th number, an 8th range or a 9th from c0. */
const UNFITTING: [tag: number, level: string][] = [
	[1, 's0:c240'],
	[2, 's0:c0.c15'],
	[5, `s0:${SEVEN},c70`],
	[5, `s0:${EIGHT_FROM_C0},c70`],
];

pass('should carry a level that fits its tag, and no other', async (guest) => {
	await guest.network('eth0', 'tags');
	const as = loginAt('s0:c0.c1023');
	const server = await guest.serve('getpeercon-server 5000', /waiting/, { as });
	for (const [tag, level] of FITTING) {
		await guest.must(`echo ${level} | runcon -l ${level} ncat 192.168.8.${tag} 5000`);
	}
	const expected = FITTING.map(([tag, level]) => `192.168.8.${tag},${peerAt(level)}`);
	assert.equal(peers(await after(FITTING.length, server)), expected);

	// Nothing is sent: the client has no way to say at which level it is.
	for (const [tag, level] of UNFITTING) {
		const client = await guest.run(`runcon -l ${level} ncat 192.168.8.${tag} 5000`);
		assert.equal(client, { status: 1, output: 'Ncat: No space left on device.\n' }, level);
	}
	const traced = new Terminal(guest);
	await traced.type('runcon -l s0:c240 strace -qq -e trace=%network ncat 192.168.8.1 5000');
	// connect(2), where SELinux labels the socket for its destination: selinux_netlbl_socket_connect.
	assert.match(traced.text, /^connect\(.*\) = -1 ENOSPC \(No space left on device\)$/m);
	guest.documented('unfitting', traced.text);
	const told = await guest.run("runcon -l s0:c240 sh -c 'echo-client 192.168.8.1'");
	assert.is(told.status, 7);
	assert.match(told.output, /ENOSPC: .*\nProbably this level does not fit into the label/);
	assert.match(told.output, '\n  c240 is too high for CIPSO tag 1, a bitmap of c0 to c239\n');
	assert.is(peers(server.output).length, FITTING.length, 'none of these arrives');
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');
});

pass('should send the octets that cipsoOption writes', async (guest) => {
	await guest.network('eth0', 'tags');
	await guest.serve('getpeercon-server 5000', /waiting/, { as: loginAt('s0:c0.c1023') });
	const wire = await capture(guest, 'lo');
	for (const [tag, level] of FITTING) {
		await guest.must(`echo | runcon -l ${level} ncat 192.168.8.${tag} 5000`);
	}
	const packets = await captured(wire, FITTING.length);
	const sent = packets.map((packet) => hex(packet.subarray(20, 20 + packet.readUInt8(21))));
	// Each tag has a DOI of its number: lab/network/tags.sh.
	const written = FITTING.map(([tag, level]) => hex(cipsoOption(parseLevel(level), tag, tag)));
	assert.equal(sent, written);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');
});

pass('should add categories in tag 5 across an empty block', async (guest) => {
	// A fault in the kernel (seen in 6.12). It keeps categories in blocks of 256 and leaves out empty
	// ones. netlbl_catmap_walkrng in net/netlabel/netlabel_kapi.c takes two blocks for neighbours
	// because one follows the other in the list: a range up to a block's end and one from a later
	// block's start become one range, and the label on the wire has categories that nobody set.
	await guest.network('eth0', 'tags');
	const as = loginAt('s0:c0.c1023');
	const server = guest.start('ncat -k -l 192.168.8.5 5000', { as });
	const wire = await capture(guest, 'lo');
	await guest.must('until ss -Hltn "sport = :5000" | grep -q LISTEN; do sleep 0.1; done');

	// Beside a gap that is no whole block, or where no range touches the block, all is well.
	await guest.must('echo | runcon -l s0:c255,c257 ncat 192.168.8.5 5000');
	await guest.must('echo | runcon -l s0:c254,c513 ncat 192.168.8.5 5000');
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');

	const client = await guest.run('echo | runcon -l s0:c255,c512 ncat -w 2 192.168.8.5 5000');
	assert.equal(client, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	// The server's answer comes back at the level that its kernel made of the client's: the client
	// does not dominate that.
	const denial = await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: loginAt('s0:c255,c512'),
		object: peerAt('s0:c255.c512'),
		saddr: '192.168.8.5',
		src: 5000,
		netif: 'lo',
	});
	const labels = (await captured(wire, 3)).map(wireLabel).map(wireLabelText);
	assert.equal(labels, [
		'CIPSO DOI 5, tag 5: s0:c255,c257',
		'CIPSO DOI 5, tag 5: s0:c254,c513',
		'CIPSO DOI 5, tag 5: s0:c255.c512',
	]);
	guest.documented('merged', denialWithout('dest', denial));
	await server.stop();
});

pass.run();
