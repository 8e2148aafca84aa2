// A worker that was taken over, and peers that want everything. All workers and the super-server are
// one user, with one log and one processor. What one of them takes, the other level is served
// throughout.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Running } from '../../src/guest.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { PACKAGES } from '../common/driver.ts';
import { DRIVER, installDriver, inWorker, OURS, PORT } from './mls-server.ts';

/** An ordinary user: to limits of users, and to what the kernel counts for one, root is not held. */
const USER = 1000;

const STATUS = '/run/mls-server/status';

/** Whose worker does harm, and who is to be served meanwhile. */
const GREEDY = 's0:c1';
const OTHER = 's0:c2';

const NATIVE = `${PACKAGES}/native/dist/index.js`;

/** What a worker tries, and what it sees of it. */
interface Attempt {
	name: string;
	code: string;
	sees: RegExp;
}

/** These leave a worker with all that it could get. */
const TAKES: Attempt[] = [
	{
		name: 'descriptors in flight',
		code: `
const { createSocketPair, sys } = await import('${NATIVE}');
for (let passed = 0; ; passed += 253) {
	const [end] = createSocketPair('seqpacket');
	const sent = sys.sendfds(end, Buffer.from('x'), Array.from({ length: 253 }, () => end));
	if (sent < 0) return passed + ' ' + sent;
}`,
		// ETOOMANYREFS, which Node has no name for.
		sees: /^\d{3} -109$/,
	},
	{
		name: 'descriptors',
		// They are closed again: it is to be asked more.
		code: `
const opened = [];
try {
	for (;;) opened.push(fs.openSync('/proc/self/attr/current'));
} finally {
	for (const fd of opened) fs.closeSync(fd);
}`,
		sees: /^EMFILE$/,
	},
	{
		name: 'processes',
		code: "return execFileSync('true')",
		sees: /^EAGAIN$/,
	},
	{
		name: 'threads',
		code: `
const { Worker } = await import('node:worker_threads');
return new Promise((resolve, reject) => new Worker('0', { eval: true }).on('error', reject).on('exit', resolve))`,
		sees: /^ERR_WORKER_INIT_FAILED$/,
	},
	{
		name: 'the log',
		code: "for (let i = 0; i < 20000; i++) console.log('flood'); return 'written'",
		sees: /^written$/,
	},
];

/** Starts the super-server as an ordinary user who may have few descriptors. */
async function serveAsUser(guest: ScenarioGuest, flags: string): Promise<Running> {
	await installDriver(guest);
	await guest.must(
		`mkdir -p /run/mls-server && restorecon -R /run/mls-server && chown ${USER} /run/mls-server`,
	);
	const server = `mls-server --status ${STATUS} ${flags} ${PORT} -- ${DRIVER}`;
	const asUser = `setpriv --reuid=${USER} --regid=${USER} --clear-groups ${server} 2>&1 | cat`;
	return guest.serve(
		`sh -c ${shellWord(`ulimit -n 1024; ${asUser}`)}`,
		/listening on TCP port \d+ \.\.\. ok\n/,
	);
}

const hostile = scenario('a hostile worker');

hostile('should take nothing that another level needs', async (guest) => {
	await guest.network('full-labels');
	const server = await serveAsUser(guest, '--hang-timeout 10 --max-memory 256');
	const pidAt = (level: string) => inWorker(guest, level, 'return process.pid');
	const other = await pidAt(OTHER);
	assert.match(other, /^\d+$/);
	const expectServed = async (what: string) => assert.is(await pidAt(OTHER), other, what);

	for (const { name, code, sees } of TAKES) {
		assert.match(await inWorker(guest, GREEDY, code), sees, name);
		await expectServed(name);
	}
	// Nothing of it was the super-server's.
	assert.not.match(
		server.output,
		/too many descriptors|accepting no connections|could not be started/,
	);
	await server.waitFor(/\nworker \d+ \(.*:s0:c1\) wrote \d+ lines more, which are not shown/);
	const logged = server.output.match(/: flood$/gm)?.length ?? 0;
	assert.ok(logged < 20_000, `${logged} lines were logged`);

	// The status: who says nothing gets no more than its share.
	const askers = '/usr/local/lib/silent-askers.py';
	await guest.bring(join(import.meta.dirname, 'silent-askers.py'), askers);
	const asker = guest.start(
		`setpriv --reuid=${USER} --regid=${USER} --clear-groups python3 ${askers} ${STATUS}`,
	);
	await asker.waitFor(/connected/);
	await expectServed('connections to the status');
	await asker.stop();

	// The processor: the scheduler shares it out. Who waits for this worker finds a fresh one.
	const busy = await pidAt(GREEDY);
	guest.start(`runcon -l ${GREEDY} curl -sS --data 'for (;;);' 127.0.0.1:${PORT}`);
	for (let i = 0; i < 3; i++) await expectServed('the processor');
	assert.is.not(await pidAt(GREEDY), busy);
	await server.waitFor(
		new RegExp(`\nworker ${busy} \\(.*\\) has ended: it has not taken a connection for 10 s\n`),
	);
	await expectServed('a worker that hangs');

	// Memory: it gets an error, or ends by it.
	const memory = await inWorker(
		guest,
		GREEDY,
		'globalThis.kept = []; for (let i = 0; i < 40; i++) kept.push(Buffer.alloc(2 ** 24, 1)); return "all"',
	);
	assert.is.not(memory, 'all');
	await expectServed('memory');

	// The super-server's time: it is killed for the first thing that means nothing.
	await inWorker(
		guest,
		GREEDY,
		`for (;;) try { fs.writeSync(3, '{"type":"ready","context":null}'); } catch {}`,
	);
	await server.waitFor(/ has ended: it speaks nonsense\n/);
	await expectServed("the super-server's time");
	await guest.expectNoDenials(...OURS);
});

/** What a worker tries and is denied: its errno, and the record. */
const DENIED = [
	{
		name: 'a port of its own',
		code: "return new Promise((_, fail) => net.createServer().on('error', fail).listen(5081))",
		object: 'mls_server_worker_t',
		class: 'tcp_socket',
		permission: 'create',
	},
	{
		name: 'the status',
		code: `return new Promise((_, fail) => net.connect('${STATUS}').on('error', fail))`,
		object: 'mls_server_runtime_t',
		class: 'dir',
		permission: 'search',
	},
];

hostile('should reach nothing beyond its connections and what it keeps', async (guest) => {
	await guest.network('full-labels');
	await serveAsUser(guest, '');
	const other = await inWorker(guest, OTHER, 'return process.pid');
	const expectServed = async (what: string) =>
		assert.is(await inWorker(guest, OTHER, 'return process.pid'), other, what);

	for (const { name, code, ...denial } of DENIED) {
		assert.is(await inWorker(guest, GREEDY, code), 'EACCES', name);
		await guest.expectDenied({ ...denial, subject: 'mls_server_worker_t' });
		await expectServed(name);
	}

	// The disk: what workers keep is limited by it alone, or by a quota. That is what it costs.
	const folder = '/var/lib/mls-worker';
	await guest.must(`mkdir -p ${folder} && restorecon ${folder} && chown ${USER} ${folder}`);
	const kept = `${folder}/kept`;
	const fill = `fs.writeFileSync('${kept}', Buffer.alloc(2 ** 26)); return 'written'`;
	assert.is(await inWorker(guest, GREEDY, fill), 'written');
	await expectServed('the disk');
	const context = await guest.must(`stat -c %C ${kept}`);
	assert.match(context, /:mls_server_worker_var_lib_t:s0:c1\n$/);
	assert.is(await inWorker(guest, OTHER, `return fs.readFileSync('${kept}')`), 'EACCES');
});

const peers = scenario('peers that want every worker');

peers('should leave a worker to those of another address', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serveAsUser(guest, '--max-workers 8');
	const hold = (level: string) =>
		guest.start(`sleep infinity | runcon -l ${level} ncat 127.0.0.1 ${PORT}`);
	for (let i = 1; i <= 4; i++) {
		hold(`s0:c${i}`);
		await server.waitFor(new RegExp(`\nworker \\d+ \\(.*:s0:c${i}\\) is ready\n`));
	}
	hold('s0:c5');
	await server.waitFor(
		/\nrefuse connection \d+ of .*:s0:c5: 4 workers serve 127\.0\.0\.1, and the 4 that are free are for others as well\n/,
	);
	// CIPSO `pass`, and another address of the same host.
	const answer = await guest.must(`runcon -l s0:c6 curl -sS --data 'return 7' 192.168.8.4:${PORT}`);
	assert.is(answer, '7\n');
	await guest.expectNoDenials(...OURS, 'netlabel_peer_t');
});

hostile.run();
peers.run();
