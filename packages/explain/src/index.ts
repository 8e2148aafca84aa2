// The public API; each function is documented where it is defined.

export {
	type Constraint,
	constraintsOn,
	type PolicyFamily,
	type PolicyKind,
} from './constraint/constraint.ts';
export { type Counted, countSame, type Explained } from './count.ts';
export { type Explanation, explain, type Known } from './explain.ts';
export { explainLog, knownFromLog, type LogOptions } from './explain-log.ts';
export { type FileLabel, labelOnHost } from './file-label.ts';
export { type Host, thisHost } from './host.ts';
export type { KeptDomain } from './layer/kept-domain.ts';
export type { LayerName } from './layer/layer.ts';
export { failedLevels, type LevelFailure } from './layer/levels.ts';
export { pastedAnswers } from './layer/pasted.ts';
export { askPolicy, type PolicyAnswer, type Reason } from './layer/policy-tools.ts';
export type { Remedy } from './remedy/remedy.ts';
export { saidOnce } from './said-once.ts';
export { type Told, toldByPrograms } from './told-by-program.ts';
