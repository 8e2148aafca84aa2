// getpeercon-server in the lab's guest, with the clients of Paul Moore's article on labels over
// loopback. On a terminal a shell in the guest follows, with the server still running.

import { styleText } from 'node:util';
import {
	engineText,
	Guest,
	hasTerminal,
	interactive,
	LabError,
	type Running,
	startGuest,
	type Terminals,
} from '@peercon/lab';

const SERVER = 'getpeercon-server 5000';
const WAITING = '-> waiting ... ';

/** Full contexts on 127.0.0.1, which never leave this host; levels alone on another address. */
const NETWORK = ['eth0.sh', 'two-dois.sh'];

const CLIENTS = [
	{ caption: 'CIPSO, local: its full context', command: 'echo Hello | ncat 127.0.0.1 5000' },
	{
		caption: 'the same at another level',
		command: "runcon -l s0:c5,c7 sh -c 'echo Hello | ncat 127.0.0.1 5000'",
	},
	{
		caption: 'CIPSO, pass-through: its level alone',
		command: 'echo Hello | ncat 192.168.8.4 5000',
	},
	{ caption: 'IPv6, which nothing labels here', command: 'echo Hello | ncat ::1 5000' },
];

/** A line of this script's own, apart from the server's. */
function say(text: string): void {
	process.stdout.write(`${styleText('bold', `# ${text}`)}\n`);
}

/** Waits until the server has said a number of times that it waits for a client. */
function waiting(server: Running, times: number): Promise<unknown> {
	return server.waitFor(new RegExp(`(?:${WAITING.replaceAll('.', '\\.')}[\\s\\S]*){${times}}`));
}

/** Runs one of lab/network; gives the commands in it, as sh(1) shows them. */
async function traced(guest: Guest, file: string): Promise<string> {
	const commands = await guest.must(`PS4= sh -x "$(command -v ${file})" up`);
	return commands.replace('set -e\n', '');
}

async function show(guest: Guest): Promise<void> {
	for (const file of NETWORK) {
		say(`${file} up`);
		process.stdout.write(await traced(guest, file));
	}
	say(SERVER);
	const server = guest.start(SERVER, { onOutput: (data) => process.stdout.write(data) });
	await waiting(server, 1);
	for (const [i, { caption, command }] of CLIENTS.entries()) {
		process.stdout.write('\n');
		say(`${command}     (${caption})`);
		await guest.must(command);
		await waiting(server, i + 2);
	}
	process.stdout.write('\n');
}

async function giveShell(terminals: Terminals): Promise<number> {
	say('A shell in the guest; the server goes on, and exit ends both. Try:');
	say(`  ${CLIENTS[1]?.command.replace('c5,c7', 'c9')}`);
	say('  echo-server 5007 & sleep 5; echo-client -p 5007 localhost');
	return interactive(terminals, 'exec bash -i');
}

try {
	say("This host's kernel does not run SELinux: here is a guest whose kernel enforces it.");
	const { machine, terminals, engine } = await startGuest('default');
	try {
		say(`It is run by ${engineText(engine)}.`);
		await show(new Guest(terminals));
		if (hasTerminal()) process.exitCode = await giveShell(terminals);
	} finally {
		await machine.kill();
	}
} catch (error) {
	if (!(error instanceof LabError)) throw error;
	process.stderr.write(`lab: ${error.message}\n`);
	process.exitCode = 1;
}
