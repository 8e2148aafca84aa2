import { attach, attachToUp, type Which } from '../attach.ts';
import { denialText, parseDenials, READ_LOG } from '../denials.ts';
import { LabError } from '../errors.ts';
import { Guest } from '../guest.ts';

/** Prints what the guest's kernel has denied since it was saved. */
export async function denials({ policy = 'default', host }: Which): Promise<void> {
	const up = host === undefined ? await attachToUp(policy) : await attach({ host });
	if (!up) throw new LabError("no guest is up, so there are no denials: 'npx lab up' starts one");
	try {
		const found = parseDenials(await new Guest(up.terminals).must(READ_LOG));
		const counts = new Map<string, number>();
		for (const text of found.map(denialText)) counts.set(text, (counts.get(text) ?? 0) + 1);
		for (const [text, count] of counts) {
			process.stdout.write(count === 1 ? `${text}\n` : `${text} (${count} times)\n`);
		}
		if (found.length === 0) process.stderr.write('Nothing was denied.\n');
	} finally {
		await up.leave();
	}
}
