// What the echo article left out: names, and the network's own refusals.
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { ON_OTHER_HOST, serveEcho, THERE } from '../common/intranet.ts';
import { Terminal } from '../common/labeling.ts';

/** A name server that knows one name: echo.intranet, over UDP and TCP. */
const NAME_SERVER = `
import socket, threading
def answer(query):
    end = query.index(b'\\0', 12) + 5
    flags = b'\\x81\\x80\\0\\1' + (b'\\0\\1' if query[end - 4:end - 2] == b'\\0\\1' else b'\\0\\0')
    address = b'\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4' + socket.inet_aton('${THERE}')
    known = flags.endswith(b'\\1')
    return query[:2] + flags + b'\\0\\0\\0\\0' + query[12:end] + (address if known else b'')
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(('${THERE}', 53))
tcp = socket.create_server(('${THERE}', 53))
def serve_tcp():
    while True:
        connection, _ = tcp.accept()
        while length := connection.recv(2):
            reply = answer(connection.recv(int.from_bytes(length, 'big')))
            connection.sendall(len(reply).to_bytes(2, 'big') + reply)
threading.Thread(target=serve_tcp).start()
print('serving names', flush=True)
while True:
    query, client = udp.recvfrom(512)
    udp.sendto(answer(query), client)
`;

const article = scenario('names and errors', { document: 'networking-in-selinux.md' });

article('should look up names only with the tunable, by /etc/hosts and DNS', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await serveEcho(guest);
	await guest.must(`cat > /tmp/names.py << 'end'${NAME_SERVER}end`);
	await guest.serve(`${ON_OTHER_HOST} python3 /tmp/names.py`, /serving names/);
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
		source: 'echo_client_t',
		target: 'net_conf_t',
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
