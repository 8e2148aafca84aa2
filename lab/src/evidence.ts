// What a step of a scenario did and saw, kept for whoever was not there: `npm run report` makes a page of it.

import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { KernelName } from './engines/engine.ts';
import { ROOT } from './paths.ts';
import type { Variant } from './policies.ts';

/** Set to a folder, this makes the scenarios leave their evidence there. */
const FOLDER = 'PEERCON_EVIDENCE';

/** The limit on what is kept of a command's output, in characters. */
const MAX_OUTPUT = 20_000;

/** What one step of a scenario has shown. */
export interface Evidence {
	/** The test file, relative to the checkout. */
	file: string;
	scenario: string;
	step: string;
	/** Why it failed, if it did. */
	failure?: string | undefined;
	/** The guest that it had, or its hosts. */
	guests: GuestEvidence[];
}

/** What was done in one guest, and what its kernel recorded. */
export interface GuestEvidence {
	/** Which of several hosts it was; 'the guest' where there was one. */
	name: string;
	policy: Variant;
	kernel: KernelName;
	/** The kernel's version, as uname(1) has it. */
	release: string;
	commands: { command: string; output: string }[];
	records: DenialEvidence[];
}

/** A denial that the kernel recorded. */
export interface DenialEvidence {
	class: string;
	permissions: string[];
	/** The record, without what differs from run to run. */
	text: string;
	/** How many commands had been started when it was first seen. */
	after: number;
}

/** Whether somebody wants the evidence. */
export function isEvidenceWanted(): boolean {
	return Boolean(process.env[FOLDER]);
}

/** Leaves evidence where it is wanted; each process has a file of its own there. */
export function leaveEvidence(evidence: Omit<Evidence, 'file'>): void {
	const folder = process.env[FOLDER];
	if (!folder) return;
	const file = relative(ROOT, process.argv[1] ?? '');
	appendFileSync(
		join(folder, `${process.pid}.jsonl`),
		`${JSON.stringify({ file, ...evidence })}\n`,
	);
}

/** An output that is longer than is kept has its end left out, and says so. */
export function keptOutput(output: string): string {
	if (output.length <= MAX_OUTPUT) return output;
	return `${output.slice(0, MAX_OUTPUT)}\n(${output.length - MAX_OUTPUT} characters more were not kept)\n`;
}
