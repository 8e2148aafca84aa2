import { ENVIRONMENT, limitFlags, type ProgramTable, SERVER_STATUSES } from '@peercon/program';
import { KINDS } from './kinds.ts';

export const PROGRAM = {
	name: 'channel-server',
	section: 1,
	brief: 'echo what arrives over a channel between two processes',
	forms: ['[options] <kind> [name]', '--list'],
	about: [
		'Echo what arrives over a channel between two processes of this host. --list shows the kinds of channels, their names, and what SELinux asks for each.',
	],
	least: 0,
	most: 2,
	completes: [KINDS.map(({ name }) => name), 'file'],
	options: {
		list: { type: 'boolean', describe: 'List the kinds of channels' },
		json: { type: 'boolean', default: false, describe: 'Report on stdout, one JSON object a line' },
		quiet: { type: 'boolean', default: false, describe: 'Report nothing' },
		'max-connections': limitFlags['max-connections'],
	},
	examples: [
		['$0 fifo ./hello', 'The FIFOs hello and hello.echo'],
		['$0 unix-stream @hello', 'A UNIX socket with an abstract name'],
	],
	seen: [
		{
			about: 'A server and a client that share memory, and what ipcs(1) shows of it:',
			document: 'every-channel.md',
			block: 'shm',
		},
	],
	statuses: SERVER_STATUSES,
	environment: ENVIRONMENT,
	files: { '/run/channel-server': 'Where what it makes is, if no name is given.' },
	seeAlso: [
		'channel-client(1)',
		'ipcs(1)',
		'sysvipc(7)',
		'mq_overview(7)',
		'unix(7)',
		'netlink(7)',
	],
} as const satisfies ProgramTable;
