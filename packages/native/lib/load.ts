import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Binding } from './binding.ts';
import { whyNoAddon, whyNotLoaded } from './load-failure.ts';

/**
 * Where node-gyp builds the addon, and where prebuildify puts it. There is one name for what is
 * packed: scripts/pack takes it from here.
 */
const PLACES = ['build/Release/peercon.node', prebuiltPlace(process.arch)];

/** With this variable node-gyp-build looks elsewhere: scripts/asan.sh sets it. */
const CHOSEN = '@PEERCON/NATIVE_PREBUILD';

/**
 * Where the prebuilt addon for a processor is, in this package's folder.
 *
 * @param arch - as in process.arch
 * @see prebuildify, --tag-libc
 */
export function prebuiltPlace(arch: string): string {
	return `prebuilds/linux-${arch}/@peercon+native.glibc.node`;
}

/** Loads the addon. */
export function loadBinding(): Binding {
	let file: string | undefined;
	try {
		// By this package's name: the programs are packed with this module's code in their own files.
		const manifest = createRequire(import.meta.url).resolve('@peercon/native/package.json');
		const require = createRequire(manifest);
		file = addonFile(dirname(manifest), require);
		return require(file);
	} catch (error) {
		return unavailable(
			file === undefined ? whyNoAddon() : whyNotLoaded(error as Error, file),
			error,
		);
	}
}

/**
 * The addon's file: the one that node-gyp built, or a prebuilt one. node-gyp-build would choose the
 * same, but it lists folders for that; it is asked for what is in neither place.
 *
 * @param folder - this package's
 * @param require - what this package requires with
 */
function addonFile(folder: string, require: NodeJS.Require): string {
	const place = PLACES.map((path) => join(folder, path)).find((file) => existsSync(file));
	const isKnown = place !== undefined && process.env[CHOSEN] === undefined;
	return isKnown ? place : require('node-gyp-build').path(folder);
}

/**
 * Stands in for an addon that could not be loaded. Programs still start, to show their help; every
 * call throws, also the one that asks whether SELinux is enabled: nobody may take the want of a
 * library for the want of SELinux.
 */
function unavailable(reason: string, cause: unknown): Binding {
	const fail = function fail(): never {
		const error = new Error(`@peercon/native could not be loaded: ${reason}`, { cause });
		throw Object.assign(error, { code: 'ERR_NATIVE_UNAVAILABLE' });
	};
	return new Proxy({} as Binding, { get: () => fail });
}
