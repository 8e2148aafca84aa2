// One record to one explanation.

import { printable } from '@peercon/context/foreign-text';
import type { AccessRecord, KernelMessage, SelinuxRecord } from '@peercon/records';
import { checksOf } from './check/check.ts';
import { sentence } from './check/sentence.ts';
import { isThreadOfKernel } from './check/situation.ts';
import { explainError } from './explain-error.ts';
import { explainMessage } from './explain-message.ts';
import type { FileLabel } from './file-label.ts';
import type { Host } from './host.ts';
import { followsFrom, type KeptDomain } from './layer/kept-domain.ts';
import { heeding } from './layer/kernel-said.ts';
import { findLayer, type Layer, type LayerName } from './layer/layer.ts';
import type { PolicyAnswer } from './layer/policy-tools.ts';
import { BEYOND_BOUNDS, isBeyondBounds } from './layer/type-bounds.ts';
import { notesOn } from './notes.ts';
import { type Remedy, remedies } from './remedy/remedy.ts';

/** What a person wants to know of a record. */
export interface Explanation {
	/** What was refused (or granted), in one sentence. */
	sentence: string;
	/** Which layer it was. */
	layer: LayerName;
	/** Whether that is known: the kernel or a policy has said just this. Otherwise it is probable. */
	certain: boolean;
	/** Why that one, with levels, roles or addresses. */
	reason: string;
	/** Who says so: a tool that asked a policy, what was pasted of one, or nobody but the record. */
	basis: 'audit2why' | 'sesearch' | 'paste' | 'record';
	/** What would allow it, the best first. */
	remedies: Remedy[];
	/** Whether it was allowed all the same, since the domain or the host is permissive. */
	permissive: boolean;
	/** What else there is to know: what the program sees, whom the record names. */
	notes: string[];
	/** When the kernel makes this check at all, where that is not always. */
	active?: string;
}

/** What is known beside a record. */
export interface Known {
	/** What askPolicy has said of it, or pastedAnswers; without, the layer is deduced from the record. */
	answer?: PolicyAnswer | undefined;
	/** What thisHost has seen, if the record was made here. */
	host?: Host | undefined;
	/** What labelOnHost has seen, likewise. */
	fileLabel?: FileLabel | undefined;
	/** The kernel's own lines in the log of the record. */
	messages?: KernelMessage[];
	/** The refused changes of domain in that log, as keptDomains finds them. */
	kept?: KeptDomain[];
	/** The domains that met files without labels there, where they are many: domainsWithoutLabels. */
	withoutLabels?: string[];
	/** What the kernel has said there to be beyond what bounds a type: accessesBeyondBounds. */
	beyondBounds?: string[];
}

/**
 * Explains a record: what was refused, which layer it was, and what would allow it.
 *
 * @param record - a record, as parseRecord gives it, or one of the kernel's own lines
 * @param known - what is known beside it
 * @returns the explanation, of printable text
 */
export function explain(record: SelinuxRecord | KernelMessage, known: Known = {}): Explanation {
	const { answer, host, fileLabel, messages = [], kept = [], withoutLabels } = known;
	const { beyondBounds = [] } = known;
	if (record.kind !== 'access') {
		const { layer, ...said } =
			record.kind === 'error' ? explainError(record) : explainMessage(record);
		return clean({ notes: [], certain: true, ...said, ...named(layer), permissive: false });
	}
	const found = isBeyondBounds(record, beyondBounds)
		? ofBounds()
		: heeding(record, findLayer(record, answer), messages);
	const cause = found.name === 'type enforcement' ? followsFrom(record, kept) : undefined;
	const layer = cause
		? { ...found, reason: `${found.reason} ${consequence(cause, record)}` }
		: found;
	const active = whenAsked(record, layer.name);
	return clean({
		sentence: sentence(record),
		...named(layer),
		certain: isProven(layer),
		notes: notesOn(record),
		remedies: cause
			? [ofCause(cause)]
			: remedies(record, layer, {
					booleans: answer?.booleans,
					label: answer?.label,
					typeInstead: answer?.typeInstead,
					host,
					fileLabel,
					withoutLabels,
				}),
		permissive: record.permissive,
		...(active !== undefined && { active }),
	});
}

/** What a tool that had the policy has said of it is known, as far as it went; the record alone proves that it was granted. */
function isProven({ name, basis, isDeduced = false }: Layer): boolean {
	return name === 'none' || (basis !== 'record' && !isDeduced);
}

/** What the kernel has said of the same access, which the record of the refusal itself does not tell. */
function ofBounds(): Layer {
	return { name: 'type bounds', reason: BEYOND_BOUNDS, basis: 'record' };
}

function consequence({ line, from, to }: KeptDomain, record: AccessRecord): string {
	const where = record.line > line ? 'before' : 'beside it';
	// In the old domain it is then asked for as what runs without a transition: selinux_bprm_creds_for_exec.
	const isRefusedAsWell = record.permissions.includes('execute_no_trans') && !record.permissive;
	const then = isRefusedAsWell
		? `so it would run in ${from}, and that is refused here: it does not start`
		: `so it runs on in ${from}`;
	return `Probably a consequence: ${where} (line ${line}) the program was refused the change to ${to}, ${then}.`;
}

function ofCause({ line, from, to }: KeptDomain): Remedy {
	return {
		kind: 'note',
		why: `Let it enter ${to}, by what is said of line ${line}: then this is asked for ${to}. Probably no rule for ${from} is wanted, and no label is wrong.`,
	};
}

/** @see lo_rw_aio in drivers/block/loop.c, which reads and writes as the thread, and nobody's execve(2) */
const OF_THREAD =
	'No program gets a null device here: a thread of the kernel uses what a process has opened (of a loop device the file behind it), and its reading or writing fails; of a device that is an error of input or output (EIO).';

/** When the kernel asks; of traffic without an association the layer has said it. */
function whenAsked(record: AccessRecord, layer: LayerName): string | undefined {
	if (layer === 'no association') return undefined;
	if (record.class === 'fd' && isThreadOfKernel(record)) return OF_THREAD;
	return checksOf(record).find(({ when }) => when)?.when?.sentence;
}

function named({ name, reason, basis }: ReturnType<typeof findLayer>) {
	return { layer: name, reason, basis };
}

/** Names in a record are chosen by whoever made the file or the program. */
function clean(explanation: Explanation): Explanation {
	return JSON.parse(JSON.stringify(explanation), (_key, value) =>
		typeof value === 'string' ? printable(value) : value,
	);
}
