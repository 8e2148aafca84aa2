import {
	METRICS_DETAIL,
	type ProgramTable,
	SERVER_STATUSES,
	SERVICE_ENVIRONMENT,
} from '@peercon/program';
import { serverFlags } from './flags.ts';

export const PROGRAM = {
	name: 'mls-server',
	variants: {
		'mls-server-jit':
			"The same with V8's compiler, which the policy allows where the boolean mls_server_jit is on.",
	},
	section: 8,
	brief: "serve each connection by a worker at its peer's level",
	forms: ['[options] <port> [-- worker-module]', '[--json] --status PATH'],
	about: [
		"Serve each connection by a worker process at the level of its peer: one worker for each context, started when its first peer connects. The module exports a function connection(socket), or request(request, response) for HTTP; without one, workers answer 'Hello, world!'. Without a port, list a server's workers.",
	],
	details: [
		'SIGTERM or SIGINT: it stops listening and lets workers finish, --drain-timeout seconds at most. A second one ends it at once. SIGHUP: it tries a worker out, with the module and the policy as they are now; new connections get fresh workers then, and the old ones finish theirs, --retire-timeout seconds at most.',
		'Before it listens it tries a worker out: a module that does not load, a label that is missing or a permission that the policy denies are said at the start, not to the first client.',
		'Where the log goes to the journal of systemd, each event has what --json says as fields, such as PEERCON_EVENT and PEERCON_RAW_CONTEXT, and PEERCON_LEVEL, the level of the peer: journalctl(1) finds by it what the peers of one level have done.',
		METRICS_DETAIL,
	],
	least: 0,
	most: 2,
	completes: [undefined, 'file'],
	options: serverFlags,
	examples: [
		['$0 5080', "The greeting of Ted Toth's article"],
		['$0 5080 -- ./app.js', 'Your own module'],
		['$0 --status /run/mls-server/status', 'The workers of a server with that --status'],
		['$0 --metrics /run/mls-server/metrics 5080', 'Numbers of each level, for Prometheus'],
	],
	seen: [
		{
			about: 'The workers of a server that clients at two levels have asked:',
			document: 'servers-at-mls-level.md',
			block: 'status',
		},
	],
	statuses: SERVER_STATUSES,
	environment: SERVICE_ENVIRONMENT,
	files: {
		'mls-server.service': "The unit, in the package's folder systemd.",
		'/run/mls-server/status': "The list of the service's workers.",
		'/var/lib/mls-worker': "Workers' files, in a folder for each level.",
		'mls-worker.js':
			"In the package's folder bin: what workers are started with, whose label decides their type. A copy with another label is for --exec.",
	},
	seeAlso: [
		'journalctl(1)',
		'peercon(1)',
		'getpeercon(3)',
		'security_compute_create(3)',
		'selinux(8)',
		'systemd.service(5)',
	],
} as const satisfies ProgramTable;
