// The super-server, its workers, and how a scenario asks them to do things.
import { join } from 'node:path';
import type { Running } from '../../src/guest.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { withoutV8sWarning } from '../common/node.ts';

export const PORT = 5080;

/** The domains of the super-server and of its workers. */
export const OURS = ['mls_server_t', 'mls_server_worker_t'];

/** Who asks, and which of the levels s0, s1 and s3:c1 theirs dominates. */
export const SEEN_BY: [asker: string, levels: string[]][] = [
	['s0', ['s0']],
	['s0-s2', ['s0', 's1']],
	['s0-s3:c1', ['s0', 's1', 's3:c1']],
	['s0-s3:c2', ['s0', 's1']],
];

/** A worker's module, driver.mjs, where workers may read it. */
export const DRIVER = '/usr/local/lib/driver.mjs';

/** Puts the driver where workers may read it. */
export async function installDriver(guest: ScenarioGuest): Promise<void> {
	await guest.bring(join(import.meta.dirname, 'driver.mjs'), DRIVER);
}

/** How the super-server is started. */
interface Start {
	flags?: string;
	module?: string;
	/** The range to start it at, if it is not the login's. */
	range?: string;
}

/**
 * Starts the super-server. Its log goes through a pipe, which has the whole range of the login: to a
 * terminal, which has one level, what workers of other levels write is not shown.
 */
export function serveLevels(guest: ScenarioGuest, start: Start = {}): Promise<Running> {
	const { flags = '', module, range } = start;
	const words = ['mls-server', flags, PORT, module === undefined ? '' : `-- ${module}`];
	const command = `${words.filter((word) => word !== '').join(' ')} 2>&1 | cat`;
	const started = range === undefined ? command : `runcon -l ${range} sh -c '${command}'`;
	return guest.serve(started, /listening on TCP port \d+ \.\.\. ok\n/);
}

/** Has the worker of a level run code; gives what it answers, without the line feed. */
export async function inWorker(guest: ScenarioGuest, level: string, code: string): Promise<string> {
	const script = code.replaceAll("'", `'"'"'`);
	const { output } = await guest.run(
		`runcon -l ${level} curl -sS --max-time 120 --data-binary '${script}' 127.0.0.1:${PORT}`,
	);
	return output.trimEnd();
}

/** Code that has a worker trace a process: ptrace(2) is system call 101 on x86-64, PTRACE_ATTACH 16. */
export function trace(pid: string | undefined): string {
	return `return execFileSync('perl', ['-e', 'print $! if syscall(101, 16, ${pid}, 0, 0)'])`;
}

/** The descriptor that a first connection usually has. */
const FIRST_CONNECTION = 18;

/**
 * Makes a function that gives text with numbers of processes and connections that do not differ from run
 * to run: 101, 102 and so forth, as they come.
 */
export function renumbering(): (text: string) => string {
	const names = new Map<string, string>();
	const renamed = (pid: string) => {
		const name = names.get(pid) ?? String(10 ** (pid.length - 1) + 1 + names.size);
		names.set(pid, name);
		return name;
	};
	const numbers = /(pid[ =]|worker |^ *|name=)(\d{3,})(?=[), ]|$)/gm;
	// Which descriptors are free when the first connection comes, depends on what was closed before.
	const first = new Map<string, number>();
	const descriptor = (fd: string) => {
		const name = first.get(fd) ?? FIRST_CONNECTION + first.size;
		first.set(fd, name);
		return name;
	};
	return (text) =>
		withoutV8sWarning(text)
			.replace(numbers, (_, before, pid) => before + renamed(pid))
			.replace(/^connection (\d+)$/gm, (_, fd) => `connection ${descriptor(fd)}`);
}
