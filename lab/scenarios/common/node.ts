/**
 * Takes out what V8 says of itself at each start of mls-server and the -jitless programs, which is no part
 * of what a scenario shows: with Node 20, as here, and 22. README.md has it.
 */
export function withoutV8sWarning(text: string): string {
	return text.replaceAll('Warning: disabling flag --expose_wasm due to conflicting flags\n', '');
}
