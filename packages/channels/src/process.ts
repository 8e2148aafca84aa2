/**
 * Whether a process is there.
 *
 * @param pid - its id
 * @returns true also if nobody may be told
 * @see kill(2) with signal 0
 */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}
