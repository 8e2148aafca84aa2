import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { keyOf } from '../cache.ts';
import { CACHE } from '../paths.ts';
import { say, step } from '../progress.ts';
import type { EngineName } from './engine.ts';

/** An answer that is kept: whether an engine works, on which host, and with what. */
interface Answer {
	host: string;
	others: string[];
	/** Why it does not work, or null. */
	obstacle: string | null;
}

/**
 * Whether an engine works here is known only when a guest's kernel has spoken: a /dev/kvm that opens
 * may still stop every guest at its first instructions. The answer is kept for this host, since its
 * last start.
 *
 * @param engine - which one
 * @param others - what else the answer depends on, such as QEMU's version
 * @param tryIt - boots a kernel; gives why it does not work, or null
 */
export async function proof(
	engine: EngineName,
	others: string[],
	tryIt: () => Promise<string | null>,
): Promise<string | null> {
	const kept = recall(engine);
	if (kept && kept.others.join('\0') === others.join('\0')) return kept.obstacle;
	const obstacle = await step(`trying the engine ${engine} on this host`, 1, tryIt);
	if (obstacle !== null) say(obstacle);
	const answer: Answer = { host: thisHost(), others, obstacle };
	mkdirSync(join(CACHE, 'proofs'), { recursive: true });
	writeFileSync(fileOf(engine), JSON.stringify(answer));
	return obstacle;
}

/** What was found out about an engine on this host, or null if nothing was. */
export function recall(engine: EngineName): Answer | null {
	try {
		const answer: Answer = JSON.parse(readFileSync(fileOf(engine), 'utf8'));
		return answer.host === thisHost() ? answer : null;
	} catch {
		return null; // not tried yet, or not written to the end
	}
}

function fileOf(engine: EngineName): string {
	return join(CACHE, 'proofs', `${engine}.json`);
}

function thisHost(): string {
	const start = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
	return keyOf('', [], release(), cpus()[0]?.model ?? '', start);
}
