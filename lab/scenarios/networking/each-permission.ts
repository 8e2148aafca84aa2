// Takes permissions of labeled networking from the policy, one by one, and shows what a program sees
// where it alone is missing, and what the kernel records.
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest } from '../../src/scenario.ts';
import { BRIEF, Driver, PATIENT } from '../common/driver.ts';
import { ON_OTHER_HOST, THERE, THERE_V6 } from '../common/intranet.ts';
import { denialWithoutClientPort } from '../common/labeling.ts';
import { denialOf, switchesOf } from '../policy/rule.ts';

/** What the programs do. IPv4 is labeled by CIPSO, IPv6 by IPsec. */
const ACTS = {
	tcp: ['client', `await program.echo({ target: '${THERE}', timeout })`],
	udp: ['client', `await program.echo({ target: '${THERE}', protocol: 'udp', timeout })`],
	sctp: ['client', `await program.echo({ target: '${THERE}', protocol: 'sctp', timeout })`],
	ipsec: ['client', `await program.echo({ target: '${THERE_V6}', timeout })`],
	listen: ['server', 'kept.tcp?.close(); kept.tcp = await program.createEchoServer()'],
	'listen in the intranet': [
		'server',
		`kept.tcp?.close(); kept.tcp = await program.createEchoServer({ host: '${THERE}' })`,
	],
} as const;

type Act = keyof typeof ACTS;

/** A permission: the rule that grants it, what needs it, and what is seen without it. */
export type Case = [rule: string, act: Act, seen: string];

/**
 * Labels everything between the two hosts of the intranet, and starts the programs.
 *
 * @param more - what else there is to be checked: files of lab/network
 */
export async function startPrograms(guest: ScenarioGuest, ...more: string[]) {
	await guest.network('intranet', 'labeled-intranet', ...more, 'labeled-ipsec');
	return {
		server: await Driver.start(guest, 'echo-server', ON_OTHER_HOST),
		client: await Driver.start(guest, 'echo-client'),
	};
}

/**
 * Takes each permission away and gives it back.
 *
 * @returns a table for a document
 */
export async function withoutEach(
	guest: ScenarioGuest,
	programs: Awaited<ReturnType<typeof startPrograms>>,
	cases: readonly Case[],
): Promise<string> {
	const sees = async (act: Act, timeout: number) => {
		const [who, code] = ACTS[act];
		return programs[who].run(`const timeout = ${timeout}; ${code}; return 'fine';`);
	};
	await sees('listen', PATIENT);
	await programs.server.run(
		`await program.createEchoServer({ host: '${THERE}', protocols: ['sctp'] })`,
	);
	await guest.quietly('dmesg --clear');

	const table: string[] = [];
	for (const [rule, act, expected] of cases) {
		const switches = switchesOf(guest, rule);
		assert.is(await sees(act, PATIENT), 'fine', `${act} with ${rule}`);
		assert.equal((await guest.denials()).map(denialText), [], `${act} with ${rule}`);
		await guest.turn('off', switches);
		assert.is(await sees(act, BRIEF), expected, `${act} without ${rule}`);
		const denial = await guest.expectDenied(denialOf(rule));
		await guest.turn('on', switches);
		table.push(`${rule}\n\t${act}: ${expected}\n\t${denialWithoutClientPort(denial)}`);
		await guest.quietly('dmesg --clear');
	}
	return table.join('\n');
}
