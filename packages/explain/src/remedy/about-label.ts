// The label of a file: what a tool has said of it, or what the record lets one guess.

import type { AccessRecord } from '@peercon/records';
import { isPassed } from '../check/situation.ts';
import type { PolicyAnswer } from '../layer/policy-tools.ts';
import { command, operand, recentRecords } from '../names.ts';
import { fileLabel } from './label.ts';
import { labelInstead } from './label-instead.ts';
import { isLinkForFolder } from './link-for-folder.ts';
import { isSwapFile } from './own-type.ts';
import { hasOpened, passed } from './passed.ts';
import type { Remedy } from './remedy.ts';
import { isOfSettings } from './settings-type.ts';
import { isDiskOfMachine } from './shared-type.ts';
import { isOfBrokenPolicy } from './sound-policy.ts';
import { isOfOtherModule } from './wrong-type.ts';

/** What tools have said of a label. */
export interface ToldLabel {
	/** The label that the policy has for a path, where sealert says that it is not there. */
	label?: PolicyAnswer['label'] | undefined;
	/** The type that audit2allow(1) would have in place of the object's. */
	typeInstead?: string | undefined;
}

/** What a tool has said of the label comes before what the record lets one guess. */
export function aboutLabel(record: AccessRecord, { label, typeInstead }: ToldLabel): Remedy[] {
	if (label && isLoaderInstead(record)) return [LOADER_INSTEAD];
	if (isLinkForFolder(record)) return [];
	if (label) return [ownLabel(label)];
	if (typeInstead !== undefined) return labelInstead(record, typeInstead);
	return isLeak(record) ? passed(record) : fileLabel(record);
}

/** What sealert(8) takes the path from is the last record PATH, which for execve(2) is that of the loader. */
function isLoaderInstead({ object, details: { path = '' } }: AccessRecord): boolean {
	const isLibrary = /\/(?:ld-linux[\w.-]*|ld-[\d.]+|lib[cm])\.so(?:\.\d+)?$/.test(path);
	return isLibrary && !/^(?:ld_so|lib|textrel_shlib|unlabeled)_t$/.test(object.type);
}

const LOADER_INSTEAD: Remedy = {
	kind: 'command',
	why: 'sealert probably names the wrong file: of a program that is started it takes the loader or a library, whose label is right, and the one that was refused is another (of the type in the record). This names it (name=, and the records PATH beside it):',
	text: recentRecords(),
};

/** A service that writes its own settings has opened them itself. */
function isLeak(record: AccessRecord): boolean {
	return (
		isPassed(record) &&
		!hasOpened(record) &&
		!isOfSettings(record) &&
		!isOfBrokenPolicy(record) &&
		!isSwapFile(record) &&
		!isOfOtherModule(record) &&
		!isDiskOfMachine(record)
	);
}

/** Where sealert has compared: what the policy has for the path is known. */
function ownLabel({ path, type }: NonNullable<ToldLabel['label']>): Remedy {
	return {
		kind: 'command',
		why: `Give the file the label that the policy has for its path, ${type}${path === undefined ? ' (PATH being that path, or its folder with -R)' : ''}:`,
		text: command('restorecon', '-v', ...operand(path ?? 'PATH')),
	};
}
