import type { Console } from '../../src/console.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { Terminal } from './labeling.ts';

/** What the shell shows before this is what was typed. */
const BEGIN = '== output ==';

/** The last that a shell shows before it reads a line. */
const PROMPT = /[#$] $/;

/**
 * Types commands as another SELinux user: root logs out at one of the lab's consoles, and in again,
 * mapped to that user. runcon(1) cannot: no login domain may enter another one.
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
	// Both are logged in before root is somebody else to whoever logs in.
	const mapping = await guest.terminals.take();
	const console = await guest.terminals.take();
	await mapping.run(mapRoot(user.includes(':') ? user : `${user}:s0`));
	await loggedInAgain(console);

	// In one go. The lab's .bash_profile is not for all domains to read: what it does to the terminal
	// and after each command is done here.
	const typed = commands.map((each) => `echo ${shellWord(`# ${each}`)}\n${each}`).join('\n');
	const { output } = await console.run(`\
stty -opost <&1; printf '${BEGIN}'
${typed}
printf '\\033]peercon;%d;0\\007' "$n"`);
	const terminal = new Terminal(guest);
	terminal.text = output.slice(output.lastIndexOf(BEGIN) + BEGIN.length);

	await mapping.run(mapRoot('unconfined_u:s0-s0:c0.c1023'));
	guest.terminals.give(mapping);
	// The prompt of the shell that ends now may come yet: this login is over when .bash_profile says so.
	const loggedIn = console.loggedIn();
	console.type('exit\n');
	await loggedIn;
	guest.terminals.give(console);
	return terminal;
}

/** Maps root to an SELinux user, as semanage-login(8) does. */
function mapRoot(user: string): string {
	return `echo root:${user} > /etc/selinux/default/seusers`;
}

/** Ends the shell, and waits for the one of the next login: for its prompt, or what .bash_profile does. */
function loggedInAgain(console: Console): Promise<unknown> {
	const prompted = new Promise<void>((resolve) => {
		let shown = '';
		console.onOutput = (data) => {
			shown += data;
			if (PROMPT.test(shown)) resolve();
		};
	});
	const marked = console.loggedIn();
	console.type('exit\n');
	return Promise.race([prompted, marked]);
}
