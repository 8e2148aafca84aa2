// Each rule of the project's own is needed: it is taken from the policy, and something that a program
// does is denied. A new rule is denied nothing here, and so fails this test, until it has its probe.
// What only Debian's own kernel asks for is in debian-kernel.test.ts, what the servers' administrator may in
// peercon-admin-rules.test.ts.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { mlsServerProbes, startMlsServer } from './mls-server-probes.ts';
import { unneeded } from './needed.ts';
import { networkProbes } from './network-probes.ts';
import { plainProbes } from './plain-probes.ts';
import { setUp } from './probes.ts';
import { startProbes } from './start-probes.ts';
import { isForDebianKernel, isOfAdministrator, unitsOf } from './units.ts';

/**
 * What these lines allow comes with what they are for: to declare a type. Others need it, such as the
 * distribution's own programs that rotate logs.
 */
const DECLARES = /(logging_log_file|domain_type)\([\w$]+\)$/;

/**
 * What an interface of the reference policy allows besides what is needed here. corenet_tcp_recvfrom_labeled()
 * is for kernels as well that ask for associations instead of peers (before network_peer_controls), and for
 * policies that do not let every domain hear peers with a level alone, as Debian's does.
 */
const BESIDES =
	/corenet_tcp_recvfrom_labeled\(|allow echo_\w+ (echo_\w+:association|netlabel_peer_t:peer) \{ recv(from)? \}/;

const rules = scenario('rules', { policy: 'switched' });

rules('should each be needed', async (guest) => {
	const programs = await setUp(guest);
	let units = unitsOf(guest.switches).filter(
		(unit) =>
			!DECLARES.test(unit.name) &&
			!BESIDES.test(unit.name) &&
			!isForDebianKernel(unit) &&
			!isOfAdministrator(unit),
	);
	units = await unneeded(guest, units, plainProbes(guest, programs));
	units = await unneeded(guest, units, mlsServerProbes(guest, await startMlsServer(guest)));
	units = await unneeded(guest, units, networkProbes(programs));
	units = await unneeded(guest, units, startProbes(guest));
	assert.equal(
		units.map(({ name }) => name),
		[],
		'without these, all that is tried here goes as before',
	);
});

rules.run();
