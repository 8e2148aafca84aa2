// Debian's own Node, which who installs the .deb has: the lab's guest has it beside the one that programs run on there
// (lab/src/image/node.ts).
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { ON_OTHER_HOST, THERE } from '../common/intranet.ts';
import { after, LOGIN, peers } from '../common/labeling.ts';
import { OURS, PORT } from '../mls-server/mls-server.ts';

/** The folder of Debian's node, where programs find it first. */
const DEBIAN = '/usr/libexec/debian';

/** A command whose programs run on it. */
const onDebians = (command: string) => `PATH=${DEBIAN}:$PATH ${command}`;

/** The domains of those that need no label. */
const OF_ECHO = ['echo_server_t', 'echo_client_t', 'channel_server_t', 'channel_client_t'];

/** The domain and the program of the one Node that runs. */
async function runningNode(guest: ScenarioGuest): Promise<string> {
	return (
		await guest.must(
			'pid=$(pgrep -o -x node); cat /proc/$pid/attr/current; echo; readlink /proc/$pid/exe',
		)
	).replaceAll('\0', '');
}

const debianNode = scenario("Debian's own Node");

debianNode('should run each program in its domain', async (guest) => {
	const built = `${DEBIAN}/node -p process.config.variables.node_use_node_snapshot`;
	assert.is(await guest.must(built), 'false\n', 'it is the one that Debian builds');

	await guest.network('intranet');
	const echo = await guest.serve(
		`PATH=${DEBIAN}:$PATH ${ON_OTHER_HOST} echo-server`,
		/listening on UDP port 7 \.\.\. ok/,
	);
	assert.match(await runningNode(guest), `:echo_server_t:s0-s0:c0.c1023\n${DEBIAN}/node\n`);
	assert.match(await guest.must(onDebians(`echo-client ${THERE}`)), 'Received message:');
	await echo.stop();

	const channels = await guest.serve(onDebians('channel-server shm'), / ok\s/);
	assert.match(await guest.must(onDebians('channel-client shm')), 'Received message:');
	await channels.stop();
	await guest.expectNoDenials(...OF_ECHO);
});

debianNode('should run those that label their peers', async (guest) => {
	await guest.network('full-labels');
	const getpeercon = await guest.serve(onDebians('getpeercon-server 5000'), /waiting/);
	assert.match(await runningNode(guest), `:getpeercon_server_t:s0-s0:c0.c1023\n${DEBIAN}/node\n`);
	await guest.must('echo Hello | ncat 127.0.0.1 5000');
	assert.equal(peers(await after(1, getpeercon)), [`127.0.0.1,${LOGIN}`]);
	await getpeercon.stop();

	const levels = await guest.serve(
		onDebians(`mls-server ${PORT} 2>&1 | cat`),
		/listening on TCP port \d+ \.\.\. ok\n/,
	);
	assert.match(await guest.must(`curl -sS --max-time 60 127.0.0.1:${PORT}`), 'Hello, world!');
	await levels.stop();
	await guest.expectNoDenials('getpeercon_server_t', ...OURS);
});

debianNode.run();
