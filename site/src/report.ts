// The report that a page was built with, if it was.

import type { Report } from './matrix.ts';

/** The element that build.ts has put it into. */
const ELEMENT = 'report';

/** What a run of the scenarios has shown; undefined where the page was built without one. */
export function builtInReport(): Report | undefined {
	return JSON.parse(document.getElementById(ELEMENT)?.textContent ?? 'null') ?? undefined;
}
