// How a guest is made, step by step: each stage is a folder in the cache, made from those before it.
import { cached, keyOf } from '../cache.ts';
import { GuestLostError, LabError } from '../errors.ts';
import { CACHE, ROOT } from '../paths.ts';
import { say, step } from '../progress.ts';

/** Folders of stages, by what another stage calls them. */
export type Folders<Inputs extends string = string> = Readonly<Record<Inputs, string>>;

/** A step on the way to a guest. */
export interface Stage<Inputs extends string = string> {
	/** The first part of its folder's name. */
	name: string;
	/** The stages that it is made from. */
	inputs: Readonly<Record<Inputs, Stage>>;
	/** What of the checkout it is made from: paths relative to its top folder. */
	files(): string[];
	/** Whatever else decides what it becomes. */
	others: string[];
	/** How many of its name are kept, the last used ones. */
	kept: number;
	/** What a person is told while it is made, and how long it usually takes, in seconds. */
	told?: [text: string, seconds: number];
	/** Who is made from it can do without: then its folder is ''. */
	isOptional?: true;
	/** Makes it, in a folder that is there and empty, from the folders of its inputs. */
	make(folder: string, inputs: Folders<Inputs>): Promise<void>;
}

/** Lets the compiler know a stage's inputs by what they are called. */
export function stage<Inputs extends string>(parts: Stage<Inputs>): Stage<Inputs> {
	return parts;
}

/** Those that this process has made or found: they are not looked for again. */
const known = new Map<string, Promise<string>>();

/**
 * Gives a stage's folder, and makes it if it is not there, after what it is made from.
 *
 * @returns the folder's path; it stays there as long as this process does
 */
export function folderOf(stage: Stage): Promise<string> {
	const which = [stage.name, ...stage.others].join('\0');
	const folder = known.get(which) ?? madeOrFound(stage);
	known.set(which, folder);
	folder.catch((error) => {
		if (error instanceof GuestLostError) known.delete(which); // there may be another engine
	});
	return folder;
}

async function madeOrFound(stage: Stage): Promise<string> {
	const folders: Record<string, string> = {};
	// One after the other: most take all of the processor, and as much memory as there is.
	for (const [name, input] of Object.entries(stage.inputs)) {
		folders[name] = await (input.isOptional ? folderOrNone(input) : folderOf(input));
	}
	const key = keyOf(ROOT, stage.files(), ...Object.values(folders), ...stage.others);
	return cached(CACHE, stage.name, key, stage.kept, (folder) => {
		const make = () => stage.make(folder, folders);
		return stage.told ? step(...stage.told, make) : make();
	});
}

async function folderOrNone(stage: Stage): Promise<string> {
	try {
		return await folderOf(stage);
	} catch (error) {
		if (!(error instanceof LabError)) throw error;
		say(error.message);
		return '';
	}
}
