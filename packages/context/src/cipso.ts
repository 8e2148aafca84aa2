// Does a level fit into a CIPSO tag, or will the kernel answer ENOSPC?
//
// CIPSO sends a level in an IPv4 option of at most 40 octets: 6 for the option's header, 4 for the
// tag's (type, length, alignment, sensitivity), which leaves 30 for the categories. The tag types
// are three ways to write a set of categories into 30 octets.
//
// Sources: FIPS 188 and draft-ietf-cipso-ipsecurity-01 for the tags, net/ipv4/cipso_ipv4.c for what
// the kernel does (cipso_v4_gentag_* for a tag, cipso_v4_map_cat_*_hton for its categories).

import { type CategoryRun, categoryRuns } from './categories.ts';
import type { Level } from './level.ts';

/** Tag types that carry a level: 1 restricted bitmap, 2 enumerated, 5 ranged. */
export type CipsoTag = 1 | 2 | 5;

/** Yes, or no with the reason as a sentence part to print, for example next to ENOSPC. */
export type CipsoFit = { readonly fits: true } | { readonly fits: false; readonly reason: string };

/**
 * Tells whether a level can be sent in a CIPSO tag, its numbers passed through as they are
 * (`netlabelctl cipsov4 add pass`, see netlabelctl(8)).
 *
 * The kernel sends the low level of a range (mls_export_netlbl_lvl, mls_export_netlbl_cat). If the
 * categories do not fit, socket(2), connect(2) or send(2) fails with ENOSPC. If the sensitivity
 * does not, nothing fails: the kernel sends its low eight bits, so s256 arrives as s0. If a DOI
 * has several tags, the kernel uses the first that fits.
 *
 * @param level the level to send
 * @param tag 1 for categories up to c239; 2 for up to 15 categories; 5 for up to 7 runs of
 *   categories, 8 if the lowest starts at c0; all for sensitivities up to s255
 * @returns whether the level fits and, if not, what is too much
 */
export function fitsCipsoTag(level: Level, tag: CipsoTag): CipsoFit {
	const runs = categoryRuns(level.categories);
	const reason = sensitivityMisfit(level.sensitivity) ?? categoryMisfits[tag](runs);
	return reason === undefined ? { fits: true } : { fits: false, reason };
}

// Each function says what does not fit, or undefined if all does.
const categoryMisfits: Record<CipsoTag, (runs: CategoryRun[]) => string | undefined> = {
	1: bitmapMisfit,
	2: enumeratedMisfit,
	5: rangedMisfit,
};

// One octet.
function sensitivityMisfit(sensitivity: number): string | undefined {
	if (sensitivity <= 255) return undefined;
	return `s${sensitivity} is too high for CIPSO, which has one octet for it: s0 to s255`;
}

// One bit for each category: 30 octets are 240 bits.
function bitmapMisfit(runs: CategoryRun[]): string | undefined {
	const tooHigh = runs.find(({ last }) => last > 239);
	if (tooHigh === undefined) return undefined;
	const category = Math.max(tooHigh.first, 240);
	return `c${category} is too high for CIPSO tag 1, a bitmap of c0 to c239`;
}

// Two octets for each category: 30 octets are 15 categories.
function enumeratedMisfit(runs: CategoryRun[]): string | undefined {
	const categories = runs.flatMap(({ first, last }) => {
		return Array.from({ length: last - first + 1 }, (_, index) => first + index);
	});
	const tooMany = categories[15];
	if (tooMany === undefined) return undefined;
	return `${categories.length} categories are too many for CIPSO tag 2, a list of at most 15: c${tooMany} does not fit`;
}

// Four octets for each run, its last and its first category: 30 octets are 7 runs, with 2 to spare.
// The lowest run is written last and, if it starts at c0, the 0 is left out. That makes an eighth.
function rangedMisfit(runs: CategoryRun[]): string | undefined {
	const most = runs[0]?.first === 0 ? 8 : 7;
	const tooMany = runs[most];
	if (tooMany === undefined) return undefined;
	return `${runs.length} runs of categories are too many for CIPSO tag 5, which holds 7, or 8 if the lowest starts at c0: the run at c${tooMany.first} does not fit`;
}
