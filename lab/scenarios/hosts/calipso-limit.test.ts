// A server whose clients have CALIPSO labels: how many connections does one listening socket take?
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { labeling, SERVER, twoHosts, v6 } from './hosts.ts';

const LABELED = labeling(['cipsov4 add pass doi:1 tags:1', 'calipso add pass doi:3'], {
	'192.168.7.0/24': 'cipsov4,1',
	'fd00:7::/64': 'calipso,3',
});

const limit = scenario('a listening socket with CALIPSO', {
	hosts: twoHosts({ labeling: LABELED }, { labeling: LABELED }),
	document: 'labeled-hosts.md',
});

/** Connects until a connection fails, at most 100 times, and says how often it did not. */
const connects = (address: string) =>
	`for each in {0..99}; do ncat -w 3 ${address} 7000 < /dev/null || break; done; echo $each`;

const LISTEN = 'ncat -6 -v -k -l 7000';

limit('should take no more once its option memory is full', async ({ client, server }) => {
	const there = new Terminal(server);
	const here = new Terminal(client);
	// A small limit, which is reached soon. The default is 131072.
	await there.type('sysctl net.core.optmem_max=4096');
	const running = await server.serve(LISTEN, /Listening on/);
	const first = await here.type(connects(v6(SERVER)));
	assert.equal(first, { status: 0, output: 'Ncat: TIMEOUT.\n51\n' });
	// All connections are closed, and nothing of theirs is given back.
	const { output } = await there.type("ss -Htlnm 'sport = 7000'");
	assert.match(output, /,o4080,/);
	client.documented('calipso-limit', here.text);
	server.documented('calipso-limit-there', there.text.replaceAll(/ +$/gm, ''));
	assert.match(await server.must('nstat -asz TcpExtListenDrops'), /^TcpExtListenDrops +[1-9]/m);
	await running.stop();
	// Another socket begins with nothing.
	await server.serve(LISTEN, /Listening on/);
	assert.is((await client.run(`ncat -w 30 ${v6(SERVER)} 7000 < /dev/null`)).status, 0);
	for (const guest of [client, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');
	}
});

limit('should take as many as come with CIPSO', async ({ client, server }) => {
	await server.must('sysctl -qw net.core.optmem_max=4096');
	await server.serve('ncat -v -k -l 7000', /Listening on 0/);
	const all = await client.run(connects(SERVER));
	assert.equal(all, { status: 0, output: '99\n' });
});

limit.run();
