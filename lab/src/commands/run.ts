import { attach } from '../attach.ts';
import { inContext } from '../guest.ts';
import { hasTerminal, interactive } from '../interactive.ts';
import type { Policy } from '../policies.ts';
import { shellWord } from '../shell-word.ts';
import type { Terminals } from '../terminals.ts';

/**
 * Runs a command in the guest.
 *
 * @param words - one word is a command line for bash(1); several are a program and its arguments
 * @param context - the security context to run it under, instead of the login's
 * @returns its exit status
 */
export async function run(policy: Policy, words: string[], context?: string): Promise<number> {
	const line = words.length === 1 ? String(words[0]) : words.map(shellWord).join(' ');
	const command = inContext(line, context);
	const { terminals, leave } = await attach(policy);
	try {
		return await (hasTerminal() ? interactive : apart)(terminals, command);
	} finally {
		await leave();
	}
}

/** Without a terminal, stdout and stderr stay apart: stderr goes through a console of its own. */
async function apart(terminals: Terminals, command: string): Promise<number> {
	const [out, err] = [await terminals.take(), await terminals.take()];
	err.onOutput = (data) => process.stderr.write(data);
	const interrupt = () => out.interrupt();
	process.once('SIGINT', interrupt); // a second one ends this process, and so the command
	process.stdout.on('error', () => process.exit(1)); // as with `| head`
	const { status } = await out.run(command, {
		stderr: err.device,
		onOutput: (data) => process.stdout.write(data),
	});
	// Its own shell has the last word there: what the command wrote came before that.
	await err.enter(':');
	process.off('SIGINT', interrupt);
	return status;
}
