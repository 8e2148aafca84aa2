import {
	limitFlags,
	listenFlags,
	METRICS_DETAIL,
	metricsFlag,
	type ProgramTable,
	SERVER_STATUSES,
	SERVICE_ENVIRONMENT,
} from '@peercon/program';

export const PROGRAM = {
	name: 'getpeercon-server',
	variants: {
		'getpeercon-server-jitless': "The same as node --jitless, for where SELinux denies 'execmem'.",
	},
	section: 8,
	brief: "print every peer's security context, and what it sends",
	forms: ['[options] <port|path>'],
	about: [
		'Print the security context of every peer, and what it sends: on a port over TCP, or on the path of a UNIX stream socket, ./name for one here, @name for an abstract one.',
	],
	details: [
		'Where a service manager has opened sockets for it, as systemd does for a .socket unit, it serves these. If a port or path is named as well, they must be at that. What is in the log behind "opened as" is the context of the socket.',
		'Naming protocols serves just those, on one port. Diagnostics go to stderr and received data to stdout. It goes into a pipe or a file as it came, to the byte; a terminal would obey what a peer sends, so there its control characters are written out.',
		METRICS_DETAIL,
	],
	// A service manager may have opened the sockets.
	least: 0,
	most: 1,
	completes: ['file'],
	options: {
		...listenFlags,
		log: {
			alias: 'l',
			type: 'string',
			value: 'file',
			completes: 'file',
			requiresArg: true,
			describe: 'Append a copy of all output to this file',
		},
		reply: {
			type: 'boolean',
			default: false,
			describe: 'Send each peer the context that it has here',
		},
		...metricsFlag,
		...limitFlags,
	},
	examples: [
		['$0 5000', 'TCP port 5000, IPv6 and IPv4'],
		['$0 --udp --reply 5000', "Answers 'who am I to you?'"],
		['$0 /run/peers.sock', 'A UNIX stream socket'],
	],
	seen: [
		{
			about: 'Clients at several levels, by eth0 and by lo:',
			document: 'full-labels-over-loopback.md',
			block: 'session',
		},
	],
	statuses: SERVER_STATUSES,
	environment: SERVICE_ENVIRONMENT,
	files: {
		'getpeercon-server.service, getpeercon-server.socket':
			"The units, in the package's folder systemd.",
		'/run/getpeercon-server': "The service's folder, for a UNIX socket.",
	},
	seeAlso: [
		'sd_listen_fds(3)',
		'systemd.socket(5)',
		'echo-server(8)',
		'peercon(1)',
		'getpeercon(3)',
		'netlabelctl(8)',
		'mcstransd(8)',
	],
} as const satisfies ProgramTable;
