import {
	limitFlags,
	listenFlags,
	METRICS_DETAIL,
	metricsFlag,
	type ProgramTable,
	SERVER_STATUSES,
	SERVICE_ENVIRONMENT,
} from '@peercon/program';
import { ECHO_PORT } from './server.ts';

export const PROGRAM = {
	name: 'echo-server',
	variants: {
		'echo-server-jitless': "The same as node --jitless, for where SELinux denies 'execmem'.",
	},
	section: 8,
	brief: 'echo what arrives, and log each peer with its security context',
	forms: ['[options] [port|path]'],
	about: [
		`Echo what arrives (RFC 862): on a port (default ${ECHO_PORT}) over TCP and UDP together, or on the path of a UNIX stream socket, ./name for one here, @name for an abstract one.`,
	],
	details: [
		'Where a service manager has opened sockets for it, as systemd does for a .socket unit, it serves these. If a port or path is named as well, they must be at that. What is in the log behind "opened as" is the context of the socket.',
		'Each peer is logged with the security context that the kernel has for it: getpeercon(3). The log is on stderr, or on stdout with --json. A log that nobody reads costs its lines, which are counted, and never the service.',
		'A datagram from a port below 1024, or from the port that it serves, is not answered: two servers would answer each other forever.',
		'Where the log goes to the journal of systemd, each event has what --json says as fields, such as PEERCON_EVENT and PEERCON_RAW_CONTEXT, and PEERCON_LEVEL, the level of the peer: journalctl(1) finds by it what the peers of one level have done.',
		METRICS_DETAIL,
	],
	least: 0,
	most: 1,
	completes: ['file'],
	options: {
		...listenFlags,
		quiet: {
			type: 'boolean',
			default: false,
			describe: 'Report nothing, and ask for no contexts',
		},
		...metricsFlag,
		...limitFlags,
	},
	examples: [
		['$0', 'Port 7, TCP and UDP'],
		['$0 --sctp 5007', 'Only SCTP: what is named is served'],
		['$0 /run/echo.sock', 'A UNIX stream socket'],
	],
	seen: [
		{
			about: 'As a service:',
			document: 'starting-confined-programs.md',
			block: 'service',
		},
	],
	statuses: SERVER_STATUSES,
	environment: SERVICE_ENVIRONMENT,
	files: {
		'echo-server.service, echo-server.socket': "The units, in the package's folder systemd.",
		'/run/echo-server': "The service's folder, for a UNIX socket.",
	},
	seeAlso: [
		'journalctl(1)',
		'sd_listen_fds(3)',
		'systemd.socket(5)',
		'echo-client(1)',
		'getpeercon-server(8)',
		'getpeercon(3)',
		'mcstransd(8)',
		'systemd.service(5)',
	],
} as const satisfies ProgramTable;
