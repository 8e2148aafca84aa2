// getpeercon-server on this host, which runs SELinux, and a few clients, so that there is something
// to see. On a terminal the server then stays; without one, all ends with status 0.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { styleText } from 'node:util';

const PORT = 5000;

const BIN = join(import.meta.dirname, '../../packages/getpeercon-server/bin/getpeercon-server.js');

const CLIENTS = [
	{ host: '127.0.0.1', message: 'Hello over IPv4\n' },
	{ host: '::1', message: 'Hello over IPv6\n' },
];

/** A line of this script's own, apart from the server's. */
function say(text: string): void {
	process.stdout.write(`${styleText('bold', `# ${text}`)}\n`);
}

/** Passes on what the server prints, and tells when it waits for a client once more. */
function watch(server: ChildProcess): { waiting(): Promise<void> } {
	let onWaiting = () => {};
	server.stdout?.setEncoding('utf8').on('data', (text: string) => {
		process.stdout.write(text);
		if (text.endsWith('-> waiting ... ')) onWaiting();
	});
	return {
		waiting: () =>
			new Promise((resolve) => {
				onWaiting = resolve;
			}),
	};
}

async function visit({ host, message }: (typeof CLIENTS)[number]): Promise<void> {
	process.stdout.write('\n');
	say(`a client connects to ${host} port ${PORT}`);
	const socket = net.connect(PORT, host);
	socket.end(message);
	socket.resume();
	await once(socket, 'close');
}

say(`npx getpeercon-server ${PORT}`);
// Both of its streams through one pipe, so that they keep their order.
const command = ['-c', 'exec "$0" "$@" 2>&1', process.execPath, BIN, String(PORT)];
const server = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] });
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill());
const { waiting } = watch(server);
const ended = once(server, 'exit').then(([status]) => process.exit(status ?? 1));

await Promise.race([waiting(), ended]);
for (const client of CLIENTS) {
	const served = waiting();
	try {
		await visit(client);
		await served;
	} catch (error) {
		say(`${(error as Error).message}: this host has no ${client.host}`);
	}
}

process.stdout.write('\n');
say("'npx lab up' starts a guest, to try things that this host should not see.");
if (process.stdin.isTTY) {
	say('The server goes on until Ctrl-C. From another terminal, try:');
	say(`  bash -c 'echo Hello > /dev/tcp/127.0.0.1/${PORT}'`);
	say('  npx echo-server 5007     and in a third one     npx echo-client -p 5007 localhost');
	process.on('SIGINT', () => {}); // the terminal sends it to the server, too, which ends
} else {
	server.kill();
}
