// The public API; each function is documented where it is defined.

export {
	type Categories,
	type CategoryRun,
	categoryRuns,
	formatCategories,
	MAX_CATEGORY,
	parseCategories,
} from './categories.ts';
export { type CipsoFit, type CipsoTag, fitsCipsoTag } from './cipso.ts';
export { cipsoOption } from './cipso-option.ts';
export {
	canonicalContext,
	formatContext,
	parseContext,
	type SecurityContext,
} from './context.ts';
export { dominatedBy, dominates, equal, glb, incomparable, lub } from './dominance.ts';
export { jsonText, printable, printableBytes, shellWord } from './foreign-text.ts';
export { formatLevel, type Level, MAX_SENSITIVITY, parseLevel } from './level.ts';
export { ContextSyntaxError } from './parse-error.ts';
export { formatRange, includes, includesLevel, parseRange, type Range } from './range.ts';
