// The programs in examples/: each asks one question, and here are the answers that its README shows.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from '../../src/paths.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { LOGIN, loginAt, Terminal } from '../common/labeling.ts';

/** Where the image has them, beside the packages. */
const FOLDER = '/usr/local/lib/examples';

const USER = 'user_u:user_r:user_t:s0';
const ECHO_SERVER = 'system_u:system_r:echo_server_t:s0';
const ANY = 'system_u:object_r';

const examples = scenario('examples', { document: '../examples/README.md' });

/** A terminal in the folder of the examples. */
class InFolder extends Terminal {
	override async type(command: string) {
		const before = this.text;
		const outcome = await super.type(`cd ${FOLDER} && ${command}`);
		this.text = `${before}# ${command}\n${outcome.output}`;
		return outcome;
	}
}

/** Starts one that serves. */
function serve(guest: ScenarioGuest, command: string) {
	return guest.serve(`cd ${FOLDER} && ${command}`, / on port /);
}

examples('should all be tried here', () => {
	const names = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.mjs'));
	assert.equal(names.sort(), [
		'datagram-label.mjs',
		'dominates.mjs',
		'may.mjs',
		'peer-label.mjs',
		'process-at-level.mjs',
		'socket-at-level.mjs',
	]);
	return Promise.resolve();
});

examples('should tell peers, and label a socket and a process', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const server = await serve(guest, 'node peer-label.mjs 5000');
	const clients = new InFolder(guest);
	for (const [client, context] of [
		['ncat 127.0.0.1 5000', LOGIN],
		['runcon -l s0:c5,c7 ncat 127.0.0.1 5000', loginAt('s0:c5,c7')],
		['ncat ::1 5000', 'NO_CONTEXT'],
	]) {
		const { output } = await clients.type(`${client} < /dev/null`);
		assert.is(output, `You are ${context} to me.\n`);
	}
	guest.documented('peer-label', `# node peer-label.mjs 5000 &\n${server.output}${clients.text}`);

	const socket = new InFolder(guest);
	const labeled = await socket.type('node socket-at-level.mjs s0:c5 5000');
	assert.is(
		labeled.output,
		`process ${LOGIN}\nsocket  ${loginAt('s0:c5')}\nYou are ${loginAt('s0:c5')} to me.\n`,
	);
	guest.documented('socket-at-level', socket.text);

	const process = new InFolder(guest);
	const started = await process.type('node process-at-level.mjs s0:c5 id -Z');
	assert.is(started.output, `${loginAt('s0:c5')}\n`);
	const client = await process.type(
		'node process-at-level.mjs s0:c5 ncat 127.0.0.1 5000 < /dev/null',
	);
	assert.is(client.output, `You are ${loginAt('s0:c5')} to me.\n`);
	guest.documented('process-at-level', process.text);
	await server.stop();
	await guest.expectNoDenials('unconfined_t');
});

examples('should tell the sender of each datagram', async (guest) => {
	await guest.network('eth0', 'two-dois');
	const receiver = await serve(guest, 'node datagram-label.mjs 5000');
	const senders = new InFolder(guest);
	for (const [sender, context] of [
		['ncat -u 127.0.0.1 5000', LOGIN],
		['runcon -l s0:c5 ncat -u 127.0.0.1 5000', loginAt('s0:c5')],
	]) {
		const before = receiver.output;
		await senders.type(`echo Hello | ${sender}`);
		await receiver.waitFor(new RegExp(`(.*\n){${before.split('\n').length}}`));
		const line = receiver.output.slice(before.length);
		assert.is(line, `6 bytes from ${context}\n`);
		senders.text += line;
	}
	const [first] = receiver.output.split('\n');
	guest.documented('datagram-label', `# node datagram-label.mjs 5000 &\n${first}\n${senders.text}`);
	await receiver.stop();
	await guest.expectNoDenials('unconfined_t');
});

examples('should compare levels', async (guest) => {
	const terminal = new InFolder(guest);
	for (const [a, relation, b] of [
		['s1:c0.c5', 'dominates', 's0:c5'],
		['s0', 'is dominated by', 's0:c5'],
		['s0:c1', 'is incomparable with', 's0:c2'],
		['s0:c1,c2', 'is the same as', 's0:c2,c1'],
	]) {
		const { output } = await terminal.type(`node dominates.mjs ${a} ${b}`);
		assert.is(output, `${a} ${relation} ${b}\n`);
	}
	guest.documented('dominates', terminal.text);
});

examples('should ask the policy what is allowed, and have nothing recorded', async (guest) => {
	const terminal = new InFolder(guest);
	for (const [question, status, answer] of [
		[`${ECHO_SERVER} ${ANY}:echo_port_t:s0 tcp_socket name_bind`, 0, /^allowed\n$/],
		[`${ECHO_SERVER} ${ANY}:getpeercon_port_t:s0 tcp_socket name_bind`, 1, /^denied/],
		[`${USER} ${ANY}:etc_t:s0 file write`, 1, /^denied, of file it may .*\bread\b/],
	] as const) {
		const asked = await terminal.type(`node may.mjs ${question}`);
		assert.is(asked.status, status);
		assert.match(asked.output, answer);
	}
	guest.documented('may', terminal.text);
	await guest.expectNoDenials('echo_server_t', 'user_t');
});

examples.run();

const underMls = scenario('an example under the MLS policy', {
	policy: 'mls',
	document: '../examples/README.md',
});

underMls('should start a process at a level of its range, and at no other', async (guest) => {
	const at = (level: string) => `root:sysadm_r:sysadm_t:${level}`;
	const terminal = new InFolder(guest);
	const below = await terminal.type('node process-at-level.mjs s1 id -Z');
	assert.is(below.output, `${at('s1')}\n`);
	const above = await terminal.type('runcon -l s1 node process-at-level.mjs s2 id -Z');
	assert.is(above.status, 1);
	const denial = await guest.expectDenied({
		permission: 'transition',
		class: 'process',
		subject: at('s1'),
		object: at('s2'),
	});
	terminal.text += `${denialText(denial)}\n`;
	guest.documented('process-at-level-mls', terminal.text);
});

underMls.run();
