// The servers as systemd's services: lab/scenarios/starting/domains.test.ts has the ways of a person.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';

const services = scenario('services', { document: 'starting-confined-programs.md' });

services('should run the echo server on port 7, with one capability', async (guest) => {
	const terminal = new Terminal(guest);
	await terminal.type(`systemctl enable --now ${PACKAGES}/echo-server/systemd/echo-server.service`);
	await journal(guest, 'echo-server', 'listening on UDP port 7 ... ok');
	await terminal.type('journalctl -u echo-server -t echo-server -o cat');
	await terminal.type('echo-client 127.0.0.1');
	await terminal.type('ps -ww -C node -o label:40,user,args');
	assert.match(terminal.text, "Received message: 'Hello, cliche'\n");
	assert.match(terminal.text, /^system_u:system_r:echo_server_t:s0 +\S+ +node /m);
	guest.documented('service', terminal.text);

	const inside = new Terminal(guest);
	const main = '$(systemctl show -P MainPID echo-server)';
	await inside.type(`tr -d '\\0' < /proc/${main}/attr/current; echo`);
	const { output } = await inside.type(`grep -E 'Cap|NoNewPrivs' /proc/${main}/status`);
	for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
		assert.match(output, `${set}:\t0000000000000400\n`, 'CAP_NET_BIND_SERVICE: capability.h');
	}
	assert.match(output, 'NoNewPrivs:\t1\n');
	guest.documented('service-inside', inside.text);

	await guest.must('systemctl restart echo-server');
	await journal(guest, 'echo-server', 'listening on UDP port 7 ... ok', 2);
	assert.is(await guest.must('ls -Zd /run/echo-server'), `${RUNTIME} /run/echo-server\n`);
	await guest.must('systemctl stop echo-server');
	const ended = await guest.must('systemctl show -p Result,ExecMainStatus echo-server');
	assert.is(ended, 'Result=success\nExecMainStatus=0\n');
	await guest.expectNoDenials('echo_server_t', 'echo_server_runtime_t', 'echo_client_t');
});

const RUNTIME = 'system_u:object_r:echo_server_runtime_t:s0';

services('should run the getpeercon server on port 5000, with none', async (guest) => {
	const unit = `${PACKAGES}/getpeercon-server/systemd/getpeercon-server.service`;
	await guest.must(`systemctl link ${unit} && systemctl start getpeercon-server`);
	await journal(guest, 'getpeercon-server', 'listening on TCP port 5000 ... ok');
	await guest.must('echo Hello | ncat 127.0.0.1 5000');
	await journal(guest, 'getpeercon-server', 'connection closed');
	const shown = await guest.must('journalctl -u getpeercon-server -t getpeercon-server -o cat');
	assert.match(shown, '-> running as system_u:system_r:getpeercon_server_t:s0\n');
	assert.match(shown, 'Hello\n');
	guest.documented('getpeercon', shown);
	const status = await guest.must(
		'grep Cap /proc/$(systemctl show -P MainPID getpeercon-server)/status | cut -f2 | uniq',
	);
	assert.is(status, '0000000000000000\n', 'no capability in any set');
	await guest.expectNoDenials('getpeercon_server_t', 'getpeercon_server_runtime_t');
});

services('should run jitless where no memory may be written and run', async (guest) => {
	const unit = `${PACKAGES}/echo-server/systemd/echo-server.service`;
	await guest.must(`systemctl link ${unit} && setsebool echo_client_jit=off echo_server_jit=off`);
	await guest.must(`mkdir -p /run/systemd/system/echo-server.service.d && \
printf '[Service]\\nExecStart=\\nExecStart=echo-server-jitless\\nMemoryDenyWriteExecute=yes\\n' \
> /run/systemd/system/echo-server.service.d/jitless.conf && systemctl daemon-reload && systemctl start echo-server`);
	await journal(guest, 'echo-server', 'listening on UDP port 7 ... ok');
	await guest.must('echo-client-jitless 127.0.0.1');
	const security = await guest.must('systemd-analyze security --no-pager echo-server | tail -1');
	guest.documented('security', security.trim());
	await guest.expectNoDenials('echo_server_t', 'echo_client_t');
});

/** Waits until a service has written something to the journal, once or more often. */
async function journal(guest: ScenarioGuest, unit: string, text: string, times = 1): Promise<void> {
	const count = `journalctl -u ${unit} -o cat | grep -cF '${text}'`;
	await guest.must(
		`until [ $(${count}) = ${times} ]; do systemctl is-failed -q ${unit} && exit 1; sleep 0.2; done`,
	);
}

services.run();
