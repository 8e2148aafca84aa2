/** What the packages' tests share: the real programs, started, waited for and stopped. */
export {
	FEW_DESCRIPTORS,
	type Outcome,
	type Program,
	runProgram,
	startProgram,
} from './program.ts';
export { skipUnless } from './skip.ts';
export { eventually } from './wait.ts';
