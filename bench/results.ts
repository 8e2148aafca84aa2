import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname } from 'node:path';

/** What a result depends on apart from the programs. */
export function machine(): Record<string, string | number> {
	return {
		processor: cpus()[0]?.model ?? 'unknown',
		cores: cpus().length,
		memoryMiB: Math.round(totalmem() / 2 ** 20),
		kernel: release(),
		node: process.versions.node,
	};
}

/**
 * Writes results for programs to read.
 *
 * @param file - where; its folder is made
 * @param results - what was measured, raw
 */
export function writeResults(file: string, results: object): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
