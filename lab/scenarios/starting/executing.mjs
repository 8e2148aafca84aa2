// Tells whether it may execute a program.
import { spawnSync } from 'node:child_process';

const error = /** @type {NodeJS.ErrnoException | undefined} */ (spawnSync('/usr/bin/env').error);
console.log(error?.code ?? 'executed');
