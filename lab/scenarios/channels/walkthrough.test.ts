// What docs/every-channel.md shows of each kind: both programs in their domains, and what an administrator
// sees of the object that they share.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { prepare } from './channels.ts';

const walkthrough = scenario('every channel, step by step', { document: 'every-channel.md' });

/**
 * Runs a server, a client, and what looks at the object meanwhile.
 *
 * @param channel - the kind, and its name if it is to have another one
 * @param looks - commands
 * @returns both terminals: the client's, then the server's
 */
async function session(guest: ScenarioGuest, channel: string, ...looks: string[]): Promise<string> {
	const server = await guest.serve(`channel-server ${channel}`, /\.\.\. ok/);
	const terminal = new Terminal(guest);
	const { status } = await terminal.type(`channel-client ${channel}`);
	assert.is(status, 0, terminal.text);
	await server.waitFor(/echo\(.*\), 13 bytes/);
	for (const look of looks) assert.is((await terminal.type(look)).status, 0, look);
	await server.stop();
	const said = server.output.replaceAll('\r', '').replace(/\^C/, '').trimEnd();
	return `# channel-server ${channel}\n${said}\n\n${terminal.text.trimEnd()}\n`;
}

/** A client that starts its server, or asks the kernel. */
async function alone(guest: ScenarioGuest, kind: string): Promise<string> {
	const terminal = new Terminal(guest);
	const { status } = await terminal.type(`channel-client ${kind}`);
	assert.is(status, 0, terminal.text);
	return `${terminal.text.trimEnd()}\n`;
}

walkthrough('should echo, and its object be seen', async (guest) => {
	await prepare(guest);
	await guest.must('mkdir /run/queues && mount -t mqueue mqueue /run/queues');
	const blocks: Record<string, string[]> = {
		shm: [await session(guest, 'shm', 'ipcs -m -s')],
		msgq: [await session(guest, 'msgq', 'ipcs -q')],
		posix: [
			await session(guest, 'posix-shm', 'ls -Z /dev/shm'),
			await session(guest, 'mqueue', 'ls -Z /run/queues'),
		],
		pipes: [await session(guest, 'fifo', 'ls -Z /run/channel-server'), await alone(guest, 'pipe')],
		unix: [
			await session(guest, 'unix-stream', 'ls -Z /run/channel-server'),
			await session(guest, 'unix-dgram @hello'),
			await session(guest, 'unix-seqpacket @hello'),
			await alone(guest, 'unix-pair'),
		],
		netlink: [await alone(guest, 'netlink-route'), await session(guest, 'netlink-usersock')],
		since: [await session(guest, 'memfd @hello'), await session(guest, 'vsock')],
	};
	await guest.expectNoDenials('channel_server_t', 'channel_client_t');
	for (const [block, seen] of Object.entries(blocks)) guest.documented(block, seen.join('\n'));
});

walkthrough.run();
