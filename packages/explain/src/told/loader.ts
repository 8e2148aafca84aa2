// Libraries that the dynamic loader may not map, by its own words: elf/dl-load.c, dl-reloc.c and dl-execstack.c of glibc.

import { printable, shellWord } from '@peercon/context/foreign-text';
import { command, operand } from '../names.ts';
import { IMAGE } from '../remedy/container.ts';
import { withoutMemory } from '../remedy/memory.ts';
import { hasDots } from '../remedy/path.ts';
import { relocations } from '../remedy/relocations.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { type Message, record } from './message.ts';

/** The program's own path may stand before it, where that is long. */
const OF_LOADER =
	/^(?:\/\S{1,1024}: )?error while loading shared libraries: ([^:\s]{1,1024}): (?:internal error: )?(.{1,128})$/;

/** What it says of a refusal, and what to do about a library. */
const SAID: [words: RegExp, advice: (library: string) => Remedy[]][] = [
	[/^cannot (?:restore|make) segment (?:prot|writable)\b.*ermission denied$/, relocations],
	[
		/^cannot enable executable stack\b.*ermission denied$/,
		() => withoutMemory('process', ['execstack'], '', []),
	],
	[/^cannot (?:change|apply additional) memory protection/, (library) => [...image(library)]],
	[
		/^(?:cannot open shared object file|failed to map segment from shared object): Permission denied$/,
		(library) => [toRestore(library)],
	],
];

/** What a message of the loader leads to; none for others. */
export function aboutLoader({ program, text }: Message): Remedy[] {
	const [, library = '', words = ''] = OF_LOADER.exec(text) ?? [];
	const [, advice] = SAID.find(([said]) => said.test(words)) ?? [];
	if (advice === undefined) return [];
	const loaded: Remedy = {
		kind: 'note',
		why: `${printable(program ?? 'A program')} may not use the library ${shellWord(library)}.`,
	};
	return [loaded, record(program), ...advice(isPath(library) ? library : 'LIBRARY')];
}

function isPath(library: string): boolean {
	return library.startsWith('/') && !hasDots(library);
}

/** libc.so.6 itself is in every program: it is the label of the file, or of all around it. */
function image(library: string): Remedy[] {
	return [
		{
			...IMAGE,
			why: `If it is a container: ${IMAGE.why.replace(/^If it is part of the image, /, '')}`,
		},
		toRestore(library),
	];
}

function toRestore(library: string): Remedy {
	return {
		kind: 'command',
		why: 'On the host it is mostly the label of the library (lib_t, which every program may use), its mode, or a mount with noexec. This gives it the label that the policy has for its path:',
		text: command('restorecon', '-v', ...operand(library)),
	};
}
