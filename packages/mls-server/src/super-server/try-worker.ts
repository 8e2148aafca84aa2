import { printable } from '@peercon/context/foreign-text';
import type { WorkerCommand } from './worker-command.ts';
import { WorkerProcess } from './worker-process.ts';

/**
 * Starts a worker and ends it again, so that what is wrong shows before a connection depends on it:
 * a module that does not load, a domain that may not choose its children's contexts, a transition
 * that the policy does not allow.
 *
 * @param context - its raw context; null on a host without SELinux
 * @param command - how it is started
 * @throws what starting it has thrown; an Error with what it has written if it ended by itself
 */
export function tryWorker(context: string | null, command: WorkerCommand): Promise<void> {
	return new Promise((resolve, reject) => {
		const output: string[] = [];
		const worker = new WorkerProcess(context, command, {
			onReady() {
				worker.drain(command.hangTimeout);
				resolve();
			},
			onTook() {},
			onWithheld() {},
			onCrowded() {},
			onOutput: (text) => output.push(text),
			onDropped: (lines) => output.push(`(${lines} lines more)`),
			onEnd({ reason, error }) {
				clearInterval(watch);
				reject(error ?? endedEarly(command, reason, output));
			},
		});
		const watch = setInterval(() => {
			const reason = worker.overdue(performance.now());
			if (reason !== undefined) worker.kill(reason);
		}, 100);
		worker.start();
	});
}

function endedEarly({ exec, module }: WorkerCommand, reason: string, output: string[]): Error {
	const message = `a worker for ${printable(module)} cannot run: ${reason}`;
	const error = new Error([message, ...output.map((line) => `  ${line}`)].join('\n'));
	return Object.assign(error, { code: 'ERR_WORKER_START', path: exec });
}
