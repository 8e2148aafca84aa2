// What the kernel has said of SELinux before a record, where that tells why it was refused.

import { printable } from '@peercon/context/foreign-text';
import type { AccessRecord, KernelMessage } from '@peercon/records';
import type { Layer } from './layer.ts';

/** A policy of another system leaves thousands of labels unmapped; the first ones tell it. */
const MOST_MESSAGES = 100;

/**
 * Heeds the kernel's own lines before a record: a label that is not in the loaded policy, a class that
 * is not.
 *
 * @param layer - the layer that was found without them
 * @param messages - the log's messages
 * @returns that layer, with what they say; another where they are the cause
 */
export function heeding(record: AccessRecord, layer: Layer, messages: KernelMessage[]): Layer {
	const first = messages.slice(0, MOST_MESSAGES);
	const before = first.filter(({ line }) => line < record.line);
	if (first.length === 0 || layer.name === 'none') return layer;
	// A tool was asked about the record, and so says it behind it.
	const ofTools = first.filter(({ details }) => details.program === 'libsepol');
	return ofClass(record, [...before, ...ofTools]) ?? ofLabel(record, layer, before) ?? layer;
}

/** No rule can have a class, or a permission, that the policy does not. */
function ofClass(record: AccessRecord, before: KernelMessage[]): Layer | undefined {
	const said = before.find(
		({ about, details }) =>
			about === 'unknown class' &&
			details.class === record.class &&
			(details.permission === undefined || record.permissions.includes(details.permission)),
	);
	if (said === undefined) return undefined;
	const { permission, program } = said.details;
	const who =
		program === undefined
			? `The kernel said before (line ${said.line}) that the loaded policy`
			: `The tool that was asked says (${program}, line ${said.line}) that its policy`;
	const what = permission === undefined ? '' : `the permission ${permission} of `;
	return {
		name: 'unknown class',
		reason: `${who} does not have ${what}the class ${record.class}. So no rule has it, and none can.`,
		basis: 'record',
	};
}

function ofLabel(record: AccessRecord, layer: Layer, before: KernelMessage[]): Layer | undefined {
	const said = before.filter(({ details }) => details.context !== undefined);
	const { subject, object, details } = record;
	const own = said.find(({ details: { context } }) =>
		[subject.text, object.text].includes(context as string),
	);
	if (own && layer.name === 'type enforcement') {
		const reason = `The kernel said before (line ${own.line}) that the loaded policy does not know ${own.details.context}, so what has it counted as unlabeled_t.`;
		return { name: 'unknown label', reason, basis: 'record' };
	}
	if (layer.name !== 'unknown label' || said.length === 0) return undefined;
	const isOfFile = ({ details: of }: KernelMessage) =>
		of.ino !== undefined && of.ino === details.ino && of.dev === details.dev;
	const exact = said.find(isOfFile);
	return { ...layer, reason: `${layer.reason} ${whatWasSaid(exact ? [exact] : said)}` };
}

function whatWasSaid(said: KernelMessage[]): string {
	const contexts = [...new Set(said.map(({ details }) => details.context ?? ''))].map((text) =>
		printable(text),
	);
	const [first] = contexts;
	const { line } = said[0] as KernelMessage;
	if (contexts.length === 1) {
		return `The kernel said before (line ${line}) that this policy does not know ${first}: probably that is the label.`;
	}
	return `The kernel said before (from line ${line} on) that this policy does not know ${contexts.length} labels, such as ${first}: probably it is one of them.`;
}
