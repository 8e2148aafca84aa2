// The public API; each function is documented where it is defined.

export { type Counted, countSame } from './count.ts';
export { type Explanation, explain } from './explain.ts';
export { type Host, thisHost } from './host.ts';
export { type KeptDomain, keptDomains } from './layer/kept-domain.ts';
export type { LayerName } from './layer/layer.ts';
export { pastedAnswers } from './layer/pasted.ts';
export { askPolicy, type PolicyAnswer, type Reason } from './layer/policy-tools.ts';
export type { Remedy } from './remedy/remedy.ts';
