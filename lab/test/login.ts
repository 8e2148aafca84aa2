import type { ScenarioGuest } from '../src/scenario.ts';
import { shellWord } from '../src/shell-word.ts';
import { Terminal } from './labeling.ts';

/** Of the lab's consoles, as many as there may be, and one. */
const TURNS = 9;

/** What the shell shows before this is what was typed. */
const BEGIN = '== output ==';

/**
 * Types commands as another SELinux user: root logs in once more, at another of the lab's consoles,
 * mapped to that user. runcon(1) cannot: no login domain may enter another one.
 *
 * @param user - such as staff_u
 * @param commands - what is typed there
 * @returns the terminal
 */
export async function loginAs(
	guest: ScenarioGuest,
	user: string,
	...commands: string[]
): Promise<Terminal> {
	// Commands take the free consoles in turn.
	const turns: string[] = [];
	while (turns.length < TURNS) turns.push((await guest.quietly('ps -o tty= $$')).trim());
	const after = (console: string | undefined) => turns[turns.indexOf(`${console}`) + 1];
	const console = `${after(after(turns.at(-1)))}`;

	await guest.must(login(console, `${user}:s0`));
	const terminal = new Terminal(guest);
	// In one go, for the next command is another console's. The lab's .bash_profile is not for all
	// domains to read: what it does to the terminal and after each command is done here.
	const typed = commands.map((each) => `echo ${shellWord(`# ${each}`)}\n${each}`).join('\n');
	const { output } = await guest.run(`\
stty -opost <&1; printf '${BEGIN}'
${typed}
printf '\\033]peercon;%d;0\\007' "$n"`);
	terminal.text = output.slice(output.lastIndexOf(BEGIN) + BEGIN.length);
	await guest.must(login(console, 'unconfined_u:s0-s0:c0.c1023'));
	return terminal;
}

/** Maps root to an SELinux user, as semanage-login(8) does, and logs in; waits for the prompt. */
function login(console: string, user: string): string {
	return `\
echo root:${user} > /etc/selinux/default/seusers && systemctl restart lab-console@${console}
timeout 60 sh -c "until grep -Eq 'do_select|wait_woken' /proc/\\$(pgrep -t ${console} -x bash)/wchan; do sleep 0.1; done"`;
}
