import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Makes a test of one that wants a folder, which is gone after it. */
export function inFolder<T>(test: (folder: string) => T) {
	return async () => {
		const folder = mkdtempSync(join(tmpdir(), 'setup-test-'));
		try {
			await test(folder);
		} finally {
			rmSync(folder, { recursive: true });
		}
	};
}

/** Writes a file and the folders that it is in. */
export function write(path: string, text = '') {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}

/** Copies set-up alone into a folder, to be run there; anybody may read it. */
export function copySetup(folder: string) {
	chmodSync(folder, 0o755);
	for (const path of ['scripts/setup.mjs', 'scripts/setup']) {
		cpSync(join(ROOT, path), join(folder, path), { recursive: true });
	}
}
