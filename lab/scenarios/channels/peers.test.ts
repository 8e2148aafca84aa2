// Who is told, over each kind of channel, whom it hears? A client at s0:c5 sends a message.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { KINDS, prepare } from './channels.ts';

const peers = scenario('the peers of channels', { document: 'channel-permissions.md' });

/** A connection has its server's type, at its client's level: security_sid_mls_copy. */
const SERVER = 'unconfined_u:unconfined_r:channel_server_t:s0:c5';
const CLIENT = 'unconfined_u:unconfined_r:channel_client_t:s0:c5';

const END_SERVER = "kill $(ps -eo pid=,label= | awk '/:channel_server_t:/ { print $1 }')";

/** What each side is told, where it is told. A server that its client has started says nothing. */
const TOLD: Record<string, { client?: string; server?: string }> = {
	'unix-stream': { client: SERVER, server: CLIENT },
	'unix-seqpacket': { client: SERVER, server: CLIENT },
	memfd: { client: SERVER, server: CLIENT },
	'unix-dgram': { server: CLIENT },
	'unix-pair': { client: CLIENT },
};

peers('should be told where the kernel knows them', async (guest) => {
	await prepare(guest);
	const lines: string[] = [];
	for (const kind of KINDS) {
		const isStarted = /^(pipe|unix-pair|netlink-route)$/.test(kind);
		const server = isStarted ? undefined : await guest.serve(`channel-server ${kind}`, / ok$/m);
		const said = await guest.must(`runcon -l s0:c5 env channel-client ${kind}`);
		const [, toldClient] = /^The server's socket has the context (.*)$/m.exec(said) ?? [];
		const [, toldServer] = (await server?.waitFor(/-> echo\((.*)\), /)) ?? [];
		const told = {
			...(toldClient !== undefined && { client: toldClient }),
			...(toldServer !== undefined && toldServer !== 'NO_CONTEXT' && { server: toldServer }),
		};
		assert.equal(told, TOLD[kind] ?? {}, kind);
		if (server) {
			// There are eight terminals.
			await guest.must(END_SERVER);
			await server.ended;
		}
		lines.push(
			`${kind}\n  the client is told: ${toldClient ?? 'nothing'}`,
			...(server ? [`  the server is told: ${toldServer}`] : []),
		);
	}
	guest.documented('peers', lines.join('\n'));
});

peers('should be known to the kernel of a connection, or of a message', async (guest) => {
	await guest.must('modprobe vsock_loopback');
	const program = '/usr/local/lib/peer-contexts.py';
	await guest.bring(join(import.meta.dirname, 'peer-contexts.py'), program);
	const told = await guest.must(`python3 ${program}`);
	const [, ...contexts] =
		/^UNIX datagram\n.*(SO_PEERSEC.*)\n.*(SCM_SECURITY.*)\n/m.exec(told) ?? [];
	assert.match(contexts[0] ?? '', 'Protocol not available');
	assert.match(contexts[1] ?? '', ':unconfined_t:');
	// The other kernel says other things of what it does not know.
	if (guest.kernel === 'uml') guest.documented('peer-contexts', told);
});

peers.run();
