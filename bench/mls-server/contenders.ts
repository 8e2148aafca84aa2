import { compile, inBench } from '../build.ts';
import type { Contender } from '../contenders.ts';
import { xinetd } from '../xinetd.ts';
import { ECHO_ONCE, HELLO, MLS_SERVER, SPEAK_FIRST } from './paths.ts';

/** The contender that the others are compared with: the same module without a super-server. */
export const DIRECT = 'Node directly';
/** The contender that has to reach the targets. */
export const OURS = 'mls-server --quiet';
/** The same with V8's compiler in the super-server, too: its workers have it anyway. */
export const OURS_JIT = 'mls-server-jit --quiet';
export const FORK = 'Node, fork() and send()';
export const XINETD = 'xinetd';
export const SYSTEMD = 'systemd-socket-activate';

/** A request for one answer. */
export const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

const answering: Contender[] = [
	{ name: 'C, epoll', command: (port) => [compile('epoll-hello'), `${port}`] },
	...inNode(HELLO),
	{ name: XINETD, command: (port, folder) => xinetd(port, folder, compile('hello-once')) },
	{ name: SYSTEMD, reports: true, command: (port) => socketActivate(port, compile('hello-once')) },
];

/** Those who answer HTTP requests with a greeting. */
export const greeters: Contender[] = answering.map((contender) => ({
	...contender,
	greeting: GET,
}));

/** Those who echo a byte and close. */
export const echoers: Contender[] = [
	{ name: 'C, epoll', command: (port) => [compile('epoll-echo'), `${port}`] },
	...inNode(ECHO_ONCE),
	{ name: XINETD, command: (port, folder) => xinetd(port, folder, '/bin/cat') },
	{ name: SYSTEMD, reports: true, command: (port) => socketActivate(port, '/bin/cat') },
];

/** Those who write a byte without being asked, and close. */
export const speakers: Contender[] = [
	...inNode(SPEAK_FIRST),
	{ name: XINETD, command: (port, folder) => xinetd(port, folder, compile('speak-first')) },
	{
		name: SYSTEMD,
		reports: true,
		command: (port) => socketActivate(port, compile('speak-first')),
	},
];

/** Those of the contenders with these names, in the same order. */
export function only(contenders: Contender[], ...names: string[]): Contender[] {
	return contenders.filter(({ name }) => names.includes(name));
}

/** A worker module by itself, under mls-server, and handed connections as Node has it. */
function inNode(module: string): Contender[] {
	const script = (name: string, port: number): [string, ...string[]] => [
		process.execPath,
		inBench(`mls-server/${name}.mjs`),
		`${port}`,
		module,
	];
	return [
		{ name: DIRECT, command: (port) => script('direct', port) },
		{ name: OURS, workers: 1, command: (port) => mlsServer(port, module, '--quiet') },
		{ name: OURS_JIT, workers: 1, command: (port) => withJit(mlsServer(port, module, '--quiet')) },
		{ name: 'mls-server', workers: 1, reports: true, command: (port) => mlsServer(port, module) },
		{ name: FORK, workers: 1, command: (port) => script('fork', port) },
	];
}

/** mls-server on a host without SELinux, with flags before the port. */
export function mlsServer(port: number, module: string, ...flags: string[]): [string, ...string[]] {
	const command = [MLS_SERVER, '--allow-no-selinux', ...flags, `${port}`, '--', module];
	return [process.execPath, ...JITLESS, ...command];
}

/** What env(1) gives to node for bin/mls-server.js. */
const JITLESS = ['--jitless'];

/** The same command without these, as bin/mls-server-jit.js has it. */
function withJit([node, ...rest]: [string, ...string[]]): [string, ...string[]] {
	return [node, ...rest.filter((word) => !JITLESS.includes(word))];
}

/**
 * Stands for systemd's `Accept=yes` where systemd is not what runs the host.
 *
 * @see systemd-socket-activate(1)
 */
function socketActivate(port: number, program: string): [string, ...string[]] {
	return ['systemd-socket-activate', '--accept', '--inetd', '-l', `${port}`, program];
}
