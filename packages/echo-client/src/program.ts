import { ENVIRONMENT, type ProgramTable } from '@peercon/program';
import { DEFAULT_MESSAGE, ECHO_PORT } from './client.ts';
import { clientStatuses, EXIT_UNSENT_LABEL } from './exit-status.ts';
import { messageFlags } from './message-argument.ts';

export const PROGRAM = {
	name: 'echo-client',
	variants: {
		'echo-client-jitless': "The same as node --jitless, for where SELinux denies 'execmem'.",
	},
	section: 1,
	brief: 'send a message to an echo server and check that it comes back',
	forms: ['[options] <host|path> [message]'],
	about: [
		`Send a message (default '${DEFAULT_MESSAGE}') to an echo server (RFC 862) and check that it comes back. What has a slash in it is the path of a UNIX stream socket, and @name its abstract name. The message '-' is read from stdin.`,
	],
	details: [
		'Labeled networking denies by dropping packets, which looks like a refusal, a silence or an unreachable host. So where SELinux may be the reason, the command is shown that tells what the kernel has recorded.',
		'With the policy modules it runs as echo_client_t, which may use the terminal and the pipes of whoever starts it, and none of their files.',
	],
	least: 1,
	most: 2,
	completes: ['host', undefined],
	options: {
		port: {
			alias: 'p',
			type: 'string',
			value: 'port',
			requiresArg: true,
			default: String(ECHO_PORT),
			describe: 'The port of the host',
		},
		udp: { type: 'boolean', describe: 'Use UDP', conflicts: 'sctp' },
		sctp: { type: 'boolean', describe: 'Use SCTP' },
		...messageFlags,
	},
	seen: [
		{
			about: 'A login as staff_u, who may start the client and not the server:',
			document: 'starting-confined-programs.md',
			block: 'staff',
		},
	],
	statuses: { ...clientStatuses, [EXIT_UNSENT_LABEL]: 'its label could not be sent' },
	environment: ENVIRONMENT,
	seeAlso: ['echo-server(8)', 'peercon(1)', 'runcon(1)', 'ausearch(8)', 'unix(7)'],
} as const satisfies ProgramTable;
