import { spawnSync } from 'node:child_process';

/** @typedef {import('./prebuild.mjs').Processor} Processor */

/** What readelf(1) calls each processor. */
const MACHINES = { x64: 'Advanced Micro Devices X86-64', arm64: 'AArch64' };

/**
 * The newest versions of symbols that Debian 12's libraries have: of glibc 2.36, and of GCC 12's
 * libstdc++.
 */
const NEWEST = { GLIBC: '2.36', GLIBCXX: '3.4.30', CXXABI: '1.3.13' };

/** The libraries that it may be linked with; a host that has Node has all but libselinux. */
const LIBRARIES = [
	'libselinux.so.1',
	'libstdc++.so.6',
	'libm.so.6',
	'libgcc_s.so.1',
	'libpthread.so.0',
	'libc.so.6',
	'ld-linux-aarch64.so.1',
	'ld-linux-x86-64.so.2',
];

/**
 * Looks at an addon as the dynamic linker will.
 *
 * @param {string} file
 * @param {Processor} arch - the processor that it is to be for
 * @throws Error if it is for another one, or needs more than Debian 12 has
 */
export function checkAddon(file, arch) {
	const [, machine = ''] = /Machine:\s+(.*)/.exec(readelf('--file-header', file)) ?? [];
	if (machine !== MACHINES[arch]) throw new Error(`${file} is for '${machine}', not for ${arch}`);
	const needed = [...readelf('--dynamic', file).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(
		([, library = '']) => library,
	);
	const strange = needed.filter((library) => !LIBRARIES.includes(library));
	if (strange.length > 0) throw new Error(`${file} needs ${strange.join(', ')}`);
	for (const [, library, version] of readelf('--version-info', file).matchAll(
		/Name: (GLIBC|GLIBCXX|CXXABI)_([\d.]+)/g,
	)) {
		const newest = NEWEST[/** @type {keyof typeof NEWEST} */ (library)];
		if (isNewer(version ?? '', newest)) {
			throw new Error(
				`${file} needs ${library}_${version}, and Debian 12 ends at ${newest}: build the release there`,
			);
		}
	}
}

/** @param {string} option @param {string} file */
function readelf(option, file) {
	const { status, stdout, stderr, error } = spawnSync('readelf', ['--wide', option, file], {
		encoding: 'utf8',
		env: { ...process.env, LC_ALL: 'C' },
	});
	if (status !== 0) throw new Error(`readelf: ${error?.message ?? stderr}`);
	return stdout;
}

/** @param {string} version @param {string} other */
function isNewer(version, other) {
	const [mine, others] = [version, other].map((text) => text.split('.').map(Number));
	for (const [index, number] of (mine ?? []).entries()) {
		const difference = number - (others?.[index] ?? 0);
		if (difference !== 0) return difference > 0;
	}
	return false;
}
