// Has somebody's modules compiled, and tells what is wrong with them in the words of who has written them.
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { CommandError, hostAsRoot } from '../host.ts';
import { LAB } from '../paths.ts';
import type { Sources } from './sources.ts';

/**
 * Runs a script of the lab's that builds them.
 *
 * @throws LabError if they do not build, with what the compiler says, and nothing of how it is called
 */
export async function compiled(sources: Sources, [script = '', ...words]: string[]): Promise<void> {
	try {
		await hostAsRoot(['sh', join(LAB, script), ...words]);
	} catch (error) {
		if (!(error instanceof CommandError)) throw error;
		const said = asWritten(error.output, sources);
		throw new LabError(`the modules do not build:\n${said}${hintsOf(error.output)}`);
	}
}

/**
 * Names the author's files in what semodule(8) says of its copies.
 *
 * @param output - of semodule
 */
export function asWritten(output: string, { modules }: Pick<Sources, 'modules'>): string {
	return output.replace(/\/\S+\/modules\/\d+\/([\w.-]+)\/cil\b/g, (path, name) =>
		modules.includes(`${name}.cil`) ? `${name}.cil` : path,
	);
}

/** What is to be made of messages that say too little: a line each, or nothing. */
export function hintsOf(output: string): string {
	const [, name] = /Overriding (\S+) module at lower priority/.exec(output) ?? [];
	const [, module] =
		/Failed to resolve filecon statement at \S+\/([\w.-]+)\/cil\b/.exec(output) ?? [];
	const hints = [
		name &&
			`The policy has a module called ${name}, and this one takes its place: what others want of it is missing then. Call it something else, or begin with that one's source`,
		/^Problems processing portcon rules/m.test(output) &&
			'The policy has a type for one of the ports already, which semanage port -l names: use its interfaces, such as corenet_tcp_bind_http_port, in the place of a type of your own',
		module && `A line of ${module}.fc has a type that no module declares`,
	];
	return hints.map((hint) => (hint ? `\n${hint}` : '')).join('');
}
