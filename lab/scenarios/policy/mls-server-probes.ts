// The super-server's rules, and its workers'.
import { join } from 'node:path';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { Driver, PACKAGES } from '../common/driver.ts';
import { HERE } from '../common/intranet.ts';
import { type Probe, run, TELL_JOURNAL } from './probes.ts';

/** No rule is needed to listen here: it is one of the ports that the kernel chooses from. */
const PORT = 40080;

const STATUS = '/run/mls-server/status';

const KEEPER = `${PACKAGES}/mls-server/dist/keeper.js`;

/** Starts the super-server as a service that may gain no privileges. */
export async function startMlsServer(guest: ScenarioGuest): Promise<Driver> {
	const folders = '/run/mls-server /var/lib/mls-worker';
	await guest.must(`mkdir -p ${folders} && restorecon -R ${folders}`);
	await guest.must('setsebool mls_server_unlabeled_peers on');
	await guest.bring(join(import.meta.dirname, 'keeper.mjs'), KEEPER);
	return Driver.start(guest, 'mls-server', 'runcon -r system_r -t initrc_t setpriv --no-new-privs');
}

export function mlsServerProbes(guest: ScenarioGuest, server: Driver): Probe[] {
	const serve = (options: string, meanwhile = '') =>
		run(
			server,
			`const served = await program.createMlsServer({ ${options} });
			try {
				${meanwhile}
			} finally {
				await served.close();
			}`,
		);
	/**
	 * Of a server that goes on, with a worker that goes on: all that has no label is given the range of
	 * the client that has one.
	 */
	const ask =
		(client: string): Probe['act'] =>
		async (limit) => {
			const options = `{ port: ${PORT}, unlabeledLevel: 's0-s0:c0.c1023' }`;
			await server.run(`kept.server ??= await program.createMlsServer(${options})`);
			const { output } = await guest.run(
				`printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout ${limit / 1000} ${client} ${PORT} 2>&1`,
			);
			return output.includes('Hello, world!') ? 'fine' : `no reply: ${output}`;
		};
	return [
		{
			name: 'mls-server: a start, and a worker that keeps something',
			about:
				/^mls_server.te.*(self:(?!unix_dgram)|compute_|domtrans|entry_file|process2|unix_stream|port_t| node_t:|sock_files|manage_files|var_lib)/,
			act: serve(
				`port: 5080, module: '${KEEPER}', statusPath: '${STATUS}', unlabeledLevel: 's0'`,
				`const { askStatus } = await import('${PACKAGES}/mls-server/dist/ask-status.js');
				await askStatus('${STATUS}');`,
			),
			leavesNothing: true,
		},
		{
			// Which is more than to tell systemd.
			name: 'mls-server: the journal is told',
			about: /^mls_server.te.*(unix_dgram|dgram_send)/,
			act: run(server, TELL_JOURNAL),
		},
		{
			name: 'mls-server: listen in the intranet',
			about: /^mls_server.te.*intranet/,
			act: serve(`port: 5080, host: '${HERE}'`),
			leavesNothing: true,
		},
		{
			name: 'mls-server: a worker that is killed',
			about: /^mls_server.te.*sigkill/,
			act: run(
				server,
				// What it may not kill, it waits for, and kills as soon as it may.
				`const started = program.createMlsServer({ port: 5080, startTimeout: 1 }).catch((error) => error);
				const late = new Promise((resolve) => setTimeout(resolve, timeout, { code: 'TIMEDOUT' }));
				const { code } = await Promise.race([started, late]);
				if (code !== 'ERR_WORKER_START') return code`,
			),
			leavesNothing: true,
		},
		{
			name: 'mls-server: a client with a whole label',
			about: /^mls_server.te.*(domain.*:peer|:netif|:node) /,
			act: ask('vpnc 127.0.0.1'),
		},
		{
			name: 'mls-server: a client without a label',
			about: /^mls_server.te.*unlabeled/,
			act: ask('ncat ::1'),
		},
		{
			name: 'mls-server: a connection that is handed over',
			about: /^mls_server.te.*mls_server_worker_type mls_server_t:tcp_socket/,
			act: ask('vpnc 127.0.0.1'),
			leavesNothing: true,
		},
	];
}
