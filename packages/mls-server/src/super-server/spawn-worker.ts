import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeOnExec, createSocketPair, spawnWithContext, sys } from '@peercon/native';
import type { WorkerSettings } from '../channel/settings.ts';
import { RUNTIME } from '../runtime.ts';

/** A worker process and the super-server's ends of what both share. */
export interface SpawnedWorker {
	child: ChildProcess;
	/** What it writes arrives here: a stream socket. */
	output: number;
}

/**
 * Starts a worker process. Everything that it shares with the super-server has its own context, so
 * that MLS lets it write there and no other level read: the channel, and a socket for its output,
 * which also stands for its stdin, where it reads the end of file at once. (/dev/null cannot be opened
 * at every level: the MLS policy has /dev at SystemHigh.) It gets no other descriptor, a session of
 * its own, so that what it starts can be ended with it, and of the environment nothing but where
 * programs are.
 *
 * @param context - its raw context; null on a host without SELinux
 * @param exec - what is executed
 * @param module - the path of its module
 * @param settings - what else it is told
 * @param openChannel - takes our end of the channel over, before there is a process
 * @throws a system error of socketpair(2), setsockcreatecon(3), setexeccon(3) or close_range(2), and
 * what `openChannel` throws; nothing stays open then
 */
export function spawnWorker(
	context: string | null,
	exec: string,
	module: string,
	settings: WorkerSettings,
	openChannel: (fd: number) => void,
): SpawnedWorker {
	const opened = new Set<number>();
	const pair = (type: 'stream' | 'seqpacket') => {
		const fds = createSocketPair(type, context ?? undefined);
		for (const fd of fds) opened.add(fd);
		return fds;
	};
	try {
		const [ourChannel, itsChannel] = pair('seqpacket');
		const [ourOutput, itsOutput] = pair('stream');
		openChannel(ourChannel);
		opened.delete(ourChannel);
		closeOnExec(3);
		const args = [RUNTIME, module, JSON.stringify(settings)];
		const options: SpawnOptions = {
			stdio: [itsOutput, itsOutput, itsOutput, itsChannel],
			env: { PATH: process.env.PATH },
			detached: true,
		};
		const child =
			context === null
				? spawn(exec, args, options)
				: spawnWithContext(context, exec, args, options);
		opened.delete(ourOutput);
		for (const fd of [itsChannel, itsOutput]) {
			opened.delete(fd);
			sys.close(fd);
		}
		return { child, output: ourOutput };
	} catch (error) {
		for (const fd of opened) sys.close(fd);
		throw error;
	}
}

/** Ends what a worker has started and left behind: its session's processes. */
export function endSession({ pid }: ChildProcess): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// ESRCH: it has left nothing behind, as most.
	}
}
