// What a call has failed with is told also where the memory for telling it sets errno anew. malloc(3) may do that
// where it succeeds: glibc's does if brk(2) has failed and mmap(2) has not. Here it does so each time.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inAnotherProcess, withSanitizer } from './support.ts';

/** As long as the names below, for Node's own code need not bear it. */
const MALLOC = `
#include <errno.h>
#include <stddef.h>
void *__libc_malloc(size_t size);
void *malloc(size_t size) {
  void *memory = __libc_malloc(size);
  if (size > 90000 && size < 110000) errno = ENOMEM;
  return memory;
}
`;

const folder = mkdtempSync(join(tmpdir(), 'peercon-errno-'));
const library = join(folder, 'malloc.so');
writeFileSync(join(folder, 'malloc.c'), MALLOC);
const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(folder, 'malloc.c')]);
const cannotBuild = built.status === 0 ? undefined : 'there is no C compiler here';

const lastError = suite('what a call has failed with');
const withMalloc = skipUnless(lastError, cannotBuild ?? withSanitizer);

withMalloc('should be told where malloc(3) sets errno', () => {
	process.env.LD_PRELOAD = library;
	const codes = inAnotherProcess(`
		const name = '/' + 'x'.repeat(100_000);
		const codeOf = (act) => {
			try {
				act();
			} catch ({ code }) {
				return code;
			}
		};
		print([
			codeOf(() => native.getfilecon_raw(name)),
			codeOf(() => native.lgetfilecon(name)),
			codeOf(() => native.sys.mkfifo(name, 0o600)),
			codeOf(() => native.sys.memfd_create(name)),
			codeOf(() => native.posix.shm_open(name, 0, 0)),
		]);
	`);
	process.env.LD_PRELOAD = '';
	const tooLong = 'ENAMETOOLONG';
	assert.equal(codes, [tooLong, tooLong, tooLong, 'EINVAL', 'EINVAL']); // memfd_create(2), shm_open(3)
});

lastError.after(() => rmSync(folder, { recursive: true }));

lastError.run();
