import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Compiles a C program of bench/c/ if it is missing or older than any source there is.
 *
 * @param name - the source without `.c`; those whose names go on with a hyphen are parts of it
 * @param libraries - what to link with: `selinux`
 * @returns the path of the program
 * @throws if there is no gcc, or it finds a mistake
 */
export function compile(name: string, libraries: string[] = []): string {
	const files = readdirSync(inBench('c'));
	const program = inBench(`bin/${name}`);
	if (Math.max(...files.map((file) => changed(inBench(`c/${file}`)))) < changed(program)) {
		return program;
	}
	const sources = files
		.filter((file) => file === `${name}.c` || (file.startsWith(`${name}-`) && file.endsWith('.c')))
		.map((file) => inBench(`c/${file}`));
	mkdirSync(inBench('bin'), { recursive: true });
	const flags = ['-O2', '-Wall', '-Wextra', '-o', program, ...sources];
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
