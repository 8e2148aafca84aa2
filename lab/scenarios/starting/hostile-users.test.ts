// What ordinary users of a host try: docs/security.md, "What users of the host may do".
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';

const AS_USER = 'setpriv --reuid=1000 --regid=1000 --clear-groups';

/** The servers, where they listen on the network, and what they say when they do. */
const SERVERS = [
	{
		command: 'echo-server',
		ask: 'echo-client 127.0.0.1',
		ready: /listening on UDP port 7 \.\.\. ok/,
	},
	{
		command: 'getpeercon-server 5000',
		ask: 'ncat --send-only 127.0.0.1 5000 < /dev/null',
		ready: /listening on TCP port 5000 \.\.\. ok/,
	},
	{
		command: 'mls-server --unlabeled-level s0 5080',
		ask: 'curl -sS 127.0.0.1:5080',
		ready: /listening on TCP port 5080 \.\.\. ok/,
	},
];

const OURS = ['echo_server_t', 'getpeercon_server_t', 'mls_server_t', 'mls_server_worker_t'];

const users = scenario('hostile users');

/** What a shell takes for three commands, and the kernel for no context. */
const BAIT = 'u;id>/tmp/x;:r:t:s0';

users('should put nothing into a record that a shell obeys', async (guest) => {
	const set = '/usr/local/lib/set-context.py';
	await guest.bring(join(import.meta.dirname, 'set-context.py'), set);
	const { status, output } = await guest.run(`${AS_USER} python3 ${set} /tmp/f ${shellWord(BAIT)}`);
	assert.is(status, 1);
	assert.match(output, '[Errno 22] Invalid argument');
	const explained = await guest.must('peercon explain --last');
	assert.match(explained, `the context ${shellWord(BAIT)}`);
	assert.match(explained, /layer +invalid context\n/);
	// A rule and a command are what the record's words would be put into.
	assert.not.match(explained, /^ +(role|allow|runcon|semanage) /m);
	await guest.run('bash -i < <(peercon explain --last)');
	assert.is(await guest.must('ls /tmp'), 'f\n');
});

users("should open nobody's debugger", async (guest) => {
	for (const { command, ready } of SERVERS) await guest.serve(command, ready);
	// A worker, and a client: it has hardly started, so that its address for the debugger is what counts.
	await guest.must('curl -sS 127.0.0.1:5080');
	guest.start('tail -f /dev/null | echo-client 127.0.0.1 -');
	await guest.must('until [ $(pgrep -xc node) = 5 ]; do sleep 0.1; done');
	await guest.must('pkill -USR1 -x node');
	// Node itself opens it. It is asked after the others.
	const node = await guest.serve(`node -e 'setInterval(() => console.log("runs"), 100)'`, /runs/);
	await guest.must('pkill -USR1 -n -x node');
	await node.waitFor(/Debugger listening on/);
	const listening = await guest.must('ss -Hltnp');
	assert.is(listening.match(/:(9229|1024) /g)?.length, 1, listening);
	await node.stop();
	const left = await guest.must('pgrep -xc node');
	assert.match(left, /^[45]\n$/, 'nobody has ended but, if Node had not begun, the client');
	await guest.expectNoDenials(...OURS);
});

/** A service that answers nothing. */
const SILENT = '/usr/local/sbin/silent-mcstransd.sh';

users('should stop nobody by a mcstransd that does not answer', async (guest) => {
	await guest.bring(join(import.meta.dirname, 'silent-mcstransd.sh'), SILENT);
	// In one go: no login and no prompt gets past it.
	const each = SERVERS.map(
		({ command, ask }) => `rm -f /tmp/log; ${command} > >(cat > /tmp/log) 2>&1 & server=$!
until grep -qs 'listening on .* ok' /tmp/log; do sleep 0.1; done
timeout 20 ${ask} > /dev/null || echo refused
kill $server; wait $server; echo "status $?"; cat /tmp/log`,
	);
	const output = await guest.must(`${SILENT} up
timeout 3 getpidcon 1; echo "libselinux: $?"
${each.join('\n')}
${SILENT} down`);
	assert.match(output, 'libselinux: 124\n');
	assert.not.match(output, 'refused');
	assert.is(output.match(/^status 0$/gm)?.length, SERVERS.length, output);
	const raw = /running as unconfined_u:unconfined_r:\w+_server_t:s0-s0:c0\.c1023$/gm;
	assert.is(output.match(raw)?.length, SERVERS.length, output);
	await guest.expectNoDenials(...OURS);
});

users('should leave a stale path to one of two servers that start at once', async (guest) => {
	for (const name of ['echo-server', 'getpeercon-server']) {
		const folder = `/run/${name}`;
		await guest.must(`mkdir -p ${folder} && restorecon ${folder}`);
		const command = `${name} ${folder}/sock`;
		const ready = /listening on UNIX socket \S+ \.\.\. ok/;
		const killed = await guest.serve(command, ready);
		for (let i = 0; i < 3; i++) {
			await guest.must('pkill -KILL -x node');
			await killed.ended;
			const both = [guest.start(command), guest.start(command)];
			const refused = await Promise.race(both.map((each) => each.ended));
			assert.is(refused.status, 1);
			assert.match(refused.output, `EADDRINUSE: address already in use, bind '${folder}/sock'`);
			assert.is(await guest.must('pgrep -xc node'), '1\n', 'the other one serves');
			await Promise.any(both.map((each) => each.waitFor(ready)));
			assert.is(await guest.must(`ls ${folder}`), 'sock\n', 'no lock is left');
			await guest.must(`echo | ncat -U ${folder}/sock`);
		}
	}
	await guest.expectNoDenials(...OURS);
});

users.run();
