// Two organisations that have other numbers for the same levels: what do they see of each other?
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import { scenario } from '../../src/scenario.ts';
import { capture, captured } from '../common/capture.ts';
import { after, peerAt, peers, Terminal } from '../common/labeling.ts';
import { labeling, mlsHosts, SERVERS } from './hosts.ts';

const TO_ALL = { '10.0.0.0/16': 'cipsov4,6' };

/** On the wire, as both have agreed: 10 is secret, 100 is a project. The first has 30 and 110 besides. */
const FIRST = 'cipsov4 add trans doi:6 tags:1 levels:0=0,1=10,3=30 categories:1=100,2=110';
const SECOND = 'cipsov4 add trans doi:6 tags:1 levels:0=0,2=10 categories:7=100';

const translated = scenario('levels of another organisation', {
	hosts: mlsHosts(
		{ labeling: labeling([FIRST], TO_ALL) },
		{ labeling: labeling([SECOND], TO_ALL) },
		{},
	),
	document: 'labeled-hosts.md',
});

translated('should be what is the same there, or not arrive', async ({ first, server }) => {
	const connect = (level: string) => `runcon -l ${level} sh -c 'ncat ${SERVERS.first} 5000'`;
	const [running, wire] = await Promise.all([
		server.serve("runcon -l s2:c7 sh -c 'getpeercon-server 5000'", /waiting/),
		capture(server, 'eth0'),
	]);
	const terminal = new Terminal(first);
	assert.is((await terminal.type(`echo Hello | ${connect('s1:c1')}`)).status, 0);
	await after(1, running);
	assert.equal(peers(running.output), [`10.0.0.2,${peerAt('s2:c7')}`]);
	// No number for s2 here; none for 30, and none for 110, there.
	for (const [level, said] of [
		['s2', 'Ncat: Operation not permitted.\n'],
		['s3', 'Ncat: Protocol error.\n'],
		['s1:c2', 'Ncat: Protocol error.\n'],
	] as const) {
		assert.equal(await terminal.type(connect(level)), { status: 1, output: said });
	}
	const labels = (await captured(wire, 3)).map((packet) => wireLabelText(wireLabel(packet)));
	assert.equal(labels, [
		'CIPSO DOI 6, tag 1: s10:c100',
		'CIPSO DOI 6, tag 1: s30',
		'CIPSO DOI 6, tag 1: s10:c110',
	]);
	first.documented('translated', terminal.text);
	server.documented('translated-wire', labels.join('\n'));
	server.documented('translated-session', running.output.slice(running.output.indexOf('-> wai')));
	for (const guest of [first, server]) {
		await guest.expectNoDenials('sysadm_t', 'getpeercon_server_t', 'netlabel_peer_t');
	}
});

translated.run();
