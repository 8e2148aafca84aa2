// Servers whose sockets are systemd's: which context has a socket that another program has made, and what
// does a peer's level become of it? sd_listen_fds(3), systemd.socket(5).
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';

const activation = scenario('socket activation', { document: 'starting-confined-programs.md' });

activation('should start the getpeercon server when somebody comes', async (guest) => {
	await link(guest, 'getpeercon-server', 'service', 'socket');
	const terminal = new Terminal(guest);
	await terminal.type('systemctl start getpeercon-server.socket');
	await terminal.type('systemctl is-active getpeercon-server.socket getpeercon-server');
	assert.match(terminal.text, 'active\ninactive\n');
	await terminal.type('echo Hello | ncat 127.0.0.1 5000');
	await journal(guest, 'getpeercon-server', 'connection closed');
	await terminal.type('journalctl -u getpeercon-server -t getpeercon-server -o cat');
	assert.match(terminal.text, '-> running as system_u:system_r:getpeercon_server_t:s0\n');
	assert.match(terminal.text, /listening on TCP port 5000, opened as (\S+) for it \.\.\. ok\n/);
	guest.documented('activated', terminal.text);

	// The socket stays when the server ends, and starts it again.
	await guest.must(
		'systemctl stop getpeercon-server 2>/dev/null; echo again | ncat 127.0.0.1 5000',
	);
	await journal(guest, 'getpeercon-server', 'connection closed', 2);
	await guest.expectNoDenials('getpeercon_server_t', 'init_t');
});

activation('should hand over several sockets, each with its context', async (guest) => {
	await link(guest, 'echo-server', 'service', 'socket');
	await addition(guest, 'echo-server.socket', '[Socket]\nListenStream=/run/echo.sock');
	await guest.must('systemctl start echo-server.socket');
	for (const client of ['echo-client 127.0.0.1', 'echo-client --udp 127.0.0.1']) {
		assert.match(await guest.must(client), "Received message: 'Hello, cliche'\n");
	}
	await guest.must('echo Hello | ncat -U /run/echo.sock');
	await journal(guest, 'echo-server', 'connect(UNIX,');
	const log = await guest.must('journalctl -u echo-server -t echo-server -o cat');
	for (const place of ['TCP port 7', 'UDP port 7', 'UNIX socket /run/echo.sock']) {
		assert.match(log, `-> listening on ${place}, opened as `);
	}
	const command = '# journalctl -u echo-server -t echo-server -o cat\n';
	guest.documented('several', command + log.replace(/^-> (?!running|listening).*\n/gm, ''));
	await guest.expectNoDenials('echo_server_t', 'init_t', 'echo_client_t');
});

activation('should let systemd bind what the server itself may', async (guest) => {
	await link(guest, 'getpeercon-server', 'service', 'socket');
	await addition(guest, 'getpeercon-server.socket', '[Socket]\nListenStream=\nListenStream=5001');
	assert.is((await guest.run('systemctl start getpeercon-server.socket')).status, 1);
	// The socket is the subject: its context, and not that of the process that binds it.
	const denial = await guest.expectDenied({
		subject: 'system_u:system_r:getpeercon_server_t:s0',
		object: 'commplex_link_port_t',
		class: 'tcp_socket',
		permission: 'name_bind',
		src: 5001,
	});
	guest.documented('opened-denied', denialText(denial));
});

activation('should be no way to bring a socket into a domain', async (guest) => {
	// systemd-socket-activate(1) does the same for a person, whose sockets are of another type.
	const command = 'systemd-socket-activate -l 5000 /usr/local/bin/getpeercon-server 5000';
	const running = guest.start(`${command}; echo status $?`);
	await guest.must('until ss -ltn | grep -q :5000; do sleep 0.2; done');
	await guest.run('echo Hello | ncat --idle-timeout 1 127.0.0.1 5000');
	await running.waitFor(/status \d+\n/);
	assert.match(running.output, 'descriptor 3 is no socket. SELinux may have kept it');
	await guest.expectDenied({
		subject: 'getpeercon_server_t',
		object: 'unconfined_t',
		class: 'tcp_socket',
		permission: 'read',
	});
});

activation('should say that two units do not agree, and not whose port it is', async (guest) => {
	await link(guest, 'getpeercon-server', 'service', 'socket');
	const other = '[Service]\nExecStart=\nExecStart=getpeercon-server 5001';
	await addition(guest, 'getpeercon-server.service', other);
	await guest.must('systemctl start getpeercon-server.socket');
	await guest.run('echo Hello | ncat --idle-timeout 1 127.0.0.1 5000');
	const told = 'the service manager has opened port 5000, and port 5001 is to be served';
	await guest.must(
		`until journalctl -u getpeercon-server -o cat | grep -qF '${told}'; do sleep 0.2; done`,
	);
	await guest.must('until systemctl is-failed -q getpeercon-server.socket; do sleep 0.2; done');
});

activation('should end a server that hangs, and start it again', async (guest) => {
	await link(guest, 'echo-server', 'service');
	await addition(guest, 'echo-server.service', '[Service]\nWatchdogSec=5');
	await guest.must('systemctl start echo-server');
	const main = (await guest.must('systemctl show -P MainPID echo-server')).trim();
	await guest.must(`kill -STOP ${main}`);
	await guest.must(
		'until [ "$(systemctl show -P NRestarts echo-server)" -ge 1 ]; do sleep 0.5; done',
	);
	await guest.must('until echo-client 127.0.0.1; do sleep 0.5; done');
	const log = await guest.must('journalctl -u echo-server -o cat');
	assert.match(log, 'Watchdog timeout');
	await guest.expectNoDenials('echo_server_t', 'init_t');
});

// SELinuxContextFromNet= starts a process for each connection: what mls-server does with workers that
// stay. It takes Accept=yes, one socket, and a program that is executed anew each time.
activation("should give a program of systemd its peer's level", async (guest) => {
	await guest.network('full-labels');
	await unit(
		guest,
		'level.socket',
		'[Socket]\nListenStream=6000\nAccept=yes\nSELinuxContextFromNet=yes',
	);
	await unit(guest, 'level@.service', '[Service]\nExecStart=/usr/bin/id -Z\nStandardOutput=socket');
	await guest.must('systemctl start level.socket');
	const terminal = new Terminal(guest);
	for (const level of ['s0', 's0:c5,c7']) {
		await terminal.type(`runcon -l ${level} ncat --recv-only 127.0.0.1 6000`);
	}
	guest.documented('from-net', terminal.text);
	assert.match(terminal.text, /:s0:c5,c7\n$/);
});

async function link(guest: ScenarioGuest, name: string, ...kinds: string[]): Promise<void> {
	const files = kinds.map((kind) => `${PACKAGES}/${name}/systemd/${name}.${kind}`);
	await guest.must(`systemctl link ${files.join(' ')}`);
}

/** Makes a unit. */
async function unit(guest: ScenarioGuest, name: string, text: string): Promise<void> {
	await guest.must(
		`printf '%s\\n' '${text}' > /run/systemd/system/${name} && systemctl daemon-reload`,
	);
}

/** Changes a unit by a file beside it, as `systemctl edit` does. */
async function addition(guest: ScenarioGuest, name: string, text: string): Promise<void> {
	await guest.must(`mkdir -p /run/systemd/system/${name}.d`);
	await unit(guest, `${name}.d/more.conf`, text);
}

/** Waits until a service has written something to the journal, once or more often. */
async function journal(guest: ScenarioGuest, name: string, text: string, times = 1): Promise<void> {
	const count = `journalctl -u ${name} -o cat | grep -cF '${text}'`;
	await guest.must(
		`until [ $(${count}) = ${times} ]; do systemctl is-failed -q ${name} && exit 1; sleep 0.2; done`,
	);
}

activation.run();
