// Why the addon could not be loaded. The dynamic linker's own words do not say it: to it a file for
// another processor is one that does not exist.

import { closeSync, openSync, readSync } from 'node:fs';

/** What elf(5) calls e_machine, of the processors that Node has builds for, as process.arch names them. */
const PROCESSORS = new Map([
	[3, 'ia32'],
	[21, 'ppc64'],
	[22, 's390x'],
	[40, 'arm'],
	[62, 'x64'],
	[183, 'arm64'],
	[243, 'riscv64'],
	[258, 'loong64'],
]);

const OLDEST_NODE = '20.19';

const BUILD =
	"build it: 'npm run setup' in a checkout; elsewhere as the README of @peercon/native says";

/** Why there is no addon to load. */
export function whyNoAddon(): string {
	return `this package has no addon for ${process.platform}-${process.arch} and ${libc()}: ${BUILD}`;
}

/**
 * Why an addon that is there could not be loaded, and what to do about it.
 *
 * @param error - what dlopen(3), or Node, said
 * @param file - the addon
 */
export function whyNotLoaded({ message }: Error, file: string): string {
	return `${cause(message, file)} (${message.replaceAll('\n', ' ')})`;
}

function cause(message: string, file: string): string {
	const processor = processorOf(file);
	if (processor === undefined) return `its file is no addon for Linux, or cut short: ${BUILD}`;
	if (processor !== processorOf('/proc/self/exe')) {
		return `its addon is for ${processor}, and this Node is for ${process.arch}: ${BUILD}`;
	}
	if (libc() === 'musl') return `its addon is for glibc, and this Node is for musl: ${BUILD}`;
	if (/libselinux\.so/.test(message)) {
		return 'libselinux.so.1 is missing, or is not what it should be: install it (Debian: libselinux1, Fedora: libselinux)';
	}
	if (/\b(?:GLIBC|GLIBCXX|CXXABI)_/.test(message)) {
		return `its addon is for newer libraries than this host's (${libc()}): ${BUILD}`;
	}
	if (/symbol.*\b(?:napi|node_api|uv)_|NODE_MODULE_VERSION|Node-API/.test(message)) {
		return `this is Node ${process.versions.node}, and it needs ${OLDEST_NODE} or later`;
	}
	return `the dynamic linker refused ${file}`;
}

/** The processor that a program or a library is for; undefined if it is neither. */
function processorOf(path: string): string | undefined {
	const header = Buffer.alloc(20);
	const file = openSync(path, 'r');
	try {
		readSync(file, header);
	} finally {
		closeSync(file);
	}
	if (header.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
	// elf(5): EI_DATA is 1 for little endian, 2 for big.
	const machine = header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
	return PROCESSORS.get(machine) ?? `processor ${machine}`;
}

/** The C library that this Node runs on. */
function libc(): string {
	const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
	const version = report.header?.glibcVersionRuntime;
	return version === undefined ? 'musl' : `glibc ${version}`;
}
