import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inBench } from '../build.ts';

const { resolve } = createRequire(import.meta.url);
const dist = dirname(resolve('@peercon/mls-server'));

/** mls-server's default worker module: 'Hello, world!' over HTTP. */
export const HELLO = join(dist, 'worker/hello.js');
export const MLS_SERVER = join(dist, '../bin/mls-server.js');
/** What workers are started with. */
export const MLS_WORKER = join(dist, '../bin/mls-worker.js');
export const WORKER_PROCESS = join(dist, 'worker-process.js');
export const NATIVE = resolve('@peercon/native');

export const ECHO_ONCE = inBench('mls-server/echo-once.mjs');
export const SPEAK_FIRST = inBench('mls-server/speak-first.mjs');
