import { access, readFile } from 'node:fs/promises';
import { getrlimit, type Resource, setrlimit } from '@peercon/native';
import type { WorkerLimits } from '../channel/settings.ts';

/**
 * Gives this process, a worker, its limits, before it loads its module. All workers and the
 * super-server are one user, and what the kernel counts for a user one level could use up for the
 * others. Its processes are such a thing, and there is no number of them that is right: it may start
 * none, and no thread. Root is not held to that.
 *
 * @throws EACCES of setrlimit(2) if the policy denies `process { setrlimit }`
 */
export async function restrictThisProcess({ descriptors, memory }: WorkerLimits): Promise<void> {
	// libuv starts its threads when the first of them is needed, and ends the process if it cannot.
	await access('/');
	lower('nofile', descriptors);
	lower('data', (await dataNow()) + memory);
	lower('nproc', 0);
	// A core dump has what the worker knows, and takes up a disk that all levels share.
	lower('core', 0);
}

/**
 * What RLIMIT_DATA counts of this process already, in bytes. In Node 24 that is 600 MiB, nearly all of it
 * addresses that V8 keeps for code; in Node 20 it is 80.
 *
 * @see proc_pid_status(5), VmData; Linux: mm/mmap.c, may_expand_vm
 */
async function dataNow(): Promise<number> {
	const [, kibibytes = '0'] =
		/^VmData:\s*(\d+) kB$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
	return Number(kibibytes) * 1024;
}

function lower(resource: Resource, limit: number): void {
	const [, hard] = getrlimit(resource);
	setrlimit(resource, Math.min(limit, hard));
}
