// Ports: which label each has, and how a server gets another one, shown on Debian's sshd.
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { unpackPackages } from '../common/packages.ts';
import { PACKAGES } from './packages.ts';
import { longPids, renumbering } from './steady.ts';

const ports = scenario('ports', {
	document: 'what-an-administrator-sees.md',
	payload: PACKAGES,
});

const ADD = 'semanage port -a -t ssh_port_t -p tcp';
const DELETE = 'semanage port -d -t ssh_port_t -p tcp';

const DENIED = {
	permission: 'name_bind',
	class: 'tcp_socket',
	subject: 'system_u:system_r:sshd_t:s0',
	object: 'unreserved_port_t',
	src: 10122,
};

ports('should have labels, by their numbers', async (guest) => {
	const list = new Terminal(guest);
	const { output } = await list.type(
		"semanage port -l | grep '^SELinux\\|^afs3_call\\|^http_port'",
	);
	assert.match(output, /^http_port_t +tcp +80, 443, /m);
	guest.documented('ports', list.text);

	const free = new Terminal(guest);
	const queried = await free.type('sepolicy network -p 10122');
	const lines = ['udp', 'tcp', 'sctp'].map(
		(name) => `10122: ${name} unreserved_port_t 1024-65535\n`,
	);
	assert.is(queried.output, lines.join(''));
	await free.type('seinfo --portcon=10122');
	guest.documented('free-port', free.text);
});

ports('should be bound by sshd if they have its label when it starts', async (guest) => {
	await unpackPackages(guest);
	await longPids(guest);
	const denied = new Terminal(guest);
	await denied.type('echo Port 10122 > /etc/ssh/sshd_config.d/port.conf');
	assert.is((await denied.type('systemctl restart ssh')).status, 1);
	await journal(guest, 'Cannot bind any address');
	await denied.type('journalctl -t sshd -o cat');
	guest.documented('sshd-denied', denied.text);
	guest.documented('sshd-record', denialText(await guest.expectDenied(DENIED)));
	const explained = new Terminal(guest);
	await explained.type('peercon explain --last');
	guest.documented('sshd-explained', explained.text);

	await guest.must('dmesg --clear');
	const allowed = new Terminal(guest);
	assert.is((await allowed.type(`${ADD} 10122`)).status, 0);
	const { output } = await allowed.type('sepolicy network -p 10122');
	assert.match(output, /^10122: tcp ssh_port_t 10122$/m);
	assert.is((await allowed.type('systemctl restart ssh')).status, 0);
	const listening = await allowed.type(LISTENING);
	assert.match(listening.output, 'proc_ctx=system_u:system_r:sshd_t:s0,');
	guest.documented('sshd-allowed', renumbering()(allowed.text));
	await guest.expectNoDenials('sshd_t');

	const removed = new Terminal(guest);
	assert.is((await removed.type(`${DELETE} 10122`)).status, 0);
	// What is bound stays bound: the kernel asks when a socket is bound, and not again.
	assert.match((await removed.type(LISTENING)).output, '"sshd"');
	assert.is((await removed.type('systemctl restart ssh')).status, 1);
	assert.is((await removed.type(LISTENING)).output, '');
	await guest.expectDenied(DENIED);
	guest.documented('sshd-removed', renumbering()(removed.text));
});

const LISTENING = "ss -HltnZp 'sport = :10122'";

ports('should get another label where they have one, and get the old one back', async (guest) => {
	await unpackPackages(guest);
	const sshPorts = async () => {
		const { output } = await guest.run('semanage port -l');
		const [, numbers = ''] = /^ssh_port_t +tcp +(.*)$/m.exec(output) ?? [];
		return numbers.split(', ').toSorted();
	};
	assert.equal(await sshPorts(), ['22']);

	const added = new Terminal(guest);
	const { status, output } = await added.type(`${ADD} 80`);
	assert.is(status, 0, 'the article saw a ValueError');
	assert.match(output, 'Port tcp/80 already defined, modifying instead\n');
	await added.type("semanage port -l | grep '^http_port_t\\|^ssh_port_t'");
	assert.equal(await sshPorts(), ['22', '80']);
	guest.documented('port-taken', added.text);

	const nginx = new Terminal(guest);
	assert.is((await nginx.type('systemctl start nginx')).status, 1);
	const denial = await guest.expectDenied({
		permission: 'name_bind',
		class: 'tcp_socket',
		subject: 'system_u:system_r:httpd_t:s0',
		object: 'ssh_port_t',
		src: 80,
	});
	guest.documented('nginx-denied', nginx.text);
	guest.documented('nginx-record', denialText(denial));
	const queried = new Terminal(guest);
	const { output: said } = await queried.type('sepolicy network -p 80');
	assert.match(said, '80: tcp http_port_t 80\n', 'and nothing of ssh_port_t');
	assert.not.match(said, 'ssh_port_t');
	await queried.type("seinfo --portcon=80 | grep 'tcp 80'");
	guest.documented('port-queried', queried.text);

	const back = new Terminal(guest);
	await back.type(`${DELETE} 80`);
	assert.equal(await sshPorts(), ['22']);
	assert.is((await back.type('systemctl start nginx')).status, 0);
	const policys = await back.type('semanage port -d -t http_port_t -p tcp 80');
	assert.is(policys.status, 1);
	assert.match(policys.output, 'ValueError: Port tcp/80 is defined in policy, cannot be deleted\n');
	guest.documented('port-back', back.text);
});

/**
 * Waits until sshd has said something. It is not asked for by its unit: sshd logs by syslog(3), and of a
 * process that has ended since, systemd-journald(8) no longer finds out the unit.
 */
async function journal(guest: ScenarioGuest, text: string): Promise<void> {
	await guest.must(`until journalctl -t sshd -o cat | grep -qF '${text}'; do sleep 0.2; done`);
}

ports.run();
