// A host of several levels between networks of one level each, whose hosts know no labels: Paul Moore's
// 'MLS System with Single Level Networks', on Debian's MLS policy.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { after, denialWithoutClientPort, peerAt, peers, Terminal } from '../common/labeling.ts';
import { SECADM } from '../common/login.ts';
import { OURS, PORT, renumbering, serveLevels } from './mls-server.ts';

const singleLevels = scenario('single level networks', {
	policy: 'mls',
	document: 'single-level-networks.md',
});

const RANGES = { eth0: 's1:c3,c5', eth1: 's2:c4,c6' };

/** A client on one of the networks, at that network's level: whoever is there is somebody else's host. */
function on(network: 0 | 1, client: string): string {
	return `nsenter --net=/run/netns/network${network} runcon -l ${Object.values(RANGES)[network]} ${client}`;
}

/** Types a command as the security administrator, and shows it as typed there. */
async function administer(guest: ScenarioGuest, terminal: Terminal, command: string) {
	const output = await guest.must(command, SECADM);
	// Debian's policy knows a user whom the guest has not.
	terminal.text += `# ${command}\n${output.replace(/^libsemanage.add_user: .*\n/gm, '')}`;
}

/** Gives each interface its type and the range of its network, as far as `upTo`. */
async function mapInterfaces(
	guest: ScenarioGuest,
	action: '-a' | '-m',
	upTo = '',
): Promise<string> {
	const terminal = new Terminal(guest);
	for (const [name, level] of Object.entries(RANGES)) {
		await administer(
			guest,
			terminal,
			`semanage interface ${action} -t intranet_netif_t -r ${level}${upTo} ${name}`,
		);
	}
	return terminal.text;
}

singleLevels('should bring each level to a server that dominates it', async (guest) => {
	const list = new Terminal(guest);
	assert.is((await list.type('single-levels.sh up')).status, 0);
	await list.type('netlabelctl -p unlbl list');
	guest.documented('fallback', list.text);
	guest.documented('interfaces', await mapInterfaces(guest, '-a'));

	const as = 'runcon -l s1:c3,c5 sh -c';
	const server = await guest.serve(`${as} 'getpeercon-server 5000'`, /waiting/);
	await guest.must(`echo Hello | ${on(0, 'ncat 10.0.0.1 5000')}`);
	const seen = await after(1, server);
	assert.equal(peers(seen), [`10.0.0.2,${peerAt(RANGES.eth0)}`]);
	guest.documented('session', `# ${as} 'getpeercon-server 5000'\n${seen}`);
	await guest.expectNoDenials('getpeercon_server_t', 'netlabel_peer_t');

	const { output } = await guest.run(`echo Hello | ${on(1, 'ncat -w 2 10.0.1.1 5000')}`);
	assert.is(output, 'Ncat: TIMEOUT.\n');
	const denial = await guest.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'root:sysadm_r:getpeercon_server_t:s1:c3,c5',
		object: peerAt(RANGES.eth1),
		netif: 'eth1',
		dest: 5000,
	});
	guest.documented('other-level', denialWithoutClientPort(denial));
});

singleLevels('should serve both networks by a super-server', async (guest) => {
	await guest.network('single-levels');
	await mapInterfaces(guest, '-a');
	const server = await serveLevels(guest);
	// Its answer to a SYN, without a label, is of the listener's own context: selinux_ip_postroute.
	const { output } = await guest.run(on(0, `curl -sS -m 2 10.0.0.1:${PORT}`));
	assert.match(output, 'timed out');
	const denial = await guest.expectDenied({
		permission: 'egress',
		class: 'netif',
		subject: 'root:sysadm_r:mls_server_t:s15:c0.c1023',
		object: 'system_u:object_r:intranet_netif_t:s1:c3,c5',
		netif: 'eth0',
		src: PORT,
	});
	guest.documented('syn-ack', denialWithoutClientPort(denial));

	const terminal = await mapInterfaces(guest, '-m', '-s15:c0.c1023');
	const list = new Terminal(guest);
	await list.type('semanage interface --list --locallist | grep eth');
	guest.documented('ranges', `${terminal}${list.text}`);
	await guest.quietly('dmesg --clear');
	const clients = new Terminal(guest);
	for (const network of [0, 1, 0] as const) {
		const { status } = await clients.type(on(network, `curl -sS 10.0.${network}.1:${PORT}`));
		assert.is(status, 0);
	}
	const log = await server.waitFor(/[\s\S]*use existing worker \d+\n/);
	assert.match(log[0], `create new worker for context ${peerAt(RANGES.eth0)}\n`);
	assert.match(log[0], `create new worker for context ${peerAt(RANGES.eth1)}\n`);
	const numbered = renumbering();
	guest.documented('served', numbered(clients.text));
	guest.documented('workers', numbered(`# mls-server ${PORT} 2>&1 | cat\n${log[0]}`));
	await guest.expectNoDenials(...OURS, 'netlabel_peer_t');
});

singleLevels('should serve both where the super-server alone is exempt', async (guest) => {
	await guest.network('single-levels');
	await mapInterfaces(guest, '-a');
	const terminal = new Terminal(guest);
	const module = '/root/mls_server_outbound.cil';
	await guest.must(`echo '(typeattributeset mlsnetoutbound (mls_server_t))' > ${module}`);
	await terminal.type(`cat ${module}`);
	await administer(guest, terminal, `semodule -i ${module}`);
	guest.documented('exempt', terminal.text);
	await serveLevels(guest);
	for (const network of [0, 1] as const) {
		await guest.must(on(network, `curl -sS 10.0.${network}.1:${PORT}`));
	}
	await guest.expectNoDenials(...OURS, 'netlabel_peer_t');
});

singleLevels.run();
