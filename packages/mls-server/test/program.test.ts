import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { is_selinux_enabled } from '@peercon/native';
import { eventually, runProgram, skipUnless, startProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, keepAlive, moduleAt, withFolder, withProgram, workerAt } from './support.ts';

const NAME = 'mls-server';

const HELP = `Usage: mls-server [options] <port> [-- worker-module]
or:    mls-server [--json] --status PATH

Serve each connection by a worker process at the level of its peer: one worker
for each context, started when its first peer connects. The module exports a
function connection(socket), or request(request, response) for HTTP; without
one, workers answer 'Hello, world!'. Without a port, list a server's workers.

Options:
  -h, --help               Show help                                   [boolean]
      --version            Show version number                         [boolean]
      --host               Listen on this name or address only (default: all,
                           IPv6 and IPv4)                               [string]
      --exec               File that workers execute in place of node; its label
                           decides their type                           [string]
      --unlabeled-level    Level of peers without a context (default: they are
                           refused)                                     [string]
      --allow-no-selinux   Without SELinux, serve everybody by one worker
                                                      [boolean] [default: false]
      --status             UNIX socket that answers with the list of workers
                                                                        [string]
      --metrics            UNIX socket that answers HTTP with metrics for
                           Prometheus                                   [string]
      --max-workers        Limit on workers, one per context
                                                          [number] [default: 64]
      --starts-per-second  Limit on workers started per second
                                                          [number] [default: 10]
      --max-connections    Limit on connections at once, per worker
                                                        [number] [default: 1000]
      --max-per-source     Limit on those from one address (IPv6: /64 network)
                                                         [number] [default: 500]
      --max-memory         Limit on memory in MiB, per worker
                                                         [number] [default: 512]
      --max-lines          Limit on lines in the log per second, per worker
                                                         [number] [default: 100]
      --peer-timeout       Seconds without traffic before a connection ends
                                                         [number] [default: 600]
      --idle-timeout       Seconds without connections before a worker ends
                                                         [number] [default: 600]
      --hang-timeout       Seconds to take a connection, or the worker is killed
                                                          [number] [default: 30]
      --drain-timeout      Seconds for workers to finish after SIGTERM
                                                          [number] [default: 30]
      --retire-timeout     Seconds for old workers to finish after SIGHUP
                                                         [number] [default: 600]
      --quiet              Report nothing             [boolean] [default: false]
      --json               Report on stdout, one JSON object a line
                                                      [boolean] [default: false]

Examples:
  mls-server 5080                           The greeting of Ted Toth's article
  mls-server 5080 -- ./app.js               Your own module
  mls-server --status                       The workers of a server with that
  /run/mls-server/status                    --status
  mls-server --metrics                      Numbers of each level, for
  /run/mls-server/metrics 5080              Prometheus
`;

const program = suite(NAME);
const withoutSelinux = skipUnless(
	program,
	is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined,
);

program('should explain itself', async () => {
	const { status, stdout } = await runProgram(NAME, ['--help']);
	assert.is(status, 0);
	assert.is(stdout, HELP);
});

program("should log what the article's server logs", async () => {
	await withProgram([], async (running, port) => {
		const pid = await workerAt(port);
		assert.is(await workerAt(port), pid);
		const { status, stdout, stderr } = await running.stop();
		assert.is(status, 0);
		assert.is(stdout, '');
		const lines = stderr
			.split('\n')
			.map((line) => line.replace(/^connection \d+$/, 'connection FD'));
		assert.equal(lines, [
			'running as NO_CONTEXT (SELinux is disabled on this host)',
			'there is no SELinux on this host: one worker serves everybody, nothing separates levels',
			`listening on TCP port ${port} ... ok`,
			'connection FD',
			'create new worker for context NO_CONTEXT',
			`worker ${pid} (NO_CONTEXT) is ready`,
			'connection FD',
			`use existing worker ${pid}`,
			`worker ${pid} (NO_CONTEXT) has ended: it ended with status 0`,
			'',
		]);
	});
});

program('should report JSON', async () => {
	const module = moduleAt('tasks.mjs');
	const args = ['--json', '--host', '127.0.0.1', '--allow-no-selinux', '0', '--', module];
	const running = startProgram(NAME, args);
	try {
		const [, port] = await running.waitFor(/"port":(\d+)/, 'stdout');
		await ask(Number(port), '/print', 'a line\n');
		await running.waitFor(/"output".*\n/, 'stdout');
		const { stdout, stderr } = await running.stop();
		assert.is(stderr, '');
		const events = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		assert.equal(
			events.map(({ event }) => event),
			['unseparated', 'listening', 'connection', 'create', 'ready', 'output', 'end'],
		);
		for (const { time, ownContext } of events) {
			assert.match(time, /^\d{4}-\d\d-\d\dT.*Z$/);
			assert.is(ownContext, 'NO_CONTEXT');
		}
		assert.equal(events[1].local, { family: 'inet', address: '127.0.0.1', port: Number(port) });
		assert.is(events[2].peer.address, '127.0.0.1');
		assert.is(events[2].rawContext, null);
		assert.is(events[5].text, 'a line');
		assert.is(events[5].pid, events[4].pid);
	} finally {
		await running.stop('SIGKILL');
	}
});

program('should be silent with --quiet', async () => {
	await withFolder(async (folder) => {
		const path = join(folder, 'status');
		const running = startProgram(NAME, ['--quiet', '--allow-no-selinux', '--status', path, '0']);
		await eventually(() => existsSync(path), 'it runs');
		const { status, stdout, stderr } = await running.stop();
		assert.equal({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
	});
});

program('should tell about its workers', async () => {
	await withFolder(async (folder) => {
		const path = join(folder, 'status');
		await withProgram(['--status', path], async (running, port) => {
			const none = await runProgram(NAME, ['--status', path]);
			assert.is(none.stdout, 'PID  CONTEXT  CONNECTIONS  MEMORY  SINCE\n');

			const { agent } = await keepAlive(port);
			const pid = /worker (\d+) .* is ready/.exec(running.output.stderr)?.[1];
			const table = await runProgram(NAME, ['--status', path]);
			assert.is(table.status, 0);
			const [titles, row, ...more] = table.stdout.split('\n');
			assert.match(titles ?? '', /^PID +CONTEXT +CONNECTIONS +MEMORY +SINCE$/);
			const since = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';
			assert.match(row ?? '', new RegExp(`^${pid} +NO_CONTEXT +1 +\\d+\\.\\d MiB +${since}$`));
			assert.equal(more, ['']);

			const json = await runProgram(NAME, ['--json', '--status', path]);
			const [worker, ...others] = JSON.parse(json.stdout);
			assert.equal(others, []);
			const { memory, since: created, ...rest } = worker;
			assert.equal(rest, { pid: Number(pid), context: null, connections: 1, draining: false });
			assert.ok(memory > 2 ** 20);
			assert.is(new Date(created).toISOString(), created);
			agent.destroy();
			assert.is((await running.stop()).status, 0);
			assert.not(existsSync(path));
		});
	});
});

program('should not keep those who ask about workers, whatever they write', async () => {
	await withFolder(async (folder) => {
		const path = join(folder, 'status');
		await withProgram(['--status', path], async ({ pid }) => {
			const open = () => readdirSync(`/proc/${pid}/fd`).length;
			const before = open();
			for (let i = 0; i < 20; i++) {
				const socket = net.connect({ path, allowHalfOpen: true });
				socket.end('GET / HTTP/1.1\r\n\r\n');
				assert.is(await text(socket), '[]\n');
			}
			await eventually(() => open() <= before, 'all are closed');
		});
	});
});

program('should refuse what makes no sense', async () => {
	for (const [args, reason] of [
		[[], 'a port is missing'],
		[['7x'], "'7x' is not a port number"],
		[['1', '2'], 'there are too many arguments'],
		[['1', '--', 'a.js', 'b.js'], 'there are too many arguments'],
		[['--max-workers', '0', '1'], '--max-workers takes a whole number, 1 or more'],
		[['--max-connections', 'x', '1'], '--max-connections takes a whole number, 1 or more'],
		[['--starts-per-second', '.5', '1'], '--starts-per-second takes a whole number, 1 or more'],
		[
			['--hang-timeout', '0', '1'],
			'--hang-timeout takes a number of seconds above 0, at most 2147483',
		],
		[['--bogus-flag', '1'], 'unknown option --bogus-flag'],
	] as const) {
		const { status, stderr } = await runProgram(NAME, [...args]);
		assert.is(stderr, `mls-server: ${reason}\nTry 'mls-server --help'.\n`);
		assert.is(status, 2);
	}
});

withoutSelinux('should not run where nothing separates levels, unless told to', async () => {
	const { status, stderr } = await runProgram(NAME, ['0']);
	assert.is(status, 1);
	assert.is(
		stderr,
		`running as NO_CONTEXT (SELinux is disabled on this host)
mls-server: ERR_SELINUX_DISABLED: SELinux is disabled on this host: peers have no level
To run one worker for all, and to separate nobody: --allow-no-selinux.
`,
	);
});

withoutSelinux('should count for Prometheus what it does', () =>
	withFolder(async (folder) => {
		const socketPath = join(folder, 'metrics');
		await withProgram(['--metrics', socketPath], async (_, port) => {
			await ask(port, '/');
			const [response] = await once(http.get({ socketPath, path: '/metrics' }), 'response');
			const said = await text(response);
			for (const line of [
				'peercon_connections_total{level=""} 1',
				'peercon_worker_starts_total{level=""} 1',
				'peercon_workers{level=""} 1',
			]) {
				assert.ok(said.split('\n').includes(line), `${line} in ${said}`);
			}
		});
	}),
);

program('should say what is wrong before it listens', async () => {
	const taken = net.createServer().listen(0, '127.0.0.1');
	await once(taken, 'listening');
	const { port } = taken.address() as net.AddressInfo;
	const tasks = moduleAt('tasks.mjs');
	for (const [args, reason] of [
		[
			['0', '--', '/no/such/module.js'],
			'ended with status 1\n  /no/such/module.js: no module is there',
		],
		[['0', '--', moduleAt('throws.mjs')], 'throws.mjs cannot run: it ended with status 1\n'],
		[['0', '--', moduleAt('throws.mjs')], '\n  Error: this module does not load\n'],
		[['0', '--', moduleAt('nothing.mjs')], "exports no function 'connection' and no function 'req"],
		[['--exec', '/no/such/exec', '0'], 'mls-server: spawn /no/such/exec ENOENT'],
		[
			['--exec', tasks, '0'],
			`mls-server: spawn ${tasks} EACCES\nIt is no file that may be executed`,
		],
		[['--exec', '/bin/true', '0'], 'cannot run: it ended with status 0'],
		[['--host', '127.0.0.1', `${port}`], `EADDRINUSE: .* bind 127.0.0.1 port ${port}\nAnother`],
		[['--status', tasks, '0'], `EEXIST: .* bind '${tasks}', which is not a socket`],
		[['--status', '/no/such/folder/status', '0'], 'ENOENT: .* bind /no/such/folder/status'],
		[['--metrics', tasks, '0'], `EEXIST: .* bind '${tasks}', which is not a socket`],
	] as const) {
		const { status, stderr } = await runProgram(NAME, ['--allow-no-selinux', ...args]);
		assert.match(stderr, new RegExp(reason));
		assert.is(status, 1);
		assert.not.match(stderr, 'listening');
	}
	taken.close();

	const nobody = await runProgram(NAME, ['--status', '/no/such/socket']);
	assert.is(nobody.stderr, 'mls-server: connect ENOENT /no/such/socket\n');
	assert.is(nobody.status, 1);
});

program.run();
