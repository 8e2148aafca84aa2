// The order between levels (dominance) and the two operations of their lattice.
//
// The kernel ranks sensitivities by the policy's `dominance` statement, this package by their
// number. Both agree for every policy that declares s0, s1, … in rising order, as the reference
// policy does.

import type { Level } from './level.ts';

/**
 * Tells whether `a` dominates `b`: its sensitivity is as high or higher, and it has every category
 * that `b` has. A level dominates itself.
 *
 * @param a the level that should be as high or higher
 * @param b the level that should be as low or lower
 * @returns true if `a` dominates `b`
 * @see security/selinux/ss/mls_types.h, mls_level_dom; `dom` in policy constraints
 */
export function dominates(a: Level, b: Level): boolean {
	return a.sensitivity >= b.sensitivity && (a.categories & b.categories) === b.categories;
}

/**
 * Tells whether `a` is dominated by `b`, which is `dominates(b, a)`.
 *
 * @param a the level that should be as low or lower
 * @param b the level that should be as high or higher
 * @returns true if `b` dominates `a`
 * @see `domby` in policy constraints
 */
export function dominatedBy(a: Level, b: Level): boolean {
	return dominates(b, a);
}

/**
 * Tells whether two levels are the same.
 *
 * @param a one level
 * @param b the other level
 * @returns true if sensitivity and categories are equal
 * @see security/selinux/ss/mls_types.h, mls_level_eq; `eq` in policy constraints
 */
export function equal(a: Level, b: Level): boolean {
	return a.sensitivity === b.sensitivity && a.categories === b.categories;
}

/**
 * Tells whether neither level dominates the other, for example s0:c1 and s0:c2, or s1 and s0:c1.
 *
 * @param a one level
 * @param b the other level
 * @returns true if neither dominates, so that neither may read the other
 * @see security/selinux/ss/mls_types.h, mls_level_incomp; `incomp` in policy constraints
 */
export function incomparable(a: Level, b: Level): boolean {
	return !dominates(a, b) && !dominates(b, a);
}

/**
 * The greatest lower bound: the highest level that both dominate, so both may read data at it.
 *
 * Not the kernel's `default_range glblub`, which combines two ranges (mls_context_glblub) and
 * intersects the categories at both ends.
 *
 * @param a one level
 * @param b the other level
 * @returns the lower sensitivity with the categories that are in both
 */
export function glb(a: Level, b: Level): Level {
	return {
		sensitivity: Math.min(a.sensitivity, b.sensitivity),
		categories: a.categories & b.categories,
	};
}

/**
 * The least upper bound: the lowest level that dominates both. It is the level of data made from
 * both.
 *
 * @param a one level
 * @param b the other level
 * @returns the higher sensitivity with the categories that are in either
 */
export function lub(a: Level, b: Level): Level {
	return {
		sensitivity: Math.max(a.sensitivity, b.sensitivity),
		categories: a.categories | b.categories,
	};
}
