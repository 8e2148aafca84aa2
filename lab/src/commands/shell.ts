import { attach, type Which } from '../attach.ts';
import { LabError } from '../errors.ts';
import { hasTerminal, interactive, interactiveLogin } from '../interactive.ts';
import { type Login, logIn, logOut } from '../login.ts';
import type { Policy } from '../policies.ts';
import { shellWord } from '../shell-word.ts';
import type { Terminals } from '../terminals.ts';

/** Who the shell's user is to be, if not root's own login. */
export interface Who {
	/** An SELinux user, as whom root logs in. */
	login?: string | undefined;
	/** A role of root's own login, which runcon(1) changes to; not with `login`. */
	role?: string | undefined;
	/** The level, or the range. */
	level?: string | undefined;
}

/**
 * Gives the person at this terminal a shell in the guest.
 *
 * @param which - which guest
 * @param who - as whom
 * @returns the shell's exit status
 */
export async function shell(which: Which, { login, role, level }: Who = {}): Promise<number> {
	if (!hasTerminal()) throw new LabError("a shell needs a terminal; 'npx lab run' does not");
	const { terminals, policy, leave } = await attach(which);
	try {
		if (login !== undefined) return await shellAs(terminals, policy, { user: login, range: level });
		return await interactive(terminals, `exec ${changed(policy, role, level)}bash -i`);
	} finally {
		await leave();
	}
}

async function shellAs(terminals: Terminals, policy: Policy, login: Login): Promise<number> {
	const console = await logIn(terminals, policy, login);
	const status = await interactiveLogin(terminals, console);
	await logOut(terminals, console);
	return status;
}

/** The command that changes a role, with the type that a login has in it (default_type(5)), or a level. */
function changed(policy: Policy, role: string | undefined, level: string | undefined): string {
	if (role === undefined && level === undefined) return '';
	const types = `/etc/selinux/${policy}/contexts/default_type`;
	const type = `"$(grep -x ${shellWord(`${role}:.*`)} ${types} | cut -d : -f 2)"`;
	const toRole = role === undefined ? '' : `-r ${shellWord(role)} -t ${type} `;
	return `runcon ${toRole}${level === undefined ? '' : `-l ${shellWord(level)} `}`;
}
