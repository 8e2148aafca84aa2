import * as assert from 'uvu/assert';
import { isContext } from '../../src/denials.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { ARTICLE_MAP, peerAt, withoutModule } from '../common/labeling.ts';

// 'Full Labels over Loopback with CIPSO', with the levels of the MLS policy: s0 (SystemLow) to
// s15:c0.c1023 (SystemHigh). What one level may hear of another is decided by constraints of the
// policy, which compare the first level of the receiver's range with the first of the sender's.

const LOCAL = '127.0.0.1';
const PASS = '192.168.8.4';
const HIGH = 's15:c0.c1023';

/** The login's context at another level. */
const at = (level: string) => `root:sysadm_r:sysadm_t:${level}`;

/** Starts the server, under the login's own context or at a level. */
function serve(guest: ScenarioGuest, level?: string, options = '') {
	const as = level === undefined ? undefined : at(level);
	return guest.serve(`getpeercon-server ${options} 5000`, /waiting/, { as });
}

/** Says hello to the server, at a level. */
function hello(guest: ScenarioGuest, level: string, address: string) {
	return guest.run(`echo Hello | ncat ${address} 5000`, { as: at(level) });
}

/** What the server prints for peers that say hello. */
function transcript(level: string, peers: [address: string, context: string][]): string {
	return [
		`-> running as ${at(level)}\n`,
		'-> creating socket ... ok\n',
		'-> listening on TCP port 5000 ... ok\n',
		...peers.map(
			([address, context]) =>
				`-> waiting ... connect(${address},${context})\nHello\n-> connection closed\n`,
		),
		'-> waiting ... \n',
	].join('');
}

/**
 * Checks that a server which hears lower levels is denied one thing alone: to end its half of such a
 * connection, because shutdown(2) counts as a write. Its close(2) ends both halves all the same.
 */
async function expectOnlyShutdownDenied(guest: ScenarioGuest): Promise<void> {
	await guest.expectNoDenials('netlabel_peer_t');
	const others = (await guest.denials()).filter(
		({ subject, permissions }) =>
			isContext(subject, 'sysadm_t') && permissions.join() !== 'shutdown',
	);
	assert.equal(others.map(denialText), []);
}

const test = withoutModule(scenario('CIPSO with levels', { policy: 'mls' }));

test("should show a login's whole range, of which CIPSO itself has the first level", async (guest) => {
	// netlabelctl(8) runs in netlabel_mgmt_t, where an administrator of Debian's MLS policy may start it.
	await guest.network('eth0', 'two-dois');
	assert.match(await guest.must('netlabelctl -p map list'), ARTICLE_MAP);
	const server = await serve(guest);
	await guest.must(`echo Hello | ncat ${LOCAL} 5000`);
	await guest.must(`echo Hello | ncat ${PASS} 5000`);
	const { output } = await server.stop();
	assert.is(
		output,
		transcript(`s0-${HIGH}`, [
			[LOCAL, at(`s0-${HIGH}`)],
			[PASS, peerAt('s0')],
		]),
	);
	await guest.expectNoDenials('sysadm_t', 'netlabel_peer_t', 'netlabel_mgmt_t');
});

test('should let in nothing without a label', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serve(guest, HIGH);
	// To no server: this is no matter of levels. With any labeling configured, peers without a label
	// become unlabeled_t, and no rule lets those in. An IPv6 packet is dropped without an answer, so the
	// client waits as long as it likes to.
	const { output } = await guest.run('echo Hello | ncat -w 2 ::1 5000');
	assert.is(output, 'Ncat: TIMEOUT.\n');
	await guest.expectDenied({
		permission: 'ingress',
		subject: `system_u:object_r:unlabeled_t:${HIGH}`,
		object: `system_u:object_r:lo_netif_t:s0-${HIGH}`,
		class: 'netif',
		saddr: '::1',
		dest: 5000,
	});
	assert.is((await server.stop()).output, transcript(HIGH, []));
});

test('should bring every level to a server at SystemHigh', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serve(guest, HIGH);
	const levels = [...Array.from({ length: 16 }, (_, i) => `s${i}`), 's7:c3', HIGH];
	for (const level of levels) {
		assert.is((await hello(guest, level, LOCAL)).output, '');
	}
	// IPv4 has room for 40 bytes of options (ip(7)), and tag 1 is a bitmap of the categories behind 10
	// bytes: c0 to c239. What does not fit NetLabel refuses, not SELinux.
	const fits = ['s1', 's7:c3', 's15:c0.c239'];
	for (const level of fits) {
		assert.is((await hello(guest, level, PASS)).output, '');
	}
	assert.is((await hello(guest, 's15:c240', PASS)).output, 'Ncat: No space left on device.\n');

	const { output } = await server.stop();
	assert.is(
		output,
		transcript(HIGH, [
			...levels.map((level): [string, string] => [LOCAL, at(level)]),
			...fits.map((level): [string, string] => [PASS, peerAt(level)]),
		]),
	);
	await guest.expectDenied({
		permission: 'shutdown',
		subject: at(HIGH),
		object: at('s1'),
		class: 'tcp_socket',
		lport: 5000,
	});
	await expectOnlyShutdownDenied(guest);
});

test('should not bring s1 to a server at s0, which would read up', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serve(guest);
	// The kernel drops the SYN and answers it with ICMP, host administratively prohibited: connect(2)
	// fails with EHOSTUNREACH (cipso_v4_error; icmp_err_convert in net/ipv4/icmp.c).
	for (const [address, context] of [
		[LOCAL, at('s1')],
		[PASS, peerAt('s1')],
	] as const) {
		const { status, output } = await hello(guest, 's1', address);
		assert.is(output, 'Ncat: No route to host.\n');
		assert.is(status, 1);
		await guest.expectDenied({
			permission: 'recv',
			// Its range reaches to SystemHigh, but a receiver counts with its first level.
			subject: at(`s0-${HIGH}`),
			object: context,
			class: 'peer',
			saddr: address,
			dest: 5000,
			netif: 'lo',
		});
	}
	assert.is((await server.stop()).output, transcript(`s0-${HIGH}`, []));
});

test('should not bring to a server what its level does not dominate', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serve(guest, 's7:c3');
	for (const level of ['s0', 's7', 's7:c3']) {
		assert.is((await hello(guest, level, LOCAL)).output, '');
	}
	await expectOnlyShutdownDenied(guest);
	for (const level of ['s0:c4', 's7:c3,c4', 's8:c3']) {
		assert.is((await hello(guest, level, LOCAL)).output, 'Ncat: No route to host.\n');
		await guest.expectDenied({
			permission: 'recv',
			subject: at('s7:c3'),
			object: at(level),
			class: 'peer',
			dest: 5000,
		});
	}
	const { output } = await server.stop();
	const heard = output.matchAll(/connect\(127\.0\.0\.1,root:sysadm_r:sysadm_t:(.*)\)/g);
	assert.equal(
		Array.from(heard, ([, level]) => level),
		['s0', 's7', 's7:c3'],
	);
});

test('should carry no answer from SystemHigh down to s1', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serve(guest, HIGH, '--reply');
	assert.is((await hello(guest, HIGH, LOCAL)).output, `${at(HIGH)}\n`);
	await guest.expectNoDenials('sysadm_t');
	// An accepted socket has its peer's level, and only who is at that level writes to it: write(2)
	// fails with EACCES, and the server ends the connection.
	const { output } = await guest.run(`ncat --recv-only ${LOCAL} 5000`, { as: at('s1') });
	assert.is(output, '');
	await guest.expectDenied({
		permission: 'write',
		subject: at(HIGH),
		object: at('s1'),
		class: 'tcp_socket',
	});
	assert.match(
		(await server.stop()).output,
		/connect\(127\.0\.0\.1,root:sysadm_r:sysadm_t:s1\)\nerror: EACCES: permission denied, write fd \d+\n/,
	);
});

test.run();
