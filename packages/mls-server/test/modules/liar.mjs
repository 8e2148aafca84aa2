// A module that claims to run in another context before the worker says in which it does.
import { writeSync } from 'node:fs';

writeSync(3, JSON.stringify({ type: 'ready', context: 'a:b:c\x1b[2J' }));

export { request } from './tasks.mjs';
