// Every program with words that nobody means: it may refuse them or serve, but it says so in words of
// its own, with a status that it documents.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';

const PACKAGES = join(import.meta.dirname, '../packages');

const BINS: Record<string, string> = {
	'channel-client': 'channels/bin/channel-client.js',
	'channel-server': 'channels/bin/channel-server.js',
	'echo-client': 'echo-client/bin/echo-client.js',
	'echo-server': 'echo-server/bin/echo-server.js',
	'getpeercon-server': 'getpeercon-server/bin/getpeercon-server.js',
	'mls-server': 'mls-server/bin/mls-server.js',
	peercon: 'explain/bin/peercon.js',
};

/** 3 is peercon's for malformed lines, up to 5 are echo-client's. */
const HIGHEST_STATUS = 5;

/** A program that is still there has understood what it was to do, and waits. */
const STARTS_IN = 3000;

const option = fc.constantFrom(
	...[
		'tcp',
		'udp',
		'sctp',
		'json',
		'quiet',
		'reply',
		'help',
		'version',
		'last',
		'list',
		'allow-no-selinux',
	],
	...[
		'host',
		'max-connections',
		'idle-timeout',
		'log',
		'status',
		'exec',
		'unlabeled-level',
		'policy',
	],
	...['max-workers', 'timeout', '__proto__', 'constructor', 'x', '_', ''],
);
const value = fc.oneof(
	fc.constantFrom('', '0', '1', '-1', '1e999', 'NaN', '0x10', 'yes', '127.0.0.1', '/no/such/path'),
	fc.string({ unit: 'binary', maxLength: 5 }).map((text) => text.replaceAll('\0', '')),
	fc.constant('x'.repeat(5000)),
);
const word = fc.oneof(
	option.map((name) => `--${name}`),
	fc.tuple(option, value).map(([name, to]) => `--${name}=${to}`),
	option.map((name) => `--${name}.x=1`),
	option.map((name) => `--no-${name}`),
	value,
	// Where a server may serve: the kernel's choice.
	fc.constantFrom('0', '--', '-', '-h', '-l', '-p', 'explain', '--host=127.0.0.1'),
);

async function run(bin: string, args: string[]) {
	const child = spawn(process.execPath, [join(PACKAGES, bin), ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		cwd: '/',
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (data) => {
			output += data;
		});
	}
	const ending = setTimeout(() => child.kill(), STARTS_IN);
	const killing = setTimeout(() => child.kill('SIGKILL'), 10 * STARTS_IN);
	const [status, signal] = await once(child, 'close');
	clearTimeout(ending);
	clearTimeout(killing);
	return { status, signal, output };
}

export default fc.asyncProperty(
	fc.constantFrom(...Object.keys(BINS)),
	fc.array(word, { maxLength: 4 }),
	async (name, args) => {
		const { status, signal, output } = await run(BINS[name] as string, args);
		const how = `${name} ended with ${signal ?? status}: ${output}`;
		if (signal === 'SIGKILL' || status > HIGHEST_STATUS) throw new Error(how);
		if (/\n {4}at |node:internal/.test(output)) throw new Error(`a stack trace of ${how}`);
		if (status === 2 && !output.startsWith(`${name}: `)) throw new Error(`no reason of ${how}`);
	},
);
