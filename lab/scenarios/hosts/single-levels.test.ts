// Moore's 'MLS System with Single Level Networks' with a host on each network: who is heard as what, and who
// may send where?
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { after, denialWithoutClientPort, peerAt, peers, Terminal } from '../common/labeling.ts';
import { SECADM } from '../common/login.ts';
import { mlsHosts, SERVERS } from './hosts.ts';

/** The levels of the networks, by the server's interfaces. */
const LEVELS = { eth0: 's1:c3,c5', eth1: 's2:c4,c6' };

const FALLBACK = Object.entries(LEVELS).map(
	([netif, level]) => `unlbl add interface:${netif} address:0.0.0.0/0 label:${peerAt(level)}`,
);

const singleLevels = scenario('single-level networks of real hosts', {
	hosts: mlsHosts({ policy: 'default' }, { labeling: FALLBACK }, { policy: 'default' }),
	document: 'labeled-hosts.md',
});

singleLevels('should be heard at their level', async ({ first, server, second }) => {
	const running = await server.serve(
		`runcon -l ${LEVELS.eth0} sh -c 'getpeercon-server 5000'`,
		/waiting/,
	);
	await first.must(`echo Hello | ncat ${SERVERS.first} 5000`);
	await after(1, running);
	assert.equal(peers(running.output), [`10.0.0.2,${peerAt(LEVELS.eth0)}`]);
	const other = await second.run(`ncat -w 3 ${SERVERS.second} 5000`);
	assert.equal(other, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	const denial = await server.expectDenied({
		permission: 'recv',
		class: 'peer',
		subject: 'getpeercon_server_t',
		object: peerAt(LEVELS.eth1),
		netif: 'eth1',
	});
	server.documented('single-session', running.output.slice(running.output.indexOf('-> waiting')));
	server.documented('single-denied', denialWithoutClientPort(denial));
});

singleLevels('should be sent nothing of another level', async ({ first, server }) => {
	const terminal = new Terminal(server);
	for (const [netif, level] of Object.entries(LEVELS)) {
		const command = `semanage interface -a -t netif_t -r ${level} ${netif}`;
		await server.must(command, SECADM);
		terminal.text += `# ${command}\n`;
	}
	// Whoever is there knows no levels.
	await first.serve('ncat -v -k -l 5000', /Listening on 0\.0\.0\.0/);
	const connect = (level: string) =>
		terminal.type(`runcon -l ${level} sh -c 'ncat 10.0.0.2 5000 < /dev/null'`);
	assert.is((await connect(LEVELS.eth0)).status, 0);
	await server.expectNoDenials('netlabel_peer_t');
	assert.is((await connect(LEVELS.eth1)).status, 1);
	const denial = await server.expectDenied({
		permission: 'egress',
		class: 'netif',
		subject: `root:sysadm_r:sysadm_t:${LEVELS.eth1}`,
		object: `system_u:object_r:netif_t:${LEVELS.eth0}`,
		daddr: '10.0.0.2',
	});
	server.documented('single-ranges', terminal.text);
	server.documented('single-egress', denialWithoutClientPort(denial));
});

singleLevels.run();
