import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compile, inBench } from './build.ts';
import { xinetd } from './xinetd.ts';

/** A server to measure. */
export interface Contender {
	name: string;
	/** Whether it writes on stderr for every connection: that goes to /dev/null, not to a file. */
	reports?: boolean;
	/** What it answers to (default: a byte, which it echoes). */
	greeting?: string;
	/** Number of processes that stay with it when there are no connections (default 0). */
	workers?: number;
	/**
	 * What starts it, in the foreground.
	 *
	 * @param port - where it shall listen
	 * @param folder - for its files
	 */
	command(port: number, folder: string): [string, ...string[]];
}

/** The contender that the others are compared with. */
export const REFERENCE = 'C, epoll';
/** The contender that has to reach the targets. */
export const OURS = 'echo-server --quiet';
/** The same, asking the kernel for every peer's context. */
export const OURS_REPORTING = 'echo-server';
/** The same as the first, without V8's compiler, so that no memory is writable and executable. */
export const OURS_JITLESS = 'echo-server-jitless --quiet';

/** Each contender is set up to be as fast as it can be; why a flag is there is said in README.md. */
export const contenders: Contender[] = [
	{ name: REFERENCE, command: (port) => [compile('epoll-echo'), `${port}`] },
	{ name: OURS, command: (port) => echoServer('--quiet', '--tcp', `${port}`) },
	{ name: OURS_REPORTING, reports: true, command: (port) => echoServer('--tcp', `${port}`) },
	{ name: OURS_JITLESS, command: (port) => jitless(echoServer('--quiet', '--tcp', `${port}`)) },
	{
		name: 'Node, socket.pipe',
		command: (port) => [process.execPath, inBench('node-pipe.mjs'), `${port}`],
	},
	{
		name: 'socat PIPE',
		command: (port) => [
			'socat',
			'-b65536',
			`TCP6-LISTEN:${port},fork,reuseaddr,nodelay,backlog=4096`,
			'PIPE',
		],
	},
	{
		name: 'ncat -e /bin/cat',
		command: (port) => ['ncat', '-lk', '--max-conns', '10000', '-e', '/bin/cat', `${port}`],
	},
	{ name: 'xinetd, its own echo', command: (port, folder) => xinetd(port, folder) },
	{ name: 'xinetd, /bin/cat', command: (port, folder) => xinetd(port, folder, '/bin/cat') },
];

function echoServer(...flags: string[]): [string, ...string[]] {
	const dist = dirname(createRequire(import.meta.url).resolve('@peercon/echo-server'));
	return [process.execPath, join(dist, '../bin/echo-server.js'), ...flags];
}

/** The flags of bin/echo-server-jitless.js, which env(1) gives to node. */
function jitless([node, ...rest]: [string, ...string[]]): [string, ...string[]] {
	return [node, '--jitless', ...rest];
}
