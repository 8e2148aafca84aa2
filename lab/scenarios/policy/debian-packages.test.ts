// The Debian packages, on a host that enforces SELinux and has nothing of peercon's: installed, the servers
// in their domains, purged, and nothing is left. Between, `make -C policy install` takes their modules' place.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from '../../src/paths.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { empty, expectSame, note, packagesAndSources } from './debian.ts';

const payload = await packagesAndSources();

const INSTALL = 'apt-get install ./peercon*.deb';
const PURGE = 'apt-get purge peercon peercon-selinux';

/** Processes of the servers, or with a label that no policy has. */
const LEFT = 'ps -eo label,args | grep -E "[u]nlabeled_t|(echo|peercon|mls)-serve[r]"';

/** The package again, where it is installed: as an upgrade of it. */
const OVER = INSTALL.replace('install', 'install --reinstall');

const MODULES = readdirSync(join(ROOT, 'policy'))
	.filter((name) => name.endsWith('.te'))
	.map((name) => name.replace('.te', ''));

const SERVERS = ['echo-server', 'getpeercon-server', 'mls-server'];

/** Who may change each policy, with which levels the super-server runs, and what its units lack there. */
const POLICIES = [
	{ policy: 'default', administrator: {}, levels: 's0-s0:c0.c1023', dropIn: '' },
	{
		policy: 'mls',
		administrator: { as: 'root:secadm_r:secadm_t:s0-s15:c0.c1023' },
		levels: 's0-s15:c0.c1023',
		// systemd can make no private /tmp there, and starts no service that is to have one: mls-server.service.
		dropIn: '[Service]\\nDynamicUser=no\\nUser=daemon\\nPrivateTmp=no\\n',
	},
] as const;

for (const { policy, administrator, levels, dropIn } of POLICIES) {
	const step = scenario(`Debian packages, ${policy}`, {
		policy,
		document: '../packaging/README.md',
		payload,
	});

	step('should confine the servers, and leave nothing when they are purged', async (guest) => {
		await empty(guest, administrator);
		await note(guest, 'before', administrator);

		let seen = await typed(guest, INSTALL);
		const list = await guest.must('semodule --list-modules=full', administrator);
		assert.equal(prioritiesIn(list), ['200']);
		if (dropIn) await configure(guest, dropIn);
		assert.match(await guest.must('systemctl is-active echo-server; true'), 'inactive');
		seen += await typed(guest, `systemctl start ${SERVERS.join(' ')}`);
		const labels = await Promise.all(SERVERS.map((server) => labelOf(guest, server)));
		assert.equal(labels, [
			'system_u:system_r:echo_server_t:s0',
			'system_u:system_r:getpeercon_server_t:s0',
			`system_u:system_r:mls_server_t:${levels}`,
		]);
		seen += await typed(guest, 'ls -Z /usr/lib/systemd/system/echo-server.service');
		seen += await typed(guest, 'echo-client 127.0.0.1');
		assert.match(seen, "Received message: 'Hello, cliche'\n");
		await guest.expectNoDenials('echo_server_t', 'getpeercon_server_t', 'mls_server_t');
		if (policy === 'default') {
			await changeHands(guest);
			assert.equal(await Promise.all(SERVERS.map((server) => labelOf(guest, server))), labels);
		}

		seen += await typed(guest, PURGE);
		if (policy === 'default') guest.documented('debian', seen);
		const left = await guest.run(LEFT);
		assert.is(left.output, '', 'no server runs on');
		if (dropIn) await guest.must('rm -r /run/systemd/system/*-server.service.d');
		await guest.must('systemctl daemon-reload');
		await note(guest, 'after', administrator);
		await expectSame(guest, 'before', 'after');

		// Whoever installed last has the modules: a purge takes out those of `make install`, too.
		if (policy === 'default') {
			await typed(guest, INSTALL);
			await guest.must('make -C policy install');
			assert.equal(prioritiesIn(await guest.must('semodule --list-modules=full')), ['400']);
			await typed(guest, PURGE);
			await guest.must('systemctl daemon-reload');
			await note(guest, 'last', administrator);
			await expectSame(guest, 'before', 'last');
		}
	});

	step.run();
}

/** Adds lines to each server's unit. */
async function configure(guest: ScenarioGuest, lines: string): Promise<void> {
	for (const server of SERVERS) {
		const folder = `/run/systemd/system/${server}.service.d`;
		await guest.must(`mkdir -p ${folder} && printf '${lines}' > ${folder}/user.conf`);
	}
	await guest.must('systemctl daemon-reload');
}

/** Installs the modules from their sources over those of the package, and the package's over these. */
async function changeHands(guest: ScenarioGuest): Promise<void> {
	const mapped = await guest.must('semanage export');
	const eth1 = "interface -a -t intranet_netif_t -r 's0' eth1\n";
	await guest.must('make -C policy install INTRANET_INTERFACES=eth1');
	assert.equal(prioritiesIn(await guest.must('semodule --list-modules=full')), ['400']);
	assert.is((await guest.must('semanage export')).replace(eth1, ''), mapped);

	const seen = await typed(guest, OVER);
	guest.documented('over', seen);
	assert.equal(prioritiesIn(await guest.must('semodule --list-modules=full')), ['200']);
	const again = await guest.must('semanage export');
	assert.match(again, eth1, 'what is of the site stays');
	assert.is(again.replace(eth1, ''), mapped);
}

/** Gives the priorities that modules of the project have. Fails where not all are there, or one twice. */
function prioritiesIn(list: string): string[] {
	const own = list.split('\n').filter((line) => MODULES.includes(line.split(/ +/)[1] ?? ''));
	assert.is(own.length, MODULES.length, own.join('\n'));
	return [...new Set(own.map((line) => line.split(' ')[0] ?? ''))];
}

/** How many files there are in the guest, and that the lab has some in a folder of the same name. */
const NOT_OF_THEM =
	/^\(Reading database [^\n]*\n|^dpkg: warning: [^\n]* '\/usr\/lib\/peercon' [^\n]*\n/gm;

/** Types a command where the packages are, and gives what is seen of it. */
async function typed(guest: ScenarioGuest, command: string): Promise<string> {
	const output = await guest.must(`cd /srv && ${command}`);
	return `# ${command}\n${output.replace(NOT_OF_THEM, '')}`;
}

async function labelOf(guest: ScenarioGuest, server: string): Promise<string> {
	const pid = `$(systemctl show --property=MainPID --value ${server})`;
	return (await guest.must(`ps -o label= -p ${pid}`)).trim();
}
