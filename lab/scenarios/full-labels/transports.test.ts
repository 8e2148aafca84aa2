// Contexts over UDP, SCTP and UNIX sockets. Paul Moore's getpeercon_server has no UDP and no SCTP.
import * as assert from 'uvu/assert';
import { packetsOf, wireLabel } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import {
	after,
	denialWithout,
	LOGIN,
	loginAt,
	peerAt,
	peers,
	Terminal,
	withoutModule,
} from '../common/labeling.ts';

const transports = withoutModule(
	scenario('transports', { document: 'full-labels-over-loopback.md' }),
);

transports('should show the context of each IPv4 datagram', async (guest) => {
	await guest.network('eth0', 'every-label');
	const server = await guest.serve('getpeercon-server --udp 5000', /waiting/);
	const send = async (address: string, level = 's0-s0:c0.c1023') => {
		const text = `${address} ${level}`;
		await guest.must(`echo ${text} | runcon -l ${level} ncat -u -w 1 ${address} 5000`);
		await server.waitFor(new RegExp(`\n${text}\n-> waiting \\.\\.\\. $`));
	};
	await send('127.0.0.1');
	await send('127.0.0.1', 's0:c3');
	await send('192.168.8.1');
	await send('127.0.0.2');
	// Its packets have a CALIPSO label, but SCM_SECURITY is for IPv4: ip_cmsg_recv_security.
	await send('::1');
	assert.equal(peers(server.output), [
		`127.0.0.1,${LOGIN}`,
		`127.0.0.1,${loginAt('s0:c3')}`,
		`192.168.8.1,${peerAt('s0')}`,
		'127.0.0.1,NO_CONTEXT', // the map has an entry for 127.0.0.1 alone; 127.0.0.2 is unlabeled
		'::1,NO_CONTEXT',
	]);
	guest.documented('udp', `# getpeercon-server --udp 5000\n${server.output}`);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');

	const client = await guest.run('echo | runcon -l s0:c3 ncat -u -w 1 192.168.8.1 5000');
	assert.equal(client, { status: 1, output: 'Ncat: No route to host.\n' });
	await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: LOGIN,
		object: peerAt('s0:c3'),
		saddr: '192.168.8.1',
		dest: 5000,
		netif: 'lo',
	});
	assert.is(peers(server.output).length, 5, 'the denied datagram does not arrive');
});

/** Sends a line over SCTP, which has no half-close (RFC 9260, section 1.5.1): ncat would end at once. */
const sctp = (line: string, port: number) =>
	`(echo ${line}; sleep 3) | ncat --sctp 127.0.0.1 ${port}`;

transports('should show the context of the first SCTP association', async (guest) => {
	const [before, server, ipv4Server] = await Promise.all([
		guest.serve('getpeercon-server --sctp 5000', /waiting/),
		guest.serve('getpeercon-server --sctp --reply 5001', /waiting/),
		guest.serve('getpeercon-server --sctp --reply --host 127.0.0.1 5002', /waiting/),
	]);
	// Without labeling. TCP would have no context here; selinux_sctp_assoc_request sets unlabeled_t.
	await guest.must(sctp('nothing labels', 5000));
	assert.equal(peers(await after(1, before)), ['127.0.0.1,system_u:object_r:unlabeled_t:s0']);

	await guest.network('eth0', 'two-dois');
	const capture = await guest.serve(
		'tcpdump --immediate-mode -l -i lo -nn -x sctp',
		/listening on lo/,
	);
	for (const [port, listener] of [
		[5001, server],
		[5002, ipv4Server],
	] as const) {
		const reply = await guest.must(sctp('Hello', port));
		assert.is(reply, `${LOGIN}\n`, 'the reply arrives');
		assert.equal(peers(await after(1, listener)), [`127.0.0.1,${LOGIN}`]);
	}
	guest.documented('sctp', `# getpeercon-server --sctp --reply 5001\n${server.output}`);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');

	// Seen in kernel 6.12: a socket accepted from one that listens for IPv6 and IPv4 labels nothing it
	// sends. It counts as labeled, but gets the IPv6 options alone (sctp_v6_copy_ip_options in
	// net/sctp/ipv6.c). To the client's domain this comes from unlabeled_t: lab/policy/default.cil has
	// the rule for that. A server that listens for IPv4 alone keeps its label.
	await capture.waitFor(/(?:SHUTDOWN COMPLETE[\s\S]*0x0020.*\n[\s\S]*){2}/);
	const { output } = await capture.stop();
	const isLabeled = (from: string, chunk: string) => chunksLabeled(output, from, chunk);
	assert.equal(isLabeled('> 127.0.0.1.5001:', 'DATA'), [true]);
	assert.equal(isLabeled('IP 127.0.0.1.5001 >', 'INIT ACK'), [true]);
	assert.equal(isLabeled('IP 127.0.0.1.5001 >', 'DATA'), [false]);
	assert.equal(isLabeled('IP 127.0.0.1.5002 >', 'DATA'), [true]);

	// The first association decides whose server this is. Another context needs a rule that Debian's
	// policy does not have, even for the same type: selinux_sctp_process_new_assoc.
	const other = await guest.run(`echo other | runcon -l s0:c3 ncat --sctp -w 2 127.0.0.1 5001`);
	assert.equal(other, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	const denial = await guest.expectDenied({
		permission: 'association',
		class: 'sctp_socket',
		subject: LOGIN,
		object: loginAt('s0:c3'),
		lport: 5001,
	});
	guest.documented('sctp-denied', denialWithout('src', denial));
	assert.is(peers(server.output).length, 1, 'the denied association does not arrive');
});

/** Whether packets with a kind of chunk, from or to a port, have a label: each answer there is, once. */
function chunksLabeled(capture: string, between: string, chunk: string): boolean[] {
	const heads = capture.split('\n').filter((line) => line.includes(': sctp '));
	const packets = packetsOf(capture);
	const answers = heads.flatMap((head, index) => {
		const packet = packets[index];
		const isWanted = head.includes(between) && head.includes(`[${chunk}]`);
		return packet && isWanted ? [wireLabel(packet) !== undefined] : [];
	});
	return [...new Set(answers)];
}

transports('should show the context at a UNIX socket without any NetLabel', async (guest) => {
	const server = await guest.serve('getpeercon-server /run/demo.sock', /waiting/);
	const terminal = new Terminal(guest);
	await terminal.type('netlabelctl -p map list');
	await terminal.type('echo Hello | runcon -l s0:c5,c7 ncat -U /run/demo.sock');
	const seen = await after(1, server);
	assert.equal(peers(seen), [`UNIX,${loginAt('s0:c5,c7')}`]);
	guest.documented('unix-client', terminal.text);
	guest.documented('unix', `# getpeercon-server /run/demo.sock\n${seen}`);
	await guest.expectNoDenials('unconfined_t', 'unlabeled_t');
});

transports.run();
