// One trial: something is done in a guest while some of the policy is away.
import { AWAIT_LOG, type Denial, parseDenials, READ_LOG } from '../denials.ts';
import type { Guest } from '../guest.ts';
import type { Switch } from '../image/switches.ts';
import { isOf, type Removable } from './removable.ts';

/** What was seen of it. */
export interface Trial {
	/** `fine`, or what was seen instead. */
	seen: string;
	/** What the kernel denied meanwhile. */
	denials: Denial[];
	/** Those of what was away that a denial is of. */
	missed: Removable[];
}

/**
 * Does something without some of the policy, and gives that back.
 *
 * @param act - does it; returns `fine`, or what is seen instead
 * @param how - see turn
 */
export async function tryWithout(
	guest: Guest,
	without: readonly Removable[],
	act: () => Promise<string>,
	how?: (command: string) => string,
): Promise<Trial> {
	const switches = without.flatMap((each) => each.switches);
	await turn(guest, 'off', switches, how);
	const seen = await act();
	const denials = await newDenials(guest);
	await turn(guest, 'on', switches, how);
	const missed = without.filter((each) => denials.some((denial) => isOf(each, denial)));
	return { seen, denials, missed };
}

/**
 * Takes permissions away, or gives them back.
 *
 * @param how - the command that runs one as somebody who may do that, where root's login may not
 */
export async function turn(
	guest: Guest,
	to: 'on' | 'off',
	switches: readonly Switch[],
	how = (command: string) => command,
): Promise<void> {
	if (switches.length === 0) return;
	const value = to === 'on' ? 1 : 0;
	const settings = switches.map(({ name }) => `${name}=${value}`).join(' ');
	await guest.must(how(`setsebool ${settings}`));
}

/** The kernel's record of a policy that was loaded: AUDIT_MAC_POLICY_LOAD of linux/audit.h. */
export const POLICY_LOADED = 'type=1403';

/** Gives the kernel's records since it was asked last, of what was denied and of policies that were loaded. */
export async function newRecords(guest: Guest): Promise<string> {
	const command = `${AWAIT_LOG}; ${READ_LOG} | grep -e 'avc:  denied' -e ${POLICY_LOADED}; dmesg --clear`;
	return guest.quietly(command);
}

/** Gives what the kernel has denied since it was asked last. */
export async function newDenials(guest: Guest): Promise<Denial[]> {
	return parseDenials(await newRecords(guest));
}
