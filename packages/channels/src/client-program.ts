import { DEFAULT_MESSAGE } from '@peercon/echo-client';
import { clientStatuses } from '@peercon/echo-client/exit-status';
import { messageFlags } from '@peercon/echo-client/message-argument';
import { ENVIRONMENT, type ProgramTable } from '@peercon/program';
import { KINDS } from './kinds.ts';

export const PROGRAM = {
	name: 'channel-client',
	section: 1,
	brief: 'send a message over a channel between two processes',
	forms: ['[options] <kind> [name [message]]', '--list'],
	about: [
		`Send a message (default '${DEFAULT_MESSAGE}') to channel-server over a channel between two processes of this host, and check that it comes back. --list shows the kinds of channels, their names, and what SELinux asks for each. The message '-' is read from stdin.`,
	],
	least: 0,
	most: 3,
	completes: [KINDS.map(({ name }) => name), 'file', undefined],
	options: {
		list: { type: 'boolean', describe: 'List the kinds of channels' },
		json: { type: 'boolean', describe: 'With --list: one JSON object a line' },
		...messageFlags,
	},
	seen: [
		{
			about: 'UNIX sockets, with a path and with an abstract name:',
			document: 'every-channel.md',
			block: 'unix',
		},
	],
	statuses: clientStatuses,
	environment: ENVIRONMENT,
	seeAlso: [
		'channel-server(1)',
		'peercon(1)',
		'ipcs(1)',
		'sysvipc(7)',
		'mq_overview(7)',
		'unix(7)',
	],
} as const satisfies ProgramTable;
