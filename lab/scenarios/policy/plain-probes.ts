// What needs no SECMARK, or would need its marks for other ports than 7.
import type { ScenarioGuest } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { HERE, THERE } from '../common/intranet.ts';
import {
	type Drivers,
	getpeerconServer,
	listeningProbes,
	type Probe,
	run,
	TELL_JOURNAL,
	TELL_SYSTEMD,
} from './probes.ts';

/**
 * Listening on a path where somebody listens already: that shows by a connection.
 *
 * @param create - the call, without its end
 */
const twiceOn = (path: string, create: string) => `
	const create = () => ${create} endpoint: { path: '${path}' } });
	const served = await create();
	try {
		const { code } = await create().catch((error) => error);
		if (code !== 'EADDRINUSE') return code;
	} finally {
		await served.close();
	}`;

const OUTPUT = `${PACKAGES}/getpeercon-server/dist/output.js`;

export function plainProbes(
	guest: ScenarioGuest,
	{ client, getpeercon, server }: Drivers,
): Probe[] {
	const reply =
		(client: string, context: RegExp): Probe['act'] =>
		async (limit) => {
			const command = `timeout ${limit / 1000} ${client} 5000 < /dev/null 2>&1`;
			const { output } = await guest.run(command);
			return context.test(output) ? 'fine' : `no reply: ${output}`;
		};
	return [
		...listeningProbes('getpeercon-server', getpeercon, getpeerconServer, HERE),
		{
			name: 'getpeercon-server: listen on a path',
			about: /^getpeercon_server.te.*(unix_stream|runtime_t)/,
			act: run(
				getpeercon,
				twiceOn('/run/getpeercon-server/sock', 'program.createGetpeerconServer({ onEvent() {},'),
			),
		},
		{
			name: 'getpeercon-server: systemd is told',
			about: /^getpeercon_server.te.*unix_dgram/,
			act: run(getpeercon, TELL_SYSTEMD),
		},
		{
			// Which is more than to tell systemd.
			name: 'echo-server: the journal is told',
			about: /^echo_server.te.*(unix_dgram|dgram_send)/,
			act: run(server, TELL_JOURNAL),
		},
		{
			name: 'getpeercon-server: log',
			about: /^getpeercon_server.te.*log/,
			act: run(
				getpeercon,
				`const { openOutput } = await import('${OUTPUT}');
				const name = '/var/log/getpeercon-server/' + Date.now();
				for (const time of [1, 2]) openOutput(name).diagnostic('logged\\n')`,
			),
		},
		{
			name: 'getpeercon-server: a client with a whole label',
			about: /^getpeercon_server.te.*(domain.*:peer|:netif|:node) /,
			act: reply('vpnc 127.0.0.1', /:vpnc_t:/),
		},
		{
			name: 'getpeercon-server: a client without a label',
			about: /^getpeercon_server.te.*unlabeled/,
			act: reply('ncat ::1', /^NO_CONTEXT$/m),
		},
		{
			name: 'an SCTP server with clients at two levels',
			about: /sctp_socket \{ association/,
			async act(limit) {
				const client = (level: string) =>
					`timeout ${limit / 1000} runcon -l ${level} ncat --sctp ${THERE} 5001 < /dev/null`;
				const { status, output } = await guest.run(`${client('s0:c1')} && ${client('s0:c2')}`);
				return status === 0 ? 'fine' : `no reply: ${output}`;
			},
		},
		{
			name: 'echo-client: names',
			about: /^echo_client.te.*(etc_files|sysnet|dns_port)/,
			// Nobody serves names: that the server is asked is all.
			act: run(
				client,
				`const { lookup } = await import('node:dns/promises');
				await lookup('here'); await lookup('name.intranet').catch(() => {})`,
			),
		},
		{
			name: 'echo-server: listen on a path',
			about: /^echo_server.te.*(unix_stream|echo_server_runtime_t)/,
			act: run(server, twiceOn('/run/echo-server/other', 'program.createEchoServer({')),
		},
		{
			name: 'echo-client: a path',
			about: /^echo_client.*(unix_stream|echo_server_runtime_t)/,
			act: run(client, `await program.echo({ target: '/run/echo-server/sock', timeout })`),
		},
	];
}
