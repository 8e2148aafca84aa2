import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Compiles a C program of bench/c/ if it is missing or older than its source.
 *
 * @param name - the source without `.c`
 * @param libraries - what to link with: `selinux`
 * @returns the path of the program
 * @throws if there is no gcc, or it finds a mistake
 */
export function compile(name: string, libraries: string[] = []): string {
	const source = inBench(`c/${name}.c`);
	const program = inBench(`bin/${name}`);
	if (changed(source) < changed(program)) return program;
	mkdirSync(inBench('bin'), { recursive: true });
	const flags = ['-O2', '-Wall', '-Wextra', '-o', program, source];
	execFileSync('gcc', [...flags, ...libraries.map((library) => `-l${library}`)], {
		stdio: 'inherit',
	});
	return program;
}

/** The path of a file in bench/. */
export function inBench(path: string): string {
	return fileURLToPath(new URL(path, import.meta.url));
}

function changed(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
