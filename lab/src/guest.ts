import type { CommandOptions, Console, Outcome } from './console.ts';
import { LabError } from './errors.ts';
import { shellWord } from './shell-word.ts';
import type { Terminals } from './terminals.ts';

export interface RunOptions extends Omit<CommandOptions, 'stdin' | 'stderr'> {
	/** The security context to run under, instead of the login's. */
	as?: string | undefined;
}

/** A command that runs in the guest. */
export interface Running {
	/** What it has written so far, stdout and stderr. */
	readonly output: string;
	/** Resolves when it has ended. */
	readonly ended: Promise<Outcome>;
	/** Waits until it has written what matches; fails if it ends before that. */
	waitFor(pattern: RegExp): Promise<RegExpExecArray>;
	/** Sends it SIGINT, as Ctrl-C does, and waits for its end. */
	stop(): Promise<Outcome>;
}

/** A guest whose kernel enforces SELinux, and the shells in it. */
export class Guest {
	readonly terminals: Terminals;

	constructor(terminals: Terminals) {
		this.terminals = terminals;
	}

	/**
	 * Runs a command as root's login shell would.
	 *
	 * @param command - for bash(1)
	 * @param options - its context, and who is told of its output
	 * @returns its exit status, and what a person would have seen
	 */
	run(command: string, options: RunOptions = {}): Promise<Outcome> {
		return this.start(command, options).ended;
	}

	/**
	 * Runs a command that must succeed.
	 *
	 * @throws LabError with what it printed if it does not
	 */
	async must(command: string, options: RunOptions = {}): Promise<string> {
		const { status, output } = await this.run(command, options);
		if (status === 0) return output;
		throw new LabError(failed(command, status, output));
	}

	/** Runs a command that is no part of what a person is shown; gives what it printed. */
	async quietly(command: string): Promise<string> {
		const { output } = await this.run(command);
		return output;
	}

	/**
	 * Sets the network up.
	 *
	 * @param names - of files of lab/network, in order, without `.sh`
	 */
	async network(...names: string[]): Promise<void> {
		await this.must(names.map((name) => `${name}.sh up`).join(' && '));
	}

	/** Starts a command and leaves it running. */
	start(command: string, { as, onOutput }: RunOptions = {}): Running {
		let output = '';
		let onMore = () => {};
		let taken: Console | undefined;
		const runToEnd = async (): Promise<Outcome> => {
			const console = await this.terminals.take();
			taken = console;
			try {
				return await console.run(inContext(command, as), {
					onOutput(data) {
						output += data.toString();
						onOutput?.(data);
						onMore();
					},
				});
			} finally {
				taken = undefined;
				this.terminals.give(console);
			}
		};
		const ended = runToEnd();
		ended.catch(() => {}); // the guest's end is no error for whoever does not wait for this one
		return {
			get output() {
				return output;
			},
			ended,
			waitFor(pattern) {
				return new Promise((resolve, reject) => {
					onMore = () => {
						const match = pattern.exec(output);
						if (match) resolve(match);
					};
					onMore();
					const early = () => new LabError(`${command}\nended without ${pattern}:\n${output}`);
					ended.then(() => reject(early()), reject);
				});
			},
			stop() {
				taken?.interrupt();
				return ended;
			},
		};
	}
}

/** Says that a command in the guest has failed. */
export function failed(command: string, status: number, output: string): string {
	return `in the guest, ${command}\nfailed with status ${status}:\n${output}`;
}

/** The command that runs another one under a context: runcon(1). */
export function inContext(command: string, context: string | undefined): string {
	if (context === undefined) return command;
	return `runcon ${shellWord(context)} bash -c ${shellWord(command)}`;
}
