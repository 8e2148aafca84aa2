import { readyGuest } from './image/ready.ts';
import type { Policy } from './policies.ts';

await readyGuest(process.argv[2] as Policy);
