// A worker's module that keeps something when it is loaded.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const path = '/var/lib/mls-worker/kept';
writeFileSync(path, 'kept');
readFileSync(path);
rmSync(path);

export function connection() {}
