/** What V8 says, before any JavaScript runs, where WebAssembly goes with the compiler: Node 20 and 22. */
const WARNING = 'Warning: disabling flag --expose_wasm due to conflicting flags\n';

/**
 * What a program of the suite says on stderr before it begins.
 *
 * @param program - its name
 * @param node - Node's version, of which the first number counts
 */
export function jitlessWarning(program: string, node: string): string {
	const isJitless = program === 'mls-server' || program.endsWith('-jitless');
	return isJitless && Number.parseInt(node, 10) < 24 ? WARNING : '';
}
