// Labeled IPsec by an IKE daemon: which associations do two hosts make, and what arrives of a context?
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { addedPackages } from '../../src/image/added-packages.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import {
	after,
	denialWithout,
	LOGIN,
	loginAt,
	peerAt,
	peers,
	Terminal,
} from '../common/labeling.ts';
import { unpackPackages } from '../common/packages.ts';
import { CLIENT, SERVER, serveContexts, twoHosts } from './hosts.ts';

const PLUTO = '/usr/libexec/ipsec/pluto --config /etc/ipsec.conf';

/** As soon as policies are labeled, what has no label is unlabeled_t, the daemons' own packets, too. */
const labeling = [`unlbl add interface:intranet0 address:192.168.7.0/24 label:${peerAt('s0')}`];

const ike = scenario('labeled IPsec by an IKE daemon', {
	hosts: twoHosts({ labeling }, { labeling }),
	payload: await addedPackages(['libreswan']),
	document: 'labeled-hosts.md',
});

type Hosts = Record<'client' | 'server', ScenarioGuest>;

/**
 * Sets libreswan up on both hosts, and starts it.
 *
 * @param rule - the type of the policies' label, which polmatch is asked for
 */
async function negotiate({ client, server }: Hosts, rule: string): Promise<void> {
	for (const guest of [client, server]) {
		await unpackPackages(guest);
		await guest.bring(join(import.meta.dirname, 'ipsec.conf'), '/etc/ipsec.conf');
		await guest.must(`sed -i s/ipsec_spd_t/${rule}/ /etc/ipsec.conf`);
		// No secret: what is shown here is the label.
		const secret = `${CLIENT} ${SERVER} : PSK "0123456789abcdefghijklmnopqrstuv"`;
		await guest.must(`printf '%s\n' '${secret}' > /etc/ipsec.secrets`);
		await guest.must(`ipsec initnss && mkdir /run/pluto && ${PLUTO}`);
	}
	for (const guest of [client, server]) {
		await guest.must(
			`timeout 60 sh -c 'until ip xfrm policy | grep -q ${rule}; do sleep 0.1; done'`,
		);
	}
}

/** The contexts of a host's associations; there are two of each, one for each direction. */
const ASSOCIATIONS = "ip xfrm state | grep 'security context' | sort | uniq -c";

ike('should make one for each context, which arrives whole', async (hosts) => {
	const { client, server } = hosts;
	await negotiate(hosts, 'ipsec_spd_t');
	client.documented('ike-conf', (await client.must('cat /etc/ipsec.conf')).trimEnd());
	const running = await serveContexts(server);
	const here = new Terminal(client);
	for (const [index, level] of ['s0-s0:c0.c1023', 's0:c5'].entries()) {
		const connect = await here.type(`echo Hello | runcon -l ${level} ncat -w 20 ${SERVER} 5000`);
		assert.is(connect.status, 0, connect.output);
		await after(index + 1, running);
	}
	assert.equal(peers(running.output), [`${CLIENT},${LOGIN}`, `${CLIENT},${loginAt('s0:c5')}`]);
	const { output } = await here.type(ASSOCIATIONS);
	assert.is(
		output,
		`      2 \tsecurity context ${LOGIN} \n      2 \tsecurity context ${loginAt('s0:c5')} \n`,
	);
	client.documented('ike', here.text);
	server.documented('ike-session', running.output.slice(running.output.indexOf('-> waiting')));
	for (const guest of [client, server]) await guest.expectNoDenials('netlabel_peer_t');

	// Without a fallback label the daemons cannot negotiate for a third one.
	await server.must('netlabelctl unlbl del interface:intranet0 address:192.168.7.0/24');
	const third = await client.run(`runcon -l s0:c7 ncat -w 3 ${SERVER} 5000`);
	assert.equal(third, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	const denial = await server.expectDenied({
		permission: 'ingress',
		class: 'netif',
		subject: 'unlabeled_t',
		object: 'intranet_netif_t',
		dest: 500,
	});
	server.documented('ike-unlabeled', denialWithout('src', denial));
});

ike('should make one for each of two domains, and none without polmatch', async (hosts) => {
	const { client, server } = hosts;
	await negotiate(hosts, 'intranet_spd_t');
	await server.serve('echo-server', /listening on UDP port 7 \.\.\. ok/);
	const here = new Terminal(client);
	assert.is((await here.type(`echo-client -t 20 ${SERVER}`)).status, 0);
	const { output } = await here.type(ASSOCIATIONS);
	const domains = Array.from(output.matchAll(/:(\w+_t):/g), ([, domain]) => domain);
	assert.equal(domains, ['echo_client_t', 'echo_server_t']);
	client.documented('ike-domains', here.text);
	for (const guest of [client, server])
		await guest.expectNoDenials('echo_client_t', 'echo_server_t');

	// A login has no polmatch for this label, and the kernel finds no policy for it: it sends as if there were none.
	const running = await serveContexts(server);
	assert.is((await client.run(`echo Hello | ncat -w 20 ${SERVER} 5000`)).status, 0);
	await after(1, running);
	assert.equal(peers(running.output), [`${CLIENT},${peerAt('s0')}`]);
	const denial = await client.expectDenied({
		permission: 'polmatch',
		class: 'association',
		subject: LOGIN,
		object: 'intranet_spd_t',
	});
	assert.is((await client.must(ASSOCIATIONS)).trim().split('\n').length, 2);
	client.documented('ike-polmatch', denialWithout('src', denial));
	server.documented('ike-clear', running.output.slice(running.output.indexOf('-> waiting')));
});

ike('should be no service on the policy that Debian ships', async ({ client }) => {
	await unpackPackages(client);
	assert.is((await client.run('systemctl start ipsec')).status, 1);
	const denial = await client.expectDenied({
		permission: 'write',
		class: 'dir',
		subject: 'ipsec_mgmt_t',
		object: 'var_lib_t',
	});
	client.documented('ike-service', denialWithout('src', denial));
});

ike.run();
