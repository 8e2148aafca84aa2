// Who logs in at the guest's consoles is root. As which SELinux user, and at which level, the guest's own
// login(1) decides: pam_selinux(8), seusers(5).
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '@peercon/context';
import type { Console } from './console.ts';
import { LabError } from './errors.ts';
import { inContext } from './guest.ts';
import type { Policy } from './policies.ts';
import { shellWord } from './shell-word.ts';
import type { Terminals } from './terminals.ts';

/** As whom to log in. */
export interface Login {
	/** An SELinux user, such as `staff_u`. */
	user: string;
	/** A level or a range that this user may have, such as `s0-s1`; by default `s0`. */
	range?: string | undefined;
}

/** A limit for a login that hangs, in seconds. */
const HANG = 60;

/** The last that a shell shows before it reads a line. */
const PROMPT = /[#$] $/;

/**
 * Logs root out at a console, and in again as another SELinux user. runcon(1) cannot: no login domain may
 * enter another one.
 *
 * @param terminals - the guest's, of which it takes two
 * @param policy - the guest's
 * @param login - as whom
 * @returns the console, at whose shell nothing runs
 * @throws LabError if the policy lets nobody log in so
 */
export async function logIn(terminals: Terminals, policy: Policy, login: Login): Promise<Console> {
	// Both are logged in before root is somebody else to whoever logs in.
	const mapping = await terminals.take();
	const console = await terminals.take();
	try {
		await check(mapping, policy, login);
		const { status, output } = await mapping.run(mapRoot(policy, login));
		if (status !== 0)
			throw new LabError(
				`root cannot be mapped to ${printable(login.user)}:\n${printable(output)}`,
			);
		await loggedInAgain(console);
	} catch (error) {
		terminals.give(console);
		throw error;
	} finally {
		await mapping.run(UNMAP_ROOT[policy]);
		terminals.give(mapping);
	}
	return console;
}

/** Logs out at a console, and gives it back when root is logged in there as before. */
export async function logOut(terminals: Terminals, console: Console): Promise<void> {
	// The prompt of the shell that ends now may come yet: this login is over when .bash_profile says so.
	const loggedIn = console.loggedIn();
	console.type('exit\n');
	await loggedIn;
	terminals.give(console);
}

/**
 * A login that fails is tried again and again. So the policy is asked first, for a role: those of
 * default_type(5), and the one that is called as the user, which Debian's default_type lacks for guest_u.
 */
async function check(console: Console, policy: Policy, { user, range = 's0' }: Login) {
	const { output } = await console.run(`\
user=${shellWord(user)} name=\${user%_u}
{ echo "$name"_r:"$name"_t; cat /etc/selinux/${policy}/contexts/default_type; } | while IFS=: read -r role type; do
	printf %s "$user:$role:$type:"${shellWord(range)} > /sys/fs/selinux/context && echo "may be $role"
done 2> /dev/null`);
	if (output.includes('may be ')) return;
	throw new LabError(
		`nobody can log in as ${printable(user)} at ${printable(range)}: the ${policy} policy has no such user, or not at that level`,
	);
}

/** Under the MLS policy the policy is the security administrator's to change. */
const SECADM = 'root:secadm_r:secadm_t:s0-s15:c0.c1023';

const SEUSERS = '/etc/selinux/default/seusers';

/** Maps root to an SELinux user: semanage-login(8), or at once what it does, where root may. */
function mapRoot(policy: Policy, { user, range = 's0' }: Login): string {
	if (policy === 'mls') {
		const command = `semanage login -m -s ${shellWord(user)} -r ${shellWord(range)} root`;
		return inContext(command, SECADM);
	}
	return `cp ${SEUSERS} /run/seusers && echo ${shellWord(`root:${user}:${range}`)} > ${SEUSERS}`;
}

const UNMAP_ROOT: Record<Policy, string> = {
	default: `test ! -e /run/seusers || { cat /run/seusers > ${SEUSERS}; rm /run/seusers; }`,
	mls: inContext('semanage login -d root', SECADM),
};

/** Ends the shell, and waits for the one of the next login: for its prompt, or what .bash_profile does. */
async function loggedInAgain(console: Console): Promise<void> {
	const prompted = new Promise<void>((resolve) => {
		let shown = '';
		console.onOutput = (data) => {
			shown += data;
			if (PROMPT.test(shown)) resolve();
		};
	});
	const marked = console.loggedIn();
	console.type('exit\n');
	const late = new AbortController();
	const hangs = sleep(HANG * 1000, true, { signal: late.signal }).catch(() => false);
	const isLate = await Promise.race([prompted, marked, hangs]);
	late.abort();
	if (isLate === true) throw new LabError(`the login did not end within ${HANG} s`);
}
