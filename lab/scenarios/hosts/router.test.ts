// A router between real hosts: what is it asked, what becomes of the label, and can it require one?
import * as assert from 'uvu/assert';
import { wireLabel, wireLabelText } from '../../src/cipso.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { capture, captured } from '../common/capture.ts';
import { after, denialWithout, loginAt, peerAt, peers } from '../common/labeling.ts';
import { denialOf, switchesOf } from '../policy/rule.ts';
import {
	DOI_1,
	FAR,
	LABELED,
	LIMIT,
	labeling,
	mapAgain,
	SILENT,
	serveContexts,
	withRouter,
} from './hosts.ts';

const DOCUMENT = 'labeled-hosts.md';

/** What each host takes for an address of the intranet. */
const NEAR = '192.168.7.0/27';
const BEYOND = '192.168.7.32/27';

/** A client at a level. */
const connect = (client: ScenarioGuest, seconds = LIMIT) =>
	client.run(`echo Hello | runcon -l s0:c3 ncat -w ${seconds} ${FAR} 5000`);

const ARRIVED = { status: 0, output: '' };
const SILENCE = { status: 1, output: 'Ncat: TIMEOUT.\n' };

const serve = (server: ScenarioGuest) => serveContexts(server, { as: loginAt('s0:c0.c1023') });

const asked = scenario('what a router is asked', {
	hosts: withRouter(
		{ labeling: LABELED },
		{ labeling: LABELED, policy: 'switched' },
		{ labeling: LABELED },
	),
	document: DOCUMENT,
});

/** In the order in which the kernel asks for them. */
const RULES = [
	'netlabel_peer_t intranet_netif_t:netif { egress }',
	'netlabel_peer_t intranet_node_t:node { sendto }',
];

asked('should be whether the sender may use its interfaces', async ({ client, router, server }) => {
	const running = await serve(server);
	assert.equal(await connect(client), ARRIVED);
	await after(1, running);
	const denials: string[] = [];
	for (const rule of RULES) {
		const switches = switchesOf(router, rule);
		await router.turn('off', switches);
		assert.equal(await connect(client, SILENT), SILENCE);
		denials.push(denialWithout('src', await router.expectDenied(denialOf(rule))));
		await router.turn('on', switches);
	}
	assert.equal(await connect(client), ARRIVED);
	router.documented('router-asked', denials.join(''));
	await server.expectNoDenials('unconfined_t', 'netlabel_peer_t');
});

asked.run();

const checked = scenario('a router that checks every packet', {
	hosts: withRouter(
		{ labeling: LABELED },
		{ labeling: LABELED, policy: 'checked' },
		{ labeling: LABELED },
	),
	document: DOCUMENT,
});

checked('should be asked for forward_in and forward_out', async ({ client, router, server }) => {
	const running = await serve(server);
	const denials: string[] = [];
	for (const direction of ['forward_in', 'forward_out']) {
		assert.equal(await connect(client, SILENT), SILENCE);
		const denial = await router.expectDenied({
			permission: direction,
			class: 'packet',
			subject: peerAt('s0:c3'),
			object: 'unlabeled_t',
			dest: 5000,
		});
		denials.push(denialWithout('src', denial));
		await router.must(`setsebool lab_${direction}=1`);
	}
	assert.equal(await connect(client), ARRIVED);
	await after(1, running);
	router.documented('router-forward', denials.join(''));
});

checked.run();

/** It knows the client's network by one DOI, and the server's by another. */
const FAR_DOI = 'cipsov4 add pass doi:5 tags:1';

const gateway = scenario('a router between two DOIs', {
	hosts: withRouter(
		{ labeling: LABELED },
		{ labeling: labeling([DOI_1, FAR_DOI], { [NEAR]: 'cipsov4,1', [BEYOND]: 'cipsov4,5' }) },
		{ labeling: labeling([FAR_DOI], { '192.168.7.0/24': 'cipsov4,5' }) },
	),
	document: DOCUMENT,
});

gateway('should label what it forwards by its own map', async ({ client, router, server }) => {
	const [running, near, far] = await Promise.all([
		serve(server),
		capture(router, 'intranet0'),
		capture(router, 'intranet1'),
	]);
	assert.equal(await connect(client), ARRIVED);
	await after(1, running);
	assert.equal(peers(running.output), [`192.168.7.1,${peerAt('s0:c3')}`]);
	const labels = [...(await captured(near, 1)), ...(await captured(far, 1))].map((packet) =>
		wireLabelText(wireLabel(packet)),
	);
	assert.equal(labels, ['CIPSO DOI 1, tag 1: s0:c3', 'CIPSO DOI 5, tag 1: s0:c3']);
	router.documented(
		'gateway',
		`intranet0, what comes from the client:  ${labels[0]}\n` +
			`intranet1, what goes to the server:     ${labels[1]}`,
	);

	// Without a label in the map it takes away the one that is there, and asks for unlabeled_t.
	await mapAgain(router, { [NEAR]: 'cipsov4,1' });
	assert.equal(await connect(client, SILENT), SILENCE);
	const denial = await router.expectDenied({
		permission: 'egress',
		class: 'netif',
		subject: 'unlabeled_t',
		object: 'intranet_netif_t',
		netif: 'intranet1',
		dest: 5000,
	});
	router.documented('router-strips', denialWithout('src', denial));
});

gateway.run();

/** The way to the server has a longer option than the way back: a list, and a bitmap of one octet. */
const LISTED = 'cipsov4 add pass doi:2 tags:2';

const shorter = scenario('a router that makes a label shorter', {
	hosts: withRouter(
		{ labeling: LABELED },
		{ labeling: labeling([DOI_1, LISTED], { [NEAR]: 'cipsov4,1', [BEYOND]: 'cipsov4,2' }) },
		{ labeling: labeling([LISTED], { '192.168.7.0/24': 'cipsov4,2' }) },
	),
	document: DOCUMENT,
});

shorter('should spoil the packet, on Linux 7.2', async ({ client, router, server }) => {
	await serve(server);
	// s0:c3,c5 in a list of two takes four octets more than in a bitmap.
	const waiting = client.start(`runcon -l s0:c3,c5 ncat -v -w ${LIMIT} ${FAR} 5000`);
	// Answers arrive, and a second one because the first was not taken. What becomes of them is chance: most are
	// counted as TcpInErrs, for their checksum or their length, and some are not.
	await client.must("until nstat -asz TcpInSegs | grep -q '^TcpInSegs *[2-9]'; do sleep 0.1; done");
	assert.not.match((await waiting.stop()).output, 'Connected');
	for (const guest of [client, router, server]) {
		await guest.expectNoDenials('unconfined_t', 'netlabel_peer_t', 'unlabeled_t');
	}
});

shorter.run();
