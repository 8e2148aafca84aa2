import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOfNetwork, type Switch } from '../../src/image/switches.ts';
import { ROOT } from '../../src/paths.ts';
import { partsOf, type Removable, removables } from '../../src/workbench/removable.ts';

/**
 * Sorts a guest's switches into statements of the sources: each is a line, and what stands there and in
 * what it calls. What it allows of labeled networking is taken permission by permission.
 */
export function statementsOf(switches: readonly Switch[]): Removable[] {
	return removables(switches, (each) => {
		const isSingle = isOfNetwork(partsOf(each).class, `${each.permissions[0]}`);
		const what = isSingle ? each.rule : each.lines.map(textOf).join(' > ');
		return `${each.lines[0]}: ${what}`;
	});
}

/** Whether it is the servers' administrator's. */
export function isOfAdministrator({ name }: Removable): boolean {
	return name.startsWith('peercon_admin.te');
}

/**
 * Whether it is one permission of a rule that stands in the channels' module itself, and not in what that
 * calls. Those are taken away one by one in channels/permissions.test.ts, but for what only Debian's own
 * kernel asks for.
 */
export function isRuleOfChannels({ lines, permissions }: Switch): boolean {
	const [line = ''] = lines;
	return (
		line.startsWith('channels.te:') &&
		textOf(line).startsWith('allow ') &&
		!permissions.includes('execmem')
	);
}

/** What stands in a line of the sources, such as echo_server.if:61. */
export function textOf(line: string): string {
	const [file = '', number] = line.split(':');
	const lines = readFileSync(join(ROOT, 'policy', file), 'utf8').split('\n');
	return lines[Number(number) - 1]?.trim() ?? '';
}
