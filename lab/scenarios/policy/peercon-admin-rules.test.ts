// Each rule of the servers' administrator is needed: see rules.test.ts.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { administer, keep, prepare } from './administer.ts';
import { unneeded } from './needed.ts';
import { isOfAdministrator, statementsOf } from './statements.ts';

/**
 * What declares the domain of a role, as for every other role of the reference policy: it goes far beyond
 * what this role is seen to do.
 */
const DECLARES = /userdom_base_user_template\(/;

/** An interface brings the way to what it is about, which the domain of a role has already. */
const LEADS = /files_search_var_lib\(/;

const SERVERS = 'echo-server getpeercon-server mls-server';

/** What the administrator does. Each says its name if it fails. */
const DOES = {
	shell: 'sh -c true',
	// Before the services have their folders made anew.
	sockets: 'cd /run; rm echo-server/stale getpeercon-server/stale mls-server/stale',
	context: 'id -Z > /dev/null 2>&1',
	start: `systemctl --no-ask-password start ${SERVERS}`,
	reload: 'systemctl --no-ask-password reload mls-server',
	client: 'echo-client 127.0.0.1 > /dev/null 2>&1',
	see: `for name in ${SERVERS}; do ps -p $(systemctl show -P MainPID $name) > /dev/null || exit; done`,
	signal: `for name in ${SERVERS}; do kill -0 $(systemctl show -P MainPID $name) || exit; done`,
	stop: `systemctl --no-ask-password stop ${SERVERS}`,
	log: 'cat /var/log/getpeercon-server/peers > /dev/null',
	kept: 'rm /var/lib/mls-worker/low',
};

const rules = scenario('rules of the administrator', { policy: 'switched' });

rules('should each be needed', async (guest) => {
	await prepare(guest);
	const statements = statementsOf(guest.switches).filter(
		(statement) =>
			isOfAdministrator(statement) && !DECLARES.test(statement.name) && !LEADS.test(statement.name),
	);
	assert.ok(statements.length > 20);
	const left = await unneeded(guest, statements, [
		{
			name: 'the administrator does what the role is for',
			// It begins with files made anew, and ends with the services stopped.
			leavesNothing: true,
			about: /^/,
			async act() {
				await keep(guest);
				const commands = Object.entries(DOES).map(
					([name, command]) => `(${command}) > /dev/null 2>&1 || echo failed ${name}`,
				);
				const shown = await administer(guest, 's0-s0:c0.c1023', ...commands);
				await guest.must(`systemctl stop ${SERVERS}`);
				const failed = shown.split('\n').filter((line) => /^failed |denied|error/.test(line));
				return failed.join('\n') || 'fine';
			},
		},
	]);
	assert.equal(
		left.map(({ name }) => name),
		[],
		'without these, all that is tried here goes as before',
	);
});

rules.run();
