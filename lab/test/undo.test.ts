// A walkthrough ends as it began: after what a document has its reader type, its Undo undoes all of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../src/paths.ts';
import { type ScenarioOptions, scenario } from '../src/scenario.ts';
import { ADMINISTRATION_STATE, NETWORK_STATE } from './state.ts';

const DOCS = join(ROOT, 'docs');

/** The commands that last until somebody undoes them. What another host is told goes with that host. */
const LASTING =
	/^(netlabelctl \S+ (add|del|accept)|ip (link|addr|xfrm \w+) (add|set)|sysctl .*=|setsebool [^-]|systemctl enable|semanage \w+ -[am]|\w[\w-]*\.sh up)\b|>> \/etc\//;

/** What is typed in a document: the lines of its consoles that begin with a prompt. */
function typed(text: string): string[] {
	const consoles = Array.from(text.matchAll(/^```console\n([\s\S]*?)^```$/gm), ([, body]) => body);
	return consoles.flatMap((body = '') =>
		Array.from(body.matchAll(/^# (.*)$/gm), ([, command = '']) => command),
	);
}

/** What a document has its reader do, and undo. */
function walkthrough(document: string): { commands: string[]; undo: string[] } {
	const text = readFileSync(join(DOCS, document), 'utf8');
	const [before = '', after = ''] = text.split('\n## Undo\n');
	const [undo = ''] = after.split('\n## ');
	return { commands: typed(before).filter((each) => LASTING.test(each)), undo: typed(undo) };
}

/** The documents that have an Undo, and what a guest has before they begin. */
const WALKTHROUGHS: Record<string, ScenarioOptions & { networks?: string[] }> = {
	'explain.md': {},
	'full-labels-over-loopback.md': {},
	'networking-in-selinux.md': { networks: ['intranet'] },
	'servers-at-mls-level.md': { policy: 'mls' },
	'single-level-networks.md': { policy: 'mls' },
	'starting-confined-programs.md': {},
	'what-an-administrator-sees.md': {},
};

/** On the MLS policy what concerns the policy is for the security administrator: `newrole -r secadm_r`. */
const SECADM = { as: 'root:secadm_r:secadm_t:s0-s15:c0.c1023' };

/** Those whose cases begin in a clean guest each, or are denied, and who have nothing to undo. */
const CASES = [
	'channel-permissions.md',
	'dropped-without-a-record.md',
	'labeled-hosts.md',
	'policy-module-from-nothing.md',
];

const documents = suite('walkthroughs');

documents('should have an Undo where they change what lasts', () => {
	const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md'));
	const changing = pages.filter((name) => walkthrough(name).commands.length > 0);
	assert.equal(changing.toSorted(), [...Object.keys(WALKTHROUGHS), ...CASES].toSorted());
	for (const name of Object.keys(WALKTHROUGHS)) assert.ok(walkthrough(name).undo.length > 0, name);
});

documents.run();

for (const [document, { networks = [], policy, ...options }] of Object.entries(WALKTHROUGHS)) {
	const step = scenario(`the Undo of ${document}`, { ...options, ...(policy && { policy }) });
	step('should leave all as it was before', async (guest) => {
		if (networks.length > 0) await guest.network(...networks);
		const state = `${NETWORK_STATE}\n${ADMINISTRATION_STATE}\ncat /etc/resolv.conf`;
		const before = await guest.quietly(state);
		const { commands, undo } = walkthrough(document);
		const type = (command: string) =>
			guest.must(command, policy === 'mls' && command.startsWith('semanage') ? SECADM : {});
		for (const command of commands) await type(command);
		assert.is.not(
			await guest.quietly(state),
			before,
			`${commands.length} commands change something`,
		);
		for (const command of undo) await type(command);
		assert.is(await guest.quietly(state), before);
	});
	step.run();
}
