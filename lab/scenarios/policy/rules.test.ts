// Each rule of the project's own is needed: it is taken from the policy, and something that a program
// does is denied. A new rule is denied nothing here, and so fails this test, until it has its probe.
// What only Debian's own kernel asks for is in debian-kernel.test.ts, what the servers' administrator may in
// peercon-admin-rules.test.ts, and the channels' own rules, permission by permission, in
// channels/permissions.test.ts.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { isForDebianKernel } from '../../src/workbench/removable.ts';
import { channelProbes } from './channel-probes.ts';
import { mlsServerProbes, startMlsServer } from './mls-server-probes.ts';
import { unneeded } from './needed.ts';
import { networkProbes } from './network-probes.ts';
import { plainProbes } from './plain-probes.ts';
import { setUp } from './probes.ts';
import { startProbes } from './start-probes.ts';
import { isOfAdministrator, isRuleOfChannels, statementsOf } from './statements.ts';

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
	/corenet_tcp_recvfrom_labeled\(|allow (\{ echo_client_t echo_server_t \} self:association|echo_\w+ (echo_\w+:association|netlabel_peer_t:peer)) \{/;

const rules = scenario('rules', { policy: 'switched' });

rules('should each be needed', async (guest) => {
	const programs = await setUp(guest);
	let statements = statementsOf(guest.switches).filter(
		(statement) =>
			!DECLARES.test(statement.name) &&
			!BESIDES.test(statement.name) &&
			!isForDebianKernel(statement) &&
			!isOfAdministrator(statement) &&
			!statement.switches.every(isRuleOfChannels),
	);
	statements = await unneeded(guest, statements, plainProbes(guest, programs));
	statements = await unneeded(
		guest,
		statements,
		mlsServerProbes(guest, await startMlsServer(guest)),
	);
	statements = await unneeded(guest, statements, networkProbes(programs));
	statements = await unneeded(guest, statements, await channelProbes(guest));
	statements = await unneeded(guest, statements, startProbes(guest));
	assert.equal(
		statements.map(({ name }) => name),
		[],
		'without these, all that is tried here goes as before',
	);
});

rules.run();
