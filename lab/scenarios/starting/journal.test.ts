// The journal with fields: what have the peers of a level done? sd_journal_send(3), journalctl(1).
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';
import { renumbering } from '../mls-server/mls-server.ts';

const journal = scenario('the journal', { document: 'starting-confined-programs.md' });

journal('should have what a level has done', async (guest) => {
	await guest.network('full-labels');
	await start(guest, 'mls-server');
	for (const level of ['s0:c1', 's0:c5,c7']) {
		assert.match(await guest.must(`runcon -l ${level} curl -sS 127.0.0.1:5080`), 'Hello, world!');
	}
	const found = 'journalctl -u mls-server PEERCON_LEVEL=s0:c5,c7';
	await guest.must(`until ${found} | grep -q 'is ready'; do sleep 0.2; done`);
	const terminal = new Terminal(guest);
	await terminal.type(`${found} -o cat`);
	assert.match(
		terminal.text,
		/\nconnection \d+\ncreate new worker for context \S+:s0:c5,c7\nworker \d+ \(\S+:s0:c5,c7\) is ready\n$/,
	);
	await terminal.type(
		`${found} PEERCON_EVENT=connection -o cat --output-fields=PEERCON_RAW_CONTEXT`,
	);
	guest.documented('journal', renumbering()(terminal.text));
	await guest.expectNoDenials('mls_server_t', 'mls_server_worker_t');
});

journal('should have the peers of the echo server', async (guest) => {
	await start(guest, 'echo-server');
	assert.match(await guest.must('echo-client 127.0.0.1'), 'Received message');
	const found =
		'journalctl -u echo-server PEERCON_EVENT=connect PEERCON_PEER_ADDRESS=127.0.0.1 -o cat';
	await guest.must(`until ${found} | grep -q connect; do sleep 0.2; done`);
	assert.is(await guest.must(found), '-> connect(127.0.0.1,NO_CONTEXT)\n');
	await guest.expectNoDenials('echo_server_t');
});

async function start(guest: ScenarioGuest, name: string): Promise<void> {
	await guest.must(`systemctl link ${PACKAGES}/${name}/systemd/${name}.service`);
	await guest.must(`systemctl start ${name}`);
}

journal.run();

const mls = scenario('the journal, MLS', { policy: 'mls' });

mls('should be missing, as Debian has that policy', async (guest) => {
	await guest.run('systemctl start systemd-journald');
	await guest.must(
		'until systemctl show -P Result systemd-journald | grep -qx signal; do sleep 0.2; done',
	);
});

mls.run();
