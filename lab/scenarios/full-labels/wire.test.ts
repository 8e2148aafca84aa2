// What is really on the packet, beside what getpeercon(3) makes of it.
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import { capture, captured } from '../common/capture.ts';
import { after, loginAt, peerAt, peers, withoutModule } from '../common/labeling.ts';

const wire = withoutModule(
	scenario('the label on the wire', { document: 'full-labels-over-loopback.md' }),
);

/** Where each client connects to, its level, what is on the wire then, and what the server says. */
const CLIENTS: [address: string, level: string, wire: string, context: string][] = [
	['127.0.0.1', 's0', 'CIPSO DOI 9, tag 128: SID A', loginAt('s0')],
	['127.0.0.1', 's0:c3', 'CIPSO DOI 9, tag 128: SID B', loginAt('s0:c3')],
	['127.0.0.1', 's0', 'CIPSO DOI 9, tag 128: SID A', loginAt('s0')],
	['192.168.8.1', 's0', 'CIPSO DOI 1, tag 1: s0', peerAt('s0')],
	['192.168.8.1', 's0:c3', 'CIPSO DOI 1, tag 1: s0:c3', peerAt('s0:c3')],
	['192.168.8.2', 's0:c3,c900', 'CIPSO DOI 2, tag 2: s0:c3,c900', peerAt('s0:c3,c900')],
	['192.168.8.5', 's0:c3.c900', 'CIPSO DOI 5, tag 5: s0:c3.c900', peerAt('s0:c3.c900')],
	['::1', 's0:c3', 'CALIPSO DOI 3: s0:c3', peerAt('s0:c3')],
	['127.0.0.2', 's0:c3', 'no label', 'NO_CONTEXT'],
];

wire('should have the DOI, the tag and the level, or a number for the context', async (guest) => {
	await guest.network('eth0', 'every-label');
	const [server, capturing] = await Promise.all([
		guest.serve('getpeercon-server 5000', /waiting/, { as: loginAt('s0:c0.c1023') }),
		capture(guest, 'lo'),
	]);
	for (const [index, [address, level]] of CLIENTS.entries()) {
		await guest.must(`echo ${level} | runcon -l ${level} ncat ${address} 5000`);
		await after(index + 1, server);
	}
	const contexts = peers(server.output).map((peer) => peer.slice(peer.indexOf(',') + 1));
	const labels = (await captured(capturing, CLIENTS.length)).map(wireLabel);
	const names = new Map<number, string>();
	const seen = labels.map((label) =>
		wireLabelText(label).replace(/SID \d+$/, `SID ${name(names, label?.sid)}`),
	);
	assert.equal(
		contexts,
		CLIENTS.map(([, , , context]) => context),
	);
	assert.equal(
		seen,
		CLIENTS.map(([, , text]) => text),
	);
	const lines = CLIENTS.map(([address, level], index) =>
		[address.padEnd(11), level.padEnd(10), seen[index]?.padEnd(30), contexts[index]].join('  '),
	);
	const head = ['to'.padEnd(11), 'client at'.padEnd(10), 'on the wire'.padEnd(30), 'getpeercon'];
	guest.documented('wire', [head.join('  '), ...lines].join('\n'));
	await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
});

/** Calls the first SID A, the next one B: the numbers are the kernel's own and differ from run to run. */
function name(names: Map<number, string>, sid = 0): string {
	const known = names.get(sid) ?? String.fromCharCode('A'.charCodeAt(0) + names.size);
	names.set(sid, known);
	return known;
}

wire.run();
