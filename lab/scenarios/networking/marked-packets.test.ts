// SECMARK, for the ports of the servers that serve every level: where their packets are marked, a rule
// for each kind of packet lets them through, and a client's domain gets its own from an interface. Only
// Debian's kernel can mark what comes from a program.
import * as assert from 'uvu/assert';
import { policiesWithModule } from '../../src/image/with-module.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { denialWithoutClientPort, Terminal } from '../common/labeling.ts';
import { PORT } from '../mls-server/mls-server.ts';
import { denialOf, switchesOf } from '../policy/rule.ts';

/** A client in a domain of its own, which may connect to both servers by what their interfaces say. */
const CLIENT_MODULE = `policy_module(labeled_client, 1.0.0)

gen_require(\`
	type unconfined_t;
	role unconfined_r;
')

type labeled_client_t;
type labeled_client_exec_t;
application_domain(labeled_client_t, labeled_client_exec_t)
role unconfined_r types labeled_client_t;
domtrans_pattern(unconfined_t, labeled_client_exec_t, labeled_client_t)

allow labeled_client_t self:tcp_socket create_stream_socket_perms;
files_read_etc_files(labeled_client_t)
dev_read_urand(labeled_client_t)
domain_use_interactive_fds(labeled_client_t)
userdom_use_inherited_user_terminals(labeled_client_t)
getpeercon_server_tcp_connect(labeled_client_t)
mls_server_tcp_connect(labeled_client_t)
`;

/** Marks what goes to a port and comes from it, as its client sees it and as its server does. */
const MARKS = `
table inet marks {
	secmark getpeercon_client { "system_u:object_r:getpeercon_client_packet_t:s0" }
	secmark getpeercon_server { "system_u:object_r:getpeercon_server_packet_t:s0" }
	secmark mls_server_client { "system_u:object_r:mls_server_client_packet_t:s0" }
	secmark mls_server_server { "system_u:object_r:mls_server_server_packet_t:s0" }
	chain output {
		type filter hook output priority mangle;
		tcp dport 5000 meta secmark set "getpeercon_client"
		tcp sport 5000 meta secmark set "getpeercon_server"
		tcp dport 5080 meta secmark set "mls_server_client"
		tcp sport 5080 meta secmark set "mls_server_server"
	}
	chain input {
		type filter hook input priority mangle;
		tcp dport 5000 meta secmark set "getpeercon_server"
		tcp sport 5000 meta secmark set "getpeercon_client"
		tcp dport 5080 meta secmark set "mls_server_server"
		tcp sport 5080 meta secmark set "mls_server_client"
	}
}`;

/** The servers' rules for their packets, each with what its client sees without it. */
const RULES: [port: number, rule: string][] = [
	[5000, 'getpeercon_server_t getpeercon_server_packet_t:packet { recv }'],
	[5000, 'getpeercon_server_t getpeercon_server_packet_t:packet { send }'],
	[PORT, 'mls_server_t mls_server_server_packet_t:packet { recv }'],
	[PORT, 'mls_server_t mls_server_server_packet_t:packet { send }'],
];

const OURS = ['getpeercon_server_t', 'mls_server_t', 'mls_server_worker_t', 'labeled_client_t'];

const packets = scenario('marked packets of the servers', {
	policy: 'switched',
	document: 'servers-at-mls-level.md',
	kernel: 'debian',
	payload: await policiesWithModule('switched', { labeled_client: CLIENT_MODULE }),
});

/** Asks a server, as a domain of its own, for some seconds; gives what it says. */
async function ask(guest: ScenarioGuest, port: number, seconds: number): Promise<string> {
	const request = "printf 'GET / HTTP/1.0\\r\\n\\r\\n'";
	const client = `timeout ${seconds} labeled-client 127.0.0.1 ${port} 2>&1`;
	return (await guest.run(`${request} | ${client}`)).output;
}

const SERVED = { 5000: /labeled_client_t|NO_CONTEXT/, [PORT]: /Hello, world!/ } as Record<
	number,
	RegExp
>;

packets('should each be let through by a rule of its own', async (guest) => {
	await guest.must('systemctl start lab-install && systemctl daemon-reload');
	await guest.must('systemctl start lab-policy@labeled_client');
	await guest.must(
		'cp /usr/bin/ncat /usr/local/bin/labeled-client && chcon -t labeled_client_exec_t /usr/local/bin/labeled-client',
	);
	const terminal = new Terminal(guest);
	await guest.must(`nft -f - <<< '${MARKS}'`);
	await terminal.type('nft list chain inet marks input');
	await guest.serve('getpeercon-server --reply 5000', /waiting/);
	await guest.serve(`mls-server --unlabeled-level s0 ${PORT}`, /listening/);
	const seen: string[] = [];
	for (const [port, rule] of RULES) {
		assert.match(await ask(guest, port, 120), SERVED[port] as RegExp, rule);
		await guest.expectNoDenials(...OURS);
		const switches = switchesOf(guest, rule);
		await guest.turn('off', switches);
		assert.not.match(await ask(guest, port, 5), SERVED[port] as RegExp, rule);
		seen.push(denialWithoutClientPort(await guest.expectDenied(denialOf(rule))));
		await guest.turn('on', switches);
		await guest.must('dmesg --clear');
	}
	guest.documented('packets', `${seen.join('\n')}\n`);
	guest.documented('marks', terminal.text);
});

packets.run();
