import { readyGuest } from './image/ready.ts';
await readyGuest('default');
