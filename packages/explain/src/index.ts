// The public API; each function is documented where it is defined.

export { type Explanation, explain } from './explain.ts';
export type { Layer, LayerName } from './layer.ts';
export { askPolicy, type PolicyAnswer, type Reason } from './policy-tools.ts';
export { type Counted, countSame, type Log, readRecords } from './read-records.ts';
export {
	type AccessRecord,
	type ErrorRecord,
	parseRecord,
	RecordError,
	type SelinuxRecord,
} from './record.ts';
export type { Remedy } from './remedy.ts';
