import { DIRECT, OURS, XINETD } from './contenders.ts';

/** Where the bench's programs are in the guest. */
export const PROGRAMS = '/usr/local/lib/peercon-bench';

export const C_EPOLL = 'C, epoll, getpeercon';
export const SYSTEMD = 'systemd, Accept=yes';

const HELLO = '/usr/local/lib/node_modules/@peercon/mls-server/dist/worker/hello.js';

/** A server in the guest, started by systemd, which gives each its own domain. */
export interface GuestContender {
	name: string;
	port: number;
	/** What is started and stopped. */
	unit: string;
	/** The types of its processes. */
	types: string[];
	/** Whether it gets faster as it runs. */
	isNode?: boolean;
	/** Whether it starts a process for each connection. */
	isSlow?: boolean;
}

/** In the order of the tables. */
export const guestContenders: GuestContender[] = [
	{ name: C_EPOLL, port: 5081, unit: 'bench-epoll.service', types: ['bench_server_t'] },
	{
		name: DIRECT,
		port: 5082,
		unit: 'bench-direct.service',
		types: ['bench_server_t'],
		isNode: true,
	},
	{
		name: OURS,
		port: 5080,
		unit: 'bench-mls-server.service',
		types: ['mls_server_t', 'mls_server_worker_t'],
		isNode: true,
	},
	{
		name: XINETD,
		port: 5083,
		unit: 'bench-xinetd.service',
		types: ['inetd_t', 'bench_hello_t'],
		isSlow: true,
	},
	{
		name: SYSTEMD,
		port: 5084,
		unit: 'bench-systemd.socket',
		types: ['init_t', 'bench_hello_t'],
		isSlow: true,
	},
];

/** Their configuration: paths in the guest, and what is in the files. */
export const guestFiles: Record<string, string> = {
	...service('epoll', `${PROGRAMS}/epoll-hello 5081 ask`),
	...service('direct', `${PROGRAMS}/direct.mjs 5082 ${HELLO}`),
	...service('mls-server', `/usr/local/bin/mls-server --quiet 5080 -- ${HELLO}`),
	...service('xinetd', `/usr/sbin/xinetd -dontfork -f ${PROGRAMS}/xinetd.conf`),
	// With LABELED xinetd looks up the label of the server's argv[0], which is its path only by way of
	// NAMEINARGS, and that only if it comes before server_args. Else every connection is refused.
	[`${PROGRAMS}/xinetd.conf`]: `service hello
{
	type = UNLISTED
	flags = LABELED NAMEINARGS IPv4 NODELAY NOLIBWRAP
	server = ${PROGRAMS}/hello-once
	server_args = ${PROGRAMS}/hello-once
	socket_type = stream
	protocol = tcp
	port = 5083
	wait = no
	user = root
	instances = UNLIMITED
	per_source = UNLIMITED
	cps = 1000000 1
	log_type = SYSLOG daemon
}
`,
	'/etc/systemd/system/bench-systemd.socket': `[Socket]
ListenStream=0.0.0.0:5084
Accept=yes
SELinuxContextFromNet=yes
NoDelay=yes
Backlog=4096
MaxConnections=4096
TriggerLimitIntervalSec=0
`,
	'/etc/systemd/system/bench-systemd@.service': `[Unit]
DefaultDependencies=no
CollectMode=inactive-or-failed

[Service]
ExecStart=${PROGRAMS}/hello-once
StandardInput=socket
StandardError=null
`,
};

function service(name: string, command: string): Record<string, string> {
	return {
		[`/etc/systemd/system/bench-${name}.service`]: `[Service]
Type=exec
ExecStart=${command}
LimitNOFILE=65536
`,
	};
}
