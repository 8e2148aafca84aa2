// A router: what it forwards is checked with the sender's label, on the way in and on the way out.
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest } from '../../src/scenario.ts';
import { BRIEF, Driver, PATIENT } from '../common/driver.ts';
import { ECHO_ON_FAR_HOST, FAR } from '../common/intranet.ts';
import { denialWithout } from '../common/labeling.ts';
import { denialOf, switchesOf } from '../policy/rule.ts';

/**
 * Takes what a router needs from the policy, rule by rule.
 *
 * @param rules - in the order in which they are asked for
 * @param more - what else there is to be checked: files of lab/network
 * @returns a table for a document
 */
export async function forwardWithoutEach(
	guest: ScenarioGuest,
	rules: readonly string[],
	...more: string[]
): Promise<string> {
	await guest.network('intranet', 'router', 'labeled-intranet', ...more);
	await guest.serve(ECHO_ON_FAR_HOST, /Listening on 0\.0\.0\.0:7/);
	const client = await Driver.start(guest, 'echo-client');
	const echo = (timeout: number) =>
		client.run(`await program.echo({ target: '${FAR}', timeout: ${timeout} }); return 'echoed'`);
	assert.is(await echo(PATIENT), 'echoed');
	await guest.expectNoDenials('netlabel_peer_t', 'echo_client_t');

	const seen: string[] = [];
	for (const rule of rules) {
		const switches = switchesOf(guest, rule);
		await guest.turn('off', switches);
		const result = await echo(BRIEF);
		const denial = await guest.expectDenied(denialOf(rule));
		seen.push(`without ${rule}: ${result}\n\t${denialWithout('src', denial)}`);
		assert.is.not(result, 'echoed', denialText(denial));
		await guest.turn('on', switches);
	}
	assert.is(await echo(PATIENT), 'echoed');
	return seen.join('');
}
