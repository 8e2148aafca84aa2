// mls-server beside xinetd's LABELED and systemd's SELinuxContextFromNet=: which process serves a peer,
// and what does each of them do when it has no context for it?
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { policiesWithModule } from '../../src/image/with-module.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { PORT, serveLevels } from './mls-server.ts';

const FOLDER = join(import.meta.dirname, 'side-by-side');
const MODULE = readFileSync(join(FOLDER, 'super_servers.te'), 'utf8');

const WHO_SERVES = '/usr/local/bin/who-serves';
const WORKER = '/usr/local/lib/who-serves.mjs';

/** Where each of the scenario's files belongs. */
const FILES = {
	'who-serves.mjs': WORKER,
	'xinetd.conf': '/etc/labeled-xinetd.conf',
	'labeled-xinetd.service': '/etc/systemd/system/labeled-xinetd.service',
	'labeled.socket': '/etc/systemd/system/labeled.socket',
	'labeled@.service': '/etc/systemd/system/labeled@.service',
};

const XINETD = 5083;
const SYSTEMD = 5084;

const sideBySide = scenario('super-servers side by side', {
	policy: 'mls',
	document: 'super-servers-side-by-side.md',
	payload: await policiesWithModule('mls', {
		super_servers: MODULE,
		super_servers_fd: `${MODULE.replace('(super_servers,', '(super_servers_fd,')}
mls_fd_share_all_levels(init_t)
`,
	}),
});

/** Brings what xinetd and systemd start, and starts both. */
async function prepare(guest: ScenarioGuest, policy = 'super_servers_fd'): Promise<void> {
	await guest.must('systemctl start lab-install && systemctl daemon-reload');
	await guest.must(`systemctl start lab-policy@${policy}`);
	for (const [name, path] of Object.entries(FILES)) await guest.bring(join(FOLDER, name), path);
	await guest.must(`cp /usr/bin/head ${WHO_SERVES} && chcon -t told_exec_t ${WHO_SERVES}`);
	await guest.must(
		'systemctl daemon-reload && systemctl start labeled-xinetd.service labeled.socket',
	);
	await guest.must(`until ss -Hltn 'sport = :${XINETD}' | grep -q .; do sleep 0.2; done`);
	await guest.must('dmesg --clear');
}

/** Connects and shows what is answered, which has no line feed: nothing is an empty line. */
const ask = (port: number) => `ncat --recv-only 127.0.0.1 ${port}; echo`;

/**
 * What systemd says of the program's units. The journal is at SystemHigh, and so is what reads it. A process
 * says it that ends at once: where journald comes too late to see whose it was, -u does not find it.
 */
const JOURNAL = `runcon -l s15:c0.c1023 sh -c "journalctl -q -o cat | grep 'labeled@.*Failed at'"`;

/** What a terminal has shown, without the ports that the kernel has chosen. */
const withoutPorts = (text: string) => text.replace(/(127\.0\.0\.1:)\d{5}/g, '$1PORT');

/** Types what shows the journal, when systemd has said there why it starts nothing. */
async function typeJournal(guest: ScenarioGuest, terminal: Terminal): Promise<void> {
	await guest.must(`until ${JOURNAL}; do sleep 0.5; done`);
	await terminal.type(JOURNAL);
}

/** Adds to one of systemd's units, as `systemctl edit` does. */
async function addition(guest: ScenarioGuest, unit: string, ...lines: string[]): Promise<void> {
	const folder = `/run/systemd/system/${unit}.d`;
	const words = lines.map((line) => `'${line}'`).join(' ');
	await guest.must(
		`mkdir -p ${folder} && printf '%s\\n' ${words} > ${folder}/more.conf && systemctl daemon-reload`,
	);
}

sideBySide('should serve each peer by a process at its level', async (guest) => {
	await prepare(guest);
	await guest.network('full-labels');
	await serveLevels(guest, { module: WORKER });
	const terminal = new Terminal(guest);
	for (const level of ['s1', 's3:c1']) {
		for (const [port, domain] of [
			[PORT, 'root:sysadm_r:mls_server_worker_t'],
			[XINETD, 'system_u:system_r:told_t'],
			[SYSTEMD, 'system_u:system_r:told_t'],
		] as const) {
			const { output } = await terminal.type(`runcon -l ${level} ${ask(port)}`);
			assert.is(output, `${domain}:${level}\n`);
		}
	}
	guest.documented('levels', terminal.text);
});

sideBySide('should serve nobody without a label', async (guest) => {
	await prepare(guest);
	const server = await serveLevels(guest, { module: WORKER });
	const terminal = new Terminal(guest);
	for (const port of [PORT, XINETD, SYSTEMD]) {
		assert.is((await terminal.type(ask(port))).output, '\n', `${port}`);
	}
	await typeJournal(guest, terminal);
	assert.match(terminal.text, /Failed at step SELINUX_CONTEXT .*: Protocol not available\n/);
	guest.documented('unlabeled', withoutPorts(terminal.text));
	await server.waitFor(/refuse connection/);
	const refused = server.output.split('\n').filter((line) => line.startsWith('refuse'));
	// Which descriptor is free, depends on what was closed before.
	guest.documented('unlabeled-log', refused.join('\n').replace(/connection \d+/, 'connection 18'));
});

sideBySide('should say that no domain follows, or run on in another', async (guest) => {
	await prepare(guest);
	await guest.network('full-labels');
	const terminal = new Terminal(guest);
	await terminal.type(`chcon -t bin_t ${WHO_SERVES}`);
	const { status } = await terminal.type(`mls-server --exec ${WHO_SERVES} ${PORT}`);
	assert.is(status, 1);
	assert.match(terminal.text, 'ERR_NO_TRANSITION');
	for (const [port, type] of [
		[XINETD, 'inetd_child_t'],
		[SYSTEMD, 'initrc_t'],
	] as const) {
		const { output } = await terminal.type(`runcon -l s1 ${ask(port)}`);
		assert.is(output, `system_u:system_r:${type}:s1\n`);
	}
	guest.documented('no-domain', terminal.text);
});

sideBySide('should have its connection, which systemd takes care of for nobody', async (guest) => {
	await prepare(guest, 'super_servers');
	await guest.network('full-labels');
	const terminal = new Terminal(guest);
	assert.match((await terminal.type(`runcon -l s1 ${ask(XINETD)}`)).output, ':told_t:s1\n');
	assert.is((await terminal.type(`runcon -l s1 ${ask(SYSTEMD)}`)).output, '\n');
	guest.documented('descriptors', terminal.text);
	await guest.expectNoDenials('told_t');
});

sideBySide('should be given a context by systemd in one way only', async (guest) => {
	await prepare(guest);
	await guest.network('full-labels');
	const terminal = new Terminal(guest);
	const context = 'SELinuxContext=system_u:system_r:told_t:s0';
	await addition(guest, 'labeled@.service', '[Service]', context);
	assert.is((await terminal.type(`runcon -l s1 ${ask(SYSTEMD)}`)).output, '\n');
	await typeJournal(guest, terminal);
	assert.match(terminal.text, /Failed at step SELINUX_CONTEXT .*: Invalid argument\n/);
	guest.documented('both-settings', withoutPorts(terminal.text));
});

sideBySide("should have no peer's level on a socket that listens", async (guest) => {
	await prepare(guest);
	await guest.network('full-labels');
	const waits = '/usr/local/bin/waits';
	await guest.must(`cp /usr/bin/sleep ${waits} && chcon -t told_exec_t ${waits}`);
	await guest.must('systemctl stop labeled.socket');
	await addition(guest, 'labeled.socket', '[Socket]', 'Accept=no');
	await guest.must(
		`printf '%s\\n' '[Service]' 'ExecStart=${waits} 600' > /run/systemd/system/labeled.service`,
	);
	await guest.must('systemctl daemon-reload && systemctl start labeled.socket');
	const terminal = new Terminal(guest);
	guest.start(`runcon -l s1 ncat --recv-only 127.0.0.1 ${SYSTEMD}`);
	const shown = 'ps -C waits -o label=';
	await guest.must(`until ${shown} | grep -q :told_t:; do sleep 0.5; done`);
	const { output } = await terminal.type(shown);
	assert.is(output, 'system_u:system_r:told_t:s0-s15:c0.c1023\n');
	guest.documented('listening', terminal.text);
});

sideBySide.run();
