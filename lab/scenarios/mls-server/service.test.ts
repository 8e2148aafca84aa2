// The super-server as systemd's service: packages/mls-server/systemd/mls-server.service.
import * as assert from 'uvu/assert';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { loginAt } from '../common/labeling.ts';
import { withoutV8sWarning } from '../common/node.ts';
import { DRIVER, installDriver, inWorker, PORT } from './mls-server.ts';

const UNIT = `${PACKAGES}/mls-server/systemd/mls-server.service`;

const OURS = ['mls_server_t', 'mls_server_worker_t', 'mls_server_runtime_t'];

const STATUS = '--status /run/mls-server/status';

/** Asks it for its workers, as its own user. */
const USER = '$(stat -c %u /run/mls-server/status)';
const ASK = `setpriv --reuid=${USER} --regid=${USER} --clear-groups mls-server ${STATUS}`;

/** What a worker waits for. */
const FINISH = '/usr/local/lib/finish';

const CONTEXT = 'system_u:system_r';

/** What a policy's highest level is, two levels of clients, and what runs a command that sees all. */
interface Levels {
	high: string;
	clients: [string, string];
	all: (command: string) => string;
}

/** Starts the service, asks, reloads and stops it. */
async function asService(guest: ScenarioGuest, { high, clients, all }: Levels): Promise<void> {
	const whole = `s0-${high}`;
	const [first, second] = clients;
	const processes = (count: number) =>
		guest.must(all(`until [ $(pgrep -c -x node) = ${count} ]; do sleep 0.2; done`));
	await guest.network('full-labels');
	await guest.must(`systemctl link ${UNIT}`);
	await start(guest);
	const pids: string[] = [];
	for (const level of [first, second, first]) pids.push(await pidFor(guest, level));
	assert.is.not(pids[0], pids[1]);
	assert.is(pids[0], pids[2]);

	// All levels: on MCS, where systemd is at s0, by the policy's range_transition.
	const shown = await guest.must(all('ps -C node -o label:60,user'));
	for (const [type, range] of [
		['mls_server_t', whole],
		['mls_server_worker_t', first],
		['mls_server_worker_t', second],
	]) {
		assert.match(shown, new RegExp(`^${CONTEXT}:${type}:${range} +(?!root)\\S+$`, 'm'));
	}
	const statuses = 'for pid in $(pgrep -x node); do cat /proc/$pid/status; done';
	const rights = await guest.must(
		all(`${statuses} | grep -E "^(Cap|NoNewPrivs)" | sort | uniq -c`),
	);
	assert.is(
		rights.replace(/^ +/gm, ''),
		`\
3 CapAmb:\t0000000000000000
3 CapBnd:\t0000000000000000
3 CapEff:\t0000000000000000
3 CapInh:\t0000000000000000
3 CapPrm:\t0000000000000000
3 NoNewPrivs:\t1
`,
	);

	// Its user and nobody else may ask: to use another's socket, root would need a capability.
	const table = await guest.must(ASK);
	for (const [pid, level] of [
		[pids[0], first],
		[pids[1], second],
	]) {
		assert.match(
			table,
			new RegExp(`^${pid} +${CONTEXT}:mls_server_worker_t:${level} +0 +[\\d.]+ MiB`, 'm'),
		);
	}

	await guest.must('systemctl reload mls-server');
	await processes(1);
	const fresh = await pidFor(guest, first);
	assert.not(pids.includes(fresh), 'another process');

	await guest.must('systemctl stop mls-server');
	await expectEnded(guest, all);
}

/** Stops the service while a worker is at something: `systemctl stop` waits for that. */
async function stopsWhileBusy(guest: ScenarioGuest, { clients, all }: Levels): Promise<void> {
	await installDriver(guest);
	await dropIn(guest, 'driver', [
		'ExecStart=',
		`ExecStart=mls-server ${STATUS} ${PORT} -- ${DRIVER}`,
	]);
	await start(guest);
	const code = `
while (!fs.existsSync("${FINISH}")) await new Promise((done) => setTimeout(done, 100));
return "finished"`;
	const answer = inWorker(guest, clients[0], code);
	await guest.must(`until ${ASK} | grep -E ' 1 +[0-9.]+ MiB'; do sleep 0.2; done`);
	const stopping = guest.start('systemctl stop mls-server');
	await guest.must(
		'until [ $(systemctl is-active mls-server) = deactivating ]; do sleep 0.1; done',
	);
	await guest.must(`until [ -z "$(ss -Hltn 'sport = :${PORT}')" ]; do sleep 0.1; done`);
	assert.is(await guest.must(all('pgrep -c -x node')), '2\n', 'both live');
	await guest.must(`touch ${FINISH}`);
	assert.is(await answer, 'finished');
	assert.is((await stopping.ended).status, 0);
	await expectEnded(guest, all);
}

/** Starts the service, and waits until it listens. */
async function start(guest: ScenarioGuest): Promise<void> {
	await guest.must('systemctl daemon-reload && systemctl start mls-server');
	await guest.must(
		`until ss -Hltn 'sport = :${PORT}' | grep -q .; do systemctl is-failed -q mls-server && exit 1; sleep 0.2; done`,
	);
}

/** Checks that it ended well and left no process, and that nothing was denied. */
async function expectEnded(guest: ScenarioGuest, all: Levels['all']): Promise<void> {
	const ended = await guest.must('systemctl show -p Result,ExecMainStatus mls-server');
	assert.is(ended, 'Result=success\nExecMainStatus=0\n');
	assert.is((await guest.run(all('pgrep -x node'))).output, '', 'no process is left');
	await guest.expectNoDenials(...OURS);
}

/** What an administrator adds to a unit: systemd.unit(5). */
async function dropIn(guest: ScenarioGuest, name: string, lines: string[]): Promise<void> {
	const folder = '/etc/systemd/system/mls-server.service.d';
	const text = ['[Service]', ...lines].join('\\n');
	await guest.must(`mkdir -p ${folder} && printf '${text}\\n' > ${folder}/${name}.conf`);
}

/** Asks the service at a level; gives the worker's process id. */
async function pidFor(guest: ScenarioGuest, level: string): Promise<string> {
	const answer = await guest.must(`runcon -l ${level} curl -sS 127.0.0.1:${PORT}`);
	return /^Hello, world! \(pid (\d+)\)\n$/.exec(answer)?.[1] ?? answer;
}

const mls = scenario('the super-server as a service, MLS', { policy: 'mls' });

// A private /tmp, which DynamicUser=yes implies, is beyond systemd on Debian's MLS policy: every such
// service fails with 'Result: resources', whatever it runs.
const WITHOUT_TMP = ['DynamicUser=no', 'User=daemon', 'PrivateTmp=no'];

mls('should run as a service, with a worker for each level', async (guest) => {
	const high = 's15:c0.c1023';
	await dropIn(guest, 'no-tmp', WITHOUT_TMP);
	// A pipe is of the level of whoever makes it, and so the shell has to be up there, too.
	const all = (command: string) => `runcon -l ${high} sh -c '${command}'`;
	const levels: Levels = { high, clients: ['s1', 's2:c1'], all };
	await asService(guest, levels);
	await stopsWhileBusy(guest, levels);
});

const mcs = scenario('the super-server as a service, MCS');

mcs('should run as a service, with a worker for each set of categories', async (guest) => {
	const all = (command: string) => command;
	const levels: Levels = { high: 's0:c0.c1023', clients: ['s0:c1', 's0:c0,c2'], all };
	await asService(guest, levels);
	const ranges = ['s0:c1', 's0:c0,c2', 's0:c1'];
	const created = ranges.map(
		(range) =>
			`connection N\ncreate new worker for context ${loginAt(range)}\nworker N (${CONTEXT}:mls_server_worker_t:${range}) is ready\n`,
	);
	const existing = 'connection N\nuse existing worker N\n';
	const ended = (range: string) =>
		`worker N (${CONTEXT}:mls_server_worker_t:${range}) has ended: how is not shown\n`;
	const log = await guest.must(
		'journalctl --sync && journalctl -u mls-server -t mls-server -o cat',
	);
	assert.is(
		withoutV8sWarning(log)
			.replace(/^(connection|worker|use existing worker) \d+/gm, '$1 N')
			// Which of two ends first, nobody knows.
			.replace(/(?:.*has ended.*\n){2}/, (two) =>
				two
					.split(/(?<=\n)/)
					.sort()
					.join(''),
			),
		[
			`running as ${CONTEXT}:mls_server_t:s0-s0:c0.c1023\nlistening on TCP port ${PORT} ... ok\n`,
			...[created[0], created[1], existing],
			'new connections get fresh workers from now on\n',
			...[ended('s0:c0,c2'), ended('s0:c1')],
			...[created[2], ended('s0:c1')],
		].join(''),
	);
	const security = await guest.must('systemd-analyze security --no-pager mls-server | tail -1');
	assert.match(security, 'Overall exposure level for mls-server.service: 1.4 OK');
	await stopsWhileBusy(guest, levels);
});

mls.run();
mcs.run();
