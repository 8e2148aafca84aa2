// A network that has its own numbers for levels, and what of a range is sent at all.
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import { capture, captured } from '../common/capture.ts';
import { after, loginAt, peerAt, peers, Terminal, withoutModule } from '../common/labeling.ts';

const translated = withoutModule(
	scenario('CIPSO, translated', { document: 'full-labels-over-loopback.md' }),
);

translated('should send the numbers of another network, and read them back', async (guest) => {
	await guest.network('eth0', 'two-dois');
	await guest.must('ip addr del 192.168.8.2/32 dev eth0');
	const terminal = new Terminal(guest);
	await terminal.type(
		'netlabelctl cipsov4 add trans doi:6 tags:1 levels:0=0 categories:0=0,1=1,5=50',
	);
	await terminal.type('ip addr add 192.168.8.2/32 dev eth0');
	await terminal.type('netlabelctl map add default address:192.168.8.2 protocol:cipsov4,6');
	const [server, wire] = await Promise.all([
		guest.serve('getpeercon-server 5000', /waiting/, { as: loginAt('s0:c0.c1023') }),
		capture(guest, 'lo'),
	]);
	await terminal.type('echo Hello | runcon -l s0:c0,c5 ncat 192.168.8.2 5000');
	const seen = await after(1, server);
	assert.equal(peers(seen), [`192.168.8.2,${peerAt('s0:c0,c5')}`]);
	const [packet] = await captured(wire, 1);
	const label = packet && wireLabelText(wireLabel(packet));
	assert.is(label, 'CIPSO DOI 6, tag 1: s0:c0,c50');
	guest.documented('translated', terminal.text);
	guest.documented('translated-label', `on the wire: ${label}\ngetpeercon:  ${peerAt('s0:c0,c5')}`);
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');
});

translated('should send the low level of a range alone', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await guest.serve('getpeercon-server 5000', /waiting/);
	const client = new Terminal(guest);
	await client.type('echo Hello | runcon -l s0-s0:c1 ncat 192.168.8.4 5000');
	await client.type('echo Hello | runcon -l s0-s0:c1 ncat 127.0.0.1 5000');
	const seen = await after(2, server);
	assert.equal(peers(seen), [`192.168.8.4,${peerAt('s0')}`, `127.0.0.1,${loginAt('s0-s0:c1')}`]);
	guest.documented('range', client.text);
	guest.documented('range-session', seen.slice(seen.indexOf('-> waiting')));
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t');
});

translated.run();
