// Labeled IPsec over loopback: the whole context in the security association, and none on the wire.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { after, LOGIN, loginAt, peers, Terminal, withoutModule } from '../common/labeling.ts';

const ipsec = withoutModule(
	scenario('labeled IPsec', { document: 'full-labels-over-loopback.md' }),
);

/** Adds an association for each context, and the rule that TCP has to use one: ip-xfrm(8). */
async function configure(guest: ScenarioGuest, terminal: Terminal, address: string): Promise<void> {
	const between = `src ${address} dst ${address}`;
	const key = 'auth sha1 0123456789012345';
	for (const [index, context] of [LOGIN, loginAt('s0:c5,c7')].entries()) {
		const spi = 0x200 + index;
		await terminal.type(`ip xfrm state add ${between} proto ah spi ${spi} ctx ${context} ${key}`);
	}
	await terminal.type(
		`ip xfrm policy add ${between} proto tcp dir out ctx system_u:object_r:ipsec_spd_t:s0 ` +
			'tmpl proto ah mode transport level required',
	);
	const { output } = await guest.run(`ip xfrm state list ${between} | grep -c 'security context'`);
	assert.is(output, '2\n');
}

ipsec('should show the whole context over IPv4 and IPv6', async (guest) => {
	const ipv4 = new Terminal(guest);
	// The kernel leaves its own loopback traffic alone unless told otherwise.
	await ipv4.type('sysctl net.ipv4.conf.lo.disable_xfrm=0 net.ipv4.conf.lo.disable_policy=0');
	await configure(guest, ipv4, '127.0.0.1');
	await configure(guest, new Terminal(guest), '::1');
	const server = await guest.serve('getpeercon-server 5000', /waiting/);
	const clients = new Terminal(guest);
	for (const [index, address] of ['127.0.0.1', '::1'].entries()) {
		await clients.type(`echo Hello | ncat ${address} 5000`);
		await after(index * 2 + 1, server);
		await clients.type(`echo Hello | runcon -l s0:c5,c7 ncat ${address} 5000`);
		await after(index * 2 + 2, server);
	}
	const seen = await after(4, server);
	assert.equal(peers(seen), [
		`127.0.0.1,${LOGIN}`,
		`127.0.0.1,${loginAt('s0:c5,c7')}`,
		`::1,${LOGIN}`,
		`::1,${loginAt('s0:c5,c7')}`,
	]);
	guest.documented('ipsec', `${ipv4.text}${clients.text}`);
	guest.documented('ipsec-session', `# getpeercon-server 5000\n${seen}`);

	// A context without an association of its own cannot connect, and this is no denial: the kernel
	// asks for such an association, and there is no IKE daemon that would negotiate one.
	const requests = guest.start('ip xfrm monitor acquire');
	await guest.must('until ss -Hf netlink | grep -q xfrm:ip/; do sleep 0.1; done');
	const client = await guest.run('runcon -l s0:c9 ncat -w 2 127.0.0.1 5000');
	assert.equal(client, { status: 1, output: 'Ncat: TIMEOUT.\n' });
	await requests.waitFor(/acquire proto ah[\s\S]*security context \S+:unconfined_t:s0:c9 /);
	await guest.expectNoDenials('unconfined_t', 'unlabeled_t');
	assert.is(peers(server.output).length, 4);
});

ipsec.run();
