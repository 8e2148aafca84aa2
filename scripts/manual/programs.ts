import { join } from 'node:path';
import type { ProgramOption, ProgramTable } from '@peercon/program';
import { PROGRAM as channelClient } from '../../packages/channels/src/client-program.ts';
import { PROGRAM as channelServer } from '../../packages/channels/src/server-program.ts';
import { PROGRAM as echoClient } from '../../packages/echo-client/src/program.ts';
import { PROGRAM as echoServer } from '../../packages/echo-server/src/program.ts';
import { PROGRAM as peercon } from '../../packages/explain/src/program.ts';
import { PROGRAM as getpeerconServer } from '../../packages/getpeercon-server/src/program.ts';
import { PROGRAM as mlsServer } from '../../packages/mls-server/src/program.ts';
import { ROOT } from '../runner/files.ts';

/** A program, and where what is made of its table goes. */
export interface Documented {
	/** The package's folder. */
	folder: string;
	/** The module that has its table, in that folder. */
	source: string;
	table: ProgramTable;
}

const TABLES: [folder: string, source: string, table: ProgramTable][] = [
	['channels', 'src/client-program.ts', channelClient],
	['channels', 'src/server-program.ts', channelServer],
	['echo-client', 'src/program.ts', echoClient],
	['echo-server', 'src/program.ts', echoServer],
	['explain', 'src/program.ts', peercon],
	['getpeercon-server', 'src/program.ts', getpeerconServer],
	['mls-server', 'src/program.ts', mlsServer],
];

/** Every program that has an option. */
export const PROGRAMS: Documented[] = TABLES.map(([folder, source, table]) => ({
	folder: join(ROOT, 'packages', folder),
	source,
	table,
}));

/** What yargs gives every program. */
const EVERYWHERE: Record<string, ProgramOption> = {
	help: { type: 'boolean', alias: 'h', describe: 'Show help' },
	version: { type: 'boolean', describe: 'Show version number' },
};

/** An option as people see it. */
export interface ShownOption extends ProgramOption {
	/** As it is typed: `--port`, and `-p` before it if it has a short one. */
	words: string[];
	describe: string;
}

/** The options of a program, in the order in which its help has them. */
export function optionsOf({ options }: ProgramTable): ShownOption[] {
	return Object.entries({ ...EVERYWHERE, ...options }).map(([name, option]) => {
		const { alias, describe } = option;
		if (typeof describe !== 'string') throw new Error(`--${name} does not say what it does`);
		const short = typeof alias === 'string' ? [`-${alias}`] : [];
		return { ...option, describe, words: [...short, `--${name}`] };
	});
}

/** All the names of a program. */
export function namesOf({ name, variants = {} }: ProgramTable): string[] {
	return [name, ...Object.keys(variants)];
}

/** What its arguments are called, in the first of its forms: `<host|path>` is `host|path`. */
export function argumentNames({ forms: [form] }: ProgramTable): string[] {
	const words = form.match(/[\w|-]+/g) ?? [];
	return words.filter((word) => word !== 'options' && word !== '--');
}

/** The default of an option that is worth telling; flags are off. */
export function defaultOf(option: ProgramOption): string | undefined {
	return option.default === undefined || option.default === false
		? undefined
		: String(option.default);
}
