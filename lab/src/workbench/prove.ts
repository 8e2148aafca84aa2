// What of somebody's modules a test needs: every line is taken away, and the test is run.
import { type Denial, denialText } from '../denials.ts';
import { type Bench, checkEntered, checkWhole, type Run, type Runs } from './bench.ts';
import { holds } from './condition.ts';
import { findUnneeded } from './halving.ts';
import { isForDebianKernel, isOf, type Removable, removables } from './removable.ts';
import { checkRepeatable } from './repeatable.ts';
import type { Line } from './sources.ts';
import type { Block } from './te.ts';
import { type Trial, tryWithout } from './trial.ts';
import { type Unused, unusedBy } from './unused.ts';

export type Verdict = 'needed' | 'nothing needed it' | 'no run shows it';

/** What is known of a line of the sources. */
export interface Judged {
	/** Where it stands: `echo.te:12`. */
	place: string;
	text: string;
	verdict: Verdict;
	/** The record or the failure that shows it, or why none does. */
	why: string;
}

export interface Proof {
	lines: Judged[];
	/** What the domains may do that the test never did. */
	unused: Unused[];
	/** How often the test was run, and how many of these were without some lines. */
	runs: Runs;
}

/** What a line has besides that no test can miss: it is for others, or for nobody to see. */
const UNSHOWN: Readonly<Record<string, string>> = {
	type_transition: 'it names the type of what is made, by its name or for other domains',
	domain_transition: 'it names the domain of what is executed',
	type_change: 'it names the type of what is relabeled',
	range_transition: 'it names a range',
	role: 'it gives roles types',
	roleattribute: 'it gives roles attributes',
	role_transition: 'it names a role',
	dontaudit: 'it keeps denials from being recorded',
	auditallow: 'it records what is allowed',
	permissive: 'it lets a domain do everything',
	allowxperm: 'it is about numbers of ioctl',
	neverallow: 'it says what nobody may allow',
};

interface Attempt extends Trial {
	isFine: boolean;
}

/**
 * Proves modules by a test.
 *
 * @param bench - a guest with them, and the test
 * @param lines - what grants something in their sources
 * @throws LabError if the test fails with everything, or is not repeatable
 */
export async function prove(bench: Bench, lines: readonly Line[]): Promise<Proof> {
	const first = await bench.run();
	checkWhole(first, bench.domains);
	await checkRepeatable(bench, first);
	const asked = await bench.whileBare(async () => (await bench.run()).denials);
	checkEntered(asked, bench.domains);

	const things = removables(bench.switches, ({ lines: [line = ''] }) => line);
	const suspects = things.filter((each) => asked.some((denial) => isOf(each, denial)));
	const found = await findUnneeded(things, suspects, (without) => attempt(bench, first, without));
	await checkRepeatable(bench, first);
	return {
		lines: judged(lines, bench, { things, needed: found.needed, booleans: await bench.booleans() }),
		unused: unusedBy(bench, asked),
		runs: bench.runs(),
	};
}

/**
 * Runs the test without some of the policy. Where nothing but the failure tells, it may have failed by chance:
 * it is run with everything, and without the same once more, which counts.
 */
async function attempt(bench: Bench, first: Run, without: readonly Removable[]): Promise<Attempt> {
	const once = await attemptOnce(bench, without);
	if (once.isFine || (once.isDenied && !once.hasHung)) return once;
	await checkRepeatable(bench, first);
	return once.isDenied ? once : attemptOnce(bench, without);
}

interface Once extends Attempt {
	isDenied: boolean;
	hasHung: boolean;
}

async function attemptOnce(bench: Bench, without: readonly Removable[]): Promise<Once> {
	let hasHung = false;
	const act = async () => {
		const ended = await bench.runWithout();
		hasHung = ended.hasHung;
		return ended.seen;
	};
	const trial = await tryWithout(bench.guest, without, act, bench.asAdministrator);
	// Other domains are denied this and that.
	const isOfModules = ({ subject }: Denial) => bench.domains.includes(subject.type);
	const isDenied = trial.missed.length > 0 || trial.denials.some(isOfModules);
	if (hasHung) await tidyUp(bench);
	return { ...trial, isDenied, hasHung, isFine: trial.seen === 'fine' && !isDenied };
}

/**
 * What a test has left behind that was ended at its limit, such as a service that does not stop, is not the
 * next one's to suffer from: the test begins with removing it, for which it gets a run of its own.
 */
async function tidyUp(bench: Bench): Promise<void> {
	await bench.run();
}

/** What is known when all has been tried. */
interface Known {
	things: readonly Removable[];
	needed: ReadonlyMap<Removable, Attempt>;
	booleans: ReadonlyMap<string, boolean>;
}

function judged(lines: readonly Line[], bench: Bench, known: Known): Judged[] {
	return lines.map((line) => {
		const { place, text } = line;
		const thing = known.things.find(({ name }) => name === place);
		const attempt = thing && known.needed.get(thing);
		if (attempt) return { place, text, verdict: 'needed', why: evidence(thing, attempt) };
		const whyNot = whyUnshown(line, thing, bench, known);
		if (whyNot !== '') return { place, text, verdict: 'no run shows it', why: whyNot };
		return { place, text, verdict: 'nothing needed it', why: 'the test passes without it' };
	});
}

/** Why nothing can be said of a line that was not missed; empty if it can. */
function whyUnshown(
	{ place, blocks }: Line,
	thing: Removable | undefined,
	{ words, given, kernel }: Bench,
	{ booleans }: Known,
): string {
	const off = blocks.find((block) => CONDITIONS.has(block.name) && isOff(block, booleans));
	if (off) return `its condition does not hold: ${off.isOtherwise ? 'not ' : ''}${off.about}`;
	const others = (words[place] ?? [])
		.flatMap((word) => (word === 'typeattribute' ? givesText(given[place]) : (UNSHOWN[word] ?? [])))
		.join('; ');
	if (!thing) return others || 'it is for another policy, or allows nothing';
	if (others !== '') return `nothing needed what it allows, but ${others}`;
	if (kernel !== 'uml' || !isForDebianKernel(thing)) return '';
	return "this kernel never asks for it, Debian's own does: --engine tcg, or kvm";
}

/** Which attributes a type gets is said by its name alone: rules of others are about them. */
function givesText(given: readonly string[] = []): string {
	// What all files have is said first, and what these are for is said last.
	const attributes = [...given].reverse();
	const more = attributes.length > NAMED ? ` and ${attributes.length - NAMED} more` : '';
	return `it gives types attributes: ${attributes.slice(0, NAMED).join(', ')}${more}`;
}

/** So many attributes are named. */
const NAMED = 3;

const CONDITIONS = new Set(['tunable_policy', 'if', 'booleanif', 'tunableif']);

function isOff({ about, isOtherwise }: Block, booleans: ReadonlyMap<string, boolean>): boolean {
	return holds(about, booleans) === isOtherwise;
}

/** The record of what was missed, or the failure. */
function evidence(removable: Removable, { denials, seen }: Attempt): string {
	const denial = denials.find((each) => isOf(removable, each)) ?? denials[0];
	return denial ? denialText(denial) : `without it: ${seen}`;
}
