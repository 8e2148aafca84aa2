// The super-server on Debian's MCS policy, enforcing: everything is at s0, and each set of categories
// has a worker of its own.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { LOGIN, loginAt, peerAt } from '../common/labeling.ts';
import { OURS, PORT, serveLevels } from './mls-server.ts';

/** Where only the level travels: CIPSO `pass`, by two-dois.sh. */
const LEVEL_ONLY = '192.168.8.4';

const at = (type: string, range: string) => `unconfined_u:unconfined_r:${type}:${range}`;
const worker = (range: string) => at('mls_server_worker_t', range);

const mcs = scenario('servers at MCS categories');

mcs('should give each set of categories a worker, however it is written', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serveLevels(guest);
	const pids = new Map<string, string>();
	// The order and the notation of a set are the client's; the kernel has one form for each.
	for (const [canonical, written] of [
		['s0', ['s0']],
		['s0:c1', ['s0:c1', 's0:c1,c1']],
		['s0:c0,c1', ['s0:c0,c1', 's0:c1,c0', 's0:c0.c1']],
		['s0:c0.c2', ['s0:c0.c2', 's0:c2,c0,c1']],
	] as const) {
		const answers = new Set<string>();
		for (const level of written) {
			// One is as good as the other: the worker depends on the peer's level alone.
			for (const host of ['127.0.0.1', LEVEL_ONLY]) answers.add(await pidFor(guest, level, host));
		}
		assert.is(answers.size, 1, `one worker for ${canonical}: ${[...answers]}`);
		pids.set(canonical, [...answers].join());
	}
	assert.is(new Set(pids.values()).size, 4, 'another one for another set');
	const processes = await guest.must('ps -C node -o pid=,label=');
	for (const [level, pid] of pids) {
		assert.match(processes, new RegExp(`^ *${pid} ${worker(level)}$`, 'm'));
	}
	assert.match(processes, `${at('mls_server_t', 's0-s0:c0.c1023')}\n`);
	for (const context of [loginAt('s0:c1'), loginAt('s0:c0,c1')]) {
		assert.match(server.output, `\ncreate new worker for context ${context}\n`);
	}
	await guest.expectNoDenials(...OURS, 'netlabel_peer_t');
});

mcs('should hear peers that an ordinary server may not hear', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serveLevels(guest);
	const pid = await pidFor(guest, 's0:c5,c7', LEVEL_ONLY);
	assert.match(server.output, `\ncreate new worker for context ${peerAt('s0:c5,c7')}\n`);

	// The accepted socket has the listener's type and the peer's level, although the listener has all
	// categories: selinux_conn_sid in the kernel's security/selinux/hooks.c.
	const listens = await guest.must(`ss -Hltnpz 'sport = :${PORT}'`);
	assert.match(listens, `proc_ctx=${at('mls_server_t', 's0-s0:c0.c1023')},`);
	assert.match(listens, `sock_ctx=${at('mls_server_t', 's0:c0.c1023')})`);
	const client = guest.start(`sleep infinity | runcon -l s0:c5,c7 ncat ${LEVEL_ONLY} ${PORT}`);
	const accepted = await guest.must(
		`until ss -Htnpz 'sport = :${PORT}' | grep pid=${pid},; do sleep 0.2; done`,
	);
	assert.match(accepted, `proc_ctx=${worker('s0:c5,c7')},`);
	assert.match(accepted, `sock_ctx=${at('mls_server_t', 's0:c5,c7')})`);
	await client.stop();
	await guest.expectNoDenials(...OURS, 'netlabel_peer_t');

	// A listener has its process's range, whose low level does not dominate the peer's: `mlsconstrain
	// peer recv (l1 dom l2 or neither type is mcs_constrained_type)`, and netlabel_peer_t is one.
	guest.start('ncat -k -l 5081');
	await guest.serve('getpeercon-server 5000', /waiting/);
	await guest.must("until ss -Hltn 'sport = :5081' | grep -q LISTEN; do sleep 0.1; done");
	for (const [port, subject] of [
		[5081, LOGIN],
		[5000, at('getpeercon_server_t', 's0-s0:c0.c1023')],
	] as const) {
		const refused = await guest.run(`runcon -l s0:c5,c7 ncat ${LEVEL_ONLY} ${port}`);
		assert.equal(refused, { status: 1, output: 'Ncat: No route to host.\n' });
		await guest.expectDenied({
			permission: 'recv',
			class: 'peer',
			subject,
			object: peerAt('s0:c5,c7'),
			dest: port,
			netif: 'lo',
		});
	}
});

mcs('should refuse peers outside its clearance', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serveLevels(guest, { range: 's0-s0:c0.c9' });
	await pidFor(guest, 's0:c9');
	await pidFor(guest, 's0:c9', LEVEL_ONLY);
	for (const range of ['s0:c10', 's0:c9,c10', 's0-s0:c0.c1023']) {
		await expectRefused(guest, `runcon -l ${range} curl -sS 127.0.0.1:${PORT}`);
		const reason = "its range is not within s0-s0:c0.c9, the server's own";
		await server.waitFor(
			new RegExp(`^refuse connection \\d+ of ${loginAt(range)}: ${reason}\n`, 'm'),
		);
	}
	assert.is(server.output.match(/^create new worker/gm)?.length, 1);
	await guest.expectNoDenials(...OURS);

	// With `pass` the kernel refuses before the server is asked: the listener's level is its clearance.
	const { status } = await guest.run(`runcon -l s0:c10 curl -sS ${LEVEL_ONLY}:${PORT}`);
	assert.is(status, 7, 'curl: CURLE_COULDNT_CONNECT');
	await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: at('mls_server_t', 's0:c0.c9'),
		object: peerAt('s0:c10'),
		dest: PORT,
	});
});

mcs('should serve unlabeled peers only at the level that is given for them', async (guest) => {
	const strict = await serveLevels(guest);
	// Before anything is labeled.
	await expectRefused(guest, `curl -sS 127.0.0.1:${PORT}`);
	await strict.waitFor(/\nrefuse connection \d+ of NO_CONTEXT: it has no security context\n/);
	await guest.network('full-labels');
	await pidFor(guest, 's0:c7');
	await strict.stop();

	// It is to serve them, and does not hear them: whom the kernel cannot tell, it drops.
	const flags = '--unlabeled-level s0:c7';
	const deaf = await serveLevels(guest, { flags });
	await deaf.waitFor(
		/peers without a label are not heard once others have one: setsebool mls_server_unlabeled_peers on\n/,
	);
	const { status } = await guest.run(`curl -sS --max-time 3 '[::1]:${PORT}'`);
	assert.is(status, 28, 'curl: CURLE_OPERATION_TIMEDOUT');
	await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: at('mls_server_t', 's0:c7'),
		object: 'unlabeled_t',
		dest: PORT,
	});
	await deaf.stop();

	await guest.must('setsebool mls_server_unlabeled_peers on && dmesg --clear');
	const kind = await serveLevels(guest, { flags });
	// full-labels.sh leaves IPv6 unlabeled.
	const pid = await pidFor(guest, 's0:c1', '[::1]');
	assert.not.match(kind.output, 'not heard');
	assert.match(kind.output, '\ncreate new worker for context NO_CONTEXT\n');
	await kind.waitFor(new RegExp(`\nworker ${pid} \\(${worker('s0:c7')}\\) is ready\n`));
	assert.is(await pidFor(guest, 's0:c7'), pid, 'labeled ones at that level share it');
	assert.is.not(await pidFor(guest, 's0:c1'), pid);
	await guest.expectNoDenials(...OURS);
});

/** Asks at a level; gives the worker's process id. */
async function pidFor(guest: ScenarioGuest, level: string, host = '127.0.0.1'): Promise<string> {
	const answer = await guest.must(`runcon -l ${level} curl -sS '${host}:${PORT}'`);
	return /^Hello, world! \(pid (\d+)\)\n$/.exec(answer)?.[1] ?? answer;
}

/**
 * Runs curl, whose connection is to be closed before it has an answer: with its request unread, which
 * resets it, or before that came ('Empty reply from server').
 */
async function expectRefused(guest: ScenarioGuest, curl: string): Promise<void> {
	const { status, output } = await guest.run(curl);
	assert.ok(status === 52 || status === 56, `${curl}: ${output}`);
}

mcs.run();
