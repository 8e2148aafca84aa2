import { LabError } from './errors.ts';

/**
 * Waits for something that is done in a guest, but not for ever.
 *
 * @param ended - its end
 * @param seconds - the limit for what hangs
 * @param what - for the error: a command, a step
 * @throws LabError when the limit is reached; it goes on all the same, until its guest is ended
 */
export async function within<T>(ended: Promise<T>, seconds: number, what: string): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new LabError(`in the guest, this has not ended after ${seconds} s: ${what}`));
		}, seconds * 1000);
	});
	try {
		return await Promise.race([ended, late]);
	} finally {
		clearTimeout(timer);
	}
}
