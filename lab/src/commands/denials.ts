import { attachToUp } from '../attach.ts';
import { denialText, parseDenials } from '../denials.ts';
import { LabError } from '../errors.ts';
import { Guest } from '../guest.ts';
import type { Policy } from '../policies.ts';

/** Prints what the guest's kernel has denied since it was saved. */
export async function denials(policy: Policy): Promise<void> {
	const up = await attachToUp(policy);
	if (!up) throw new LabError("no guest is up, so there are no denials: 'npx lab up' starts one");
	try {
		const found = parseDenials(await new Guest(up.terminals).must('dmesg'));
		for (const denial of found) process.stdout.write(`${denialText(denial)}\n`);
		if (found.length === 0) process.stderr.write('Nothing was denied.\n');
	} finally {
		await up.leave();
	}
}
