// What other code may ask of a host; each function is documented where it is defined.

export type { AddressLabels } from './address.ts';
export type { Asked } from './asked.ts';
export { type Controls, type LiveControls, liveControls } from './live-controls.ts';
export type { Problem } from './problems.ts';
export { type Seen, seenValue } from './seen.ts';
