import { join } from 'node:path';

/** What runs in a worker. In `dist` and in `bundle` it has the same place, as this folder's files have. */
export const RUNTIME = join(import.meta.dirname, 'worker/worker.js');
