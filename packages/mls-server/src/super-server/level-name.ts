import { formatRange, includes, parseContext, type Range } from '@peercon/context';
import type { Names } from '@peercon/endpoint';
import { getcon_raw } from '@peercon/native';

/**
 * The range that a level or range given by number or name stands for, such as s1 or SystemLow.
 *
 * @param name - what a person has written
 * @param names - knows what mcstransd says of it
 * @throws RangeError if it is none, or not within this process's own range
 */
export async function rangeNamed(name: string, names: Names): Promise<Range> {
	const { user, role, type, range: own } = parseContext(getcon_raw());
	const raw = await names.rawOf(`${user}:${role}:${type}:${name}`);
	let range: Range | undefined;
	try {
		range = parseContext(raw).range;
	} catch {
		// Said below.
	}
	if (!range) throw new RangeError(`'${name}' is no level, such as s0 or s1:c0.c5`);
	if (own && !includes(own, range)) {
		throw new RangeError(`${name} is not within ${formatRange(own)}, the server's own range`);
	}
	return range;
}
