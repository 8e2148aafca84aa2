// What the echo article left out: names, and the network's own refusals.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { ON_OTHER_HOST, serveEcho, THERE } from '../common/intranet.ts';
import { Terminal } from '../common/labeling.ts';

const article = scenario('names and errors', { document: 'networking-in-selinux.md' });

article('should look up names only with the tunable, by /etc/hosts and DNS', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await serveEcho(guest);
	const server = '/usr/local/lib/name-server.py';
	await guest.bring(join(import.meta.dirname, 'name-server.py'), server);
	await guest.serve(`${ON_OTHER_HOST} python3 ${server} ${THERE}`, /serving names/);
	await guest.must(
		`echo ${THERE} server >> /etc/hosts; echo nameserver ${THERE} > /etc/resolv.conf`,
	);

	const off = new Terminal(guest);
	const refused = await off.type('echo-client server');
	assert.is(refused.status, 1);
	assert.match(refused.output, /EAI_AGAIN|ENOTFOUND/);
	const denial = await guest.expectDenied({
		permission: 'read',
		class: 'file',
		subject: 'echo_client_t',
		object: 'net_conf_t',
		name: 'resolv.conf',
	});
	guest.documented('name', off.text);
	guest.documented('name-denied', denialText(denial));

	const on = new Terminal(guest);
	await guest.quietly('dmesg --clear');
	await on.type('setsebool echo_client_resolve_names on');
	assert.is((await on.type('echo-client server')).status, 0);
	assert.is((await on.type('echo-client echo.intranet')).status, 0);
	await on.type('echo options use-vc >> /etc/resolv.conf   # TCP, as for long answers');
	assert.is((await on.type('echo-client echo.intranet')).status, 0);
	await guest.expectNoDenials('echo_client_t');
	guest.documented('names', on.text);
});

article('should tell a refusal of the network from a denial', async (guest) => {
	await guest.network('intranet');
	const client = new Terminal(guest);
	// Nobody listens: a reset for TCP, ICMP's port unreachable for UDP.
	assert.is((await client.type(`echo-client ${THERE}`)).status, 4);
	assert.is((await client.type(`echo-client --udp ${THERE}`)).status, 4);
	guest.documented('refused', client.text);
});

article.run();

// User-mode Linux has no nf_tables for IP: see debian-kernel.test.ts.
const firewall = scenario('firewalls', { document: 'networking-in-selinux.md', kernel: 'debian' });

firewall('should be told from a denial', async (guest) => {
	await guest.network('intranet');
	const filtered = new Terminal(guest);
	await guest.must(
		`${ON_OTHER_HOST} nft 'add table ip f; add chain ip f input { type filter hook input priority 0; }'`,
	);
	for (const [type, code] of [
		['host-unreachable', 'EHOSTUNREACH'],
		['net-unreachable', 'ENETUNREACH'],
		['port-unreachable', 'ECONNREFUSED'],
	]) {
		await guest.must(`${ON_OTHER_HOST} nft flush chain ip f input`);
		await filtered.type(
			`${ON_OTHER_HOST} nft add rule ip f input tcp dport 7 reject with icmp ${type}`,
		);
		const { status, output } = await filtered.type(`echo-client ${THERE}`);
		assert.is(status, code === 'ECONNREFUSED' ? 4 : 1);
		assert.match(output, `echo-client: ${code}: `);
	}
	await guest.expectNoDenials('echo_client_t');
	guest.documented('icmp', filtered.text);
});

firewall.run();
