import { logIn, logOut } from '../../src/login.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { Terminal } from './labeling.ts';

/** The security administrator of the MLS policy, as after `newrole -r secadm_r`: modules and mappings are its. */
export const SECADM = { as: 'root:secadm_r:secadm_t:s0-s15:c0.c1023' };

/** What the shell shows before this is what was typed. */
const BEGIN = '== output ==';

/**
 * Types commands as another SELinux user, on Debian's MCS policy or a variant of it.
 *
 * @param user - such as staff_u, with a range if it is not s0
 * @param commands - what is typed there
 * @returns the terminal
 */
export async function loginAs(
	guest: ScenarioGuest,
	user: string,
	...commands: string[]
): Promise<Terminal> {
	const [name = '', ...range] = user.split(':');
	const login = { user: name, range: range.join(':') || undefined };
	const console = await logIn(guest.terminals, 'default', login);

	// In one go. The lab's .bash_profile is not for all domains to read: what it does to the terminal
	// and after each command is done here.
	const typed = commands.map((each) => `echo ${shellWord(`# ${each}`)}\n${each}`).join('\n');
	const { output } = await console.run(`\
stty -opost <&1; printf '${BEGIN}'
${typed}
printf '\\033]peercon;%d;0\\007' "$n"`);
	const terminal = new Terminal(guest);
	terminal.text = output.slice(output.lastIndexOf(BEGIN) + BEGIN.length);
	await logOut(guest.terminals, console);
	return terminal;
}
