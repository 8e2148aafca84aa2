// A level as the IPv4 option that carries it.
//
// Sources: FIPS 188 and draft-ietf-cipso-ipsecurity-01; net/ipv4/cipso_ipv4.c, cipso_v4_genopt and what
// it calls. The scenario full-labels/pass compares this with what a kernel sends.

import { type CategoryRun, categoryRuns } from './categories.ts';
import { type CipsoTag, fitsCipsoTag } from './cipso.ts';
import type { Level } from './level.ts';

/** The option's number: RFC 791's copied flag, and 6. */
const CIPSO = 134;

/**
 * Writes a level as a CIPSO option, its numbers passed through as they are.
 *
 * @param level - the level
 * @param tag - 1 restricted bitmap, 2 enumerated, 5 ranged
 * @param doi - the domain of interpretation, 1 to 4294967295
 * @returns the octets of the option, without what fills the header up to a multiple of 4 octets
 * @throws RangeError if the level does not fit into the tag, as fitsCipsoTag says
 */
export function cipsoOption(level: Level, tag: CipsoTag, doi: number): Uint8Array {
	const fit = fitsCipsoTag(level, tag);
	if (!fit.fits) throw new RangeError(fit.reason);
	const categories = writers[tag](categoryRuns(level.categories));
	// Behind the tag's length stands an octet for alignment.
	const tagOctets = [tag, 4 + categories.length, 0, level.sensitivity, ...categories];
	const doiOctets = [doi >>> 24, doi >>> 16, doi >>> 8, doi];
	return Uint8Array.from([CIPSO, 6 + tagOctets.length, ...doiOctets, ...tagOctets]);
}

// Each function writes the categories as its tag has them.
const writers: Record<CipsoTag, (runs: CategoryRun[]) => number[]> = {
	1: bitmap,
	2: enumerated,
	5: ranges,
};

/** A bit for each category, the highest bit first, up to the last octet that has one. */
function bitmap(runs: CategoryRun[]): number[] {
	const octets: number[] = Array(Math.ceil(((runs.at(-1)?.last ?? -1) + 1) / 8)).fill(0);
	for (const category of runs.flatMap(categoriesOf)) {
		const at = category >> 3;
		octets[at] = (octets[at] ?? 0) | (0x80 >> (category & 7));
	}
	return octets;
}

/** Two octets for each category. */
function enumerated(runs: CategoryRun[]): number[] {
	return runs.flatMap(categoriesOf).flatMap(twoOctets);
}

/** The highest run first, each its last and its first category; a first one of c0 is left out at the end. */
function ranges(runs: CategoryRun[]): number[] {
	return runs
		.toReversed()
		.flatMap(({ first, last }) => [...twoOctets(last), ...(first === 0 ? [] : twoOctets(first))]);
}

function categoriesOf({ first, last }: CategoryRun): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function twoOctets(number: number): [number, number] {
	return [number >> 8, number & 0xff];
}
