// Peers that send no label: without any labeling, beside it, and with one given to them here.
import * as assert from 'uvu/assert';
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

const unlabeled = withoutModule(
	scenario('peers without a label', { document: 'full-labels-over-loopback.md' }),
);

unlabeled('should show NO_CONTEXT on ::1, and a level once CALIPSO labels it', async (guest) => {
	const as = loginAt('s0:c0.c9');
	const server = await guest.serve('getpeercon-server 5000', /waiting/, { as });
	// Nothing is configured: neither address has a label.
	await guest.must('echo nothing labels | ncat 127.0.0.1 5000');
	await guest.must('echo nothing labels | ncat ::1 5000');
	// The article's state. Policy now treats ::1's packets as unlabeled_t's, but getpeercon(3) has
	// nothing to report: selinux_inet_conn_request keeps "no label" as that.
	await guest.network('eth0', 'two-dois');
	const without = new Terminal(guest);
	await without.type('echo Hello | runcon -l s0:c3,c5 ncat ::1 5000');
	await after(3, server);

	const calipso = new Terminal(guest);
	await calipso.type('netlabelctl calipso add pass doi:3');
	await calipso.type('netlabelctl map add default address:::1 protocol:calipso,3');
	await calipso.type('echo Hello | runcon -l s0:c3,c5 ncat ::1 5000');
	const seen = await after(4, server);
	assert.equal(peers(seen), [
		'127.0.0.1,NO_CONTEXT',
		'::1,NO_CONTEXT',
		'::1,NO_CONTEXT',
		`::1,${peerAt('s0:c3,c5')}`,
	]);
	guest.documented('ipv6', `${without.text}${calipso.text}`);
	guest.documented('ipv6-session', lastPeers(2, seen));
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');

	// IPv6 has no ICMP error for a label that is denied: the client waits in vain.
	const client = await guest.run('runcon -l s0:c10 ncat -w 2 ::1 5000');
	assert.equal(client, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	const denial = await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: as,
		object: peerAt('s0:c10'),
		saddr: '::1',
		daddr: '::1',
		dest: 5000,
		netif: 'lo',
	});
	guest.documented('ipv6-denied', denialWithout('src', denial));
});

unlabeled('should show the fallback label of whoever labels nothing', async (guest) => {
	const server = await guest.serve('getpeercon-server 5000', /waiting/);
	await guest.network('eth0');
	const terminal = new Terminal(guest);
	const label = `label:${peerAt('s0')}`;
	await terminal.type(`netlabelctl unlbl add interface:lo address:127.0.0.0/8 ${label}`);
	await terminal.type('netlabelctl -p unlbl list');
	// It is the same whatever the client's level: it says where a packet came from, not from whom.
	await terminal.type('echo Hello | ncat 127.0.0.1 5000');
	await terminal.type('echo Hello | runcon -l s0:c5,c7 ncat 127.0.0.1 5000');
	const shown = await after(2, server);
	assert.equal(peers(shown), Array(2).fill(`127.0.0.1,${peerAt('s0')}`));
	guest.documented('fallback', terminal.text);
	guest.documented('fallback-session', lastPeers(2, shown));

	// `default` is for interfaces without a label of their own, and lo has one. Even for an address
	// that lo's does not cover: netlbl_unlabel_getattr in net/netlabel/netlabel_unlabeled.c.
	await guest.must(
		`netlabelctl unlbl add default address:192.168.8.0/24 label:${loginAt('s0:c1')}`,
	);
	await guest.must('echo other address | ncat 192.168.8.4 5000');
	await guest.must('netlabelctl unlbl del interface:lo address:127.0.0.0/8');
	await guest.must('echo default | ncat 192.168.8.4 5000');
	assert.equal(peers(await after(4, server)).slice(2), [
		'192.168.8.4,NO_CONTEXT',
		`192.168.8.4,${loginAt('s0:c1')}`,
	]);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');

	const wrong = await guest.run(
		`netlabelctl unlbl add default address:10.0.0.0/8 label:${LOGIN.replace('_t:', '_nosuch_t:')}`,
	);
	assert.equal(wrong, {
		status: 1,
		output: 'netlabelctl: error, invalid argument or parameter\n',
	});
});

/** The end of a session: its last peers, and what they sent. */
function lastPeers(count: number, session: string): string {
	return session
		.split(/(?=-> waiting)/)
		.slice(-count - 1)
		.join('');
}

unlabeled.run();
