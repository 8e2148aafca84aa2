// Whose label does an object have that two processes share? That of the first process, says the article.
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { atOneTime, renumbering, withoutKeys } from '../administrator/steady.ts';
import { Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';
import { prepare } from './channels.ts';

const labels = scenario('the labels of channels', { document: 'channel-permissions.md' });

const SERVER = 'unconfined_u:unconfined_r:channel_server_t:s0-s0:c0.c1023';
const CLIENT = 'unconfined_u:unconfined_r:channel_client_t:s0-s0:c0.c1023';

labels("should be the first process's, where the object is System V's", async (guest) => {
	let made = '';
	for (const [option, program, kind] of [
		['-M 4096', 'channel-server', 'shm'],
		['-S 3', 'channel-client', 'shm'],
		['-Q', 'channel-server', 'msgq'],
	] as const) {
		const { said, key } = await makeObject(guest, option);
		const found = new Terminal(guest);
		const { output } = await found.type(`${program} ${kind} ${key}`);
		assert.match(output, 'EACCES');
		made += `# ipcmk ${option}\n${said.replace(/\d+/, '0')}${found.text}`;
	}
	const records: string[] = [];
	for (const objectClass of ['shm', 'sem', 'msgq']) {
		const denial = await guest.expectDenied({
			permission: 'associate',
			class: objectClass,
			subject: objectClass === 'sem' ? CLIENT : SERVER,
			object: 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023',
		});
		const { ipc_key: _, ...details } = denial.details;
		records.push(denialText({ ...denial, details }));
	}
	guest.documented('first-made', `${withoutKeys(made)}${records.join('\n')}`);

	// Whoever comes later changes nothing: the segment was made by the server, and its client has used it.
	await guest.serve('channel-server shm', / ok$/m);
	await guest.must('channel-client shm');
	const guestUser = await loginAs(guest, 'guest_u', 'ipcrm -M 0x70656572');
	assert.match(guestUser.text, 'permission denied');
	const denial = await guest.expectDenied({
		permission: 'associate',
		class: 'shm',
		subject: 'guest_t',
		object: SERVER,
	});
	guest.documented('first-used', `${guestUser.text}${denialText(denial)}`);
});

labels("should be the first process's, where the object has no name", async (guest) => {
	const links = new Terminal(guest);
	for (const kind of ['pipe', 'unix-pair']) {
		guest.start(`channel-client --count 1000000000 ${kind} > /dev/null`);
		const pid = await pidOf(guest, 'channel_server_t');
		const { output } = await links.type(`ls -lLZ /proc/${pid}/fd/3`);
		assert.match(output, ` ${CLIENT} `);
		await guest.must(`kill ${await pidOf(guest, 'channel_client_t')}`);
		await guest.must(`while [ -e /proc/${pid} ]; do sleep 0.1; done`);
	}
	guest.documented('unnamed', atOneTime(renumbering()(links.text)));
});

const KINDS = 'fifo unix-stream unix-dgram posix-shm mqueue'.split(' ');

labels("should be the policy's, where the object has a name", async (guest) => {
	await prepare(guest);
	for (const kind of KINDS) await guest.serve(`channel-server ${kind}`, / ok$/m);
	const named = new Terminal(guest);
	await named.type('ls -Z /run/channel-server');
	await named.type('ls -Z /dev/shm');
	await named.type('mkdir queues && mount -t mqueue none queues && ls -Z queues');
	await named.type('sesearch -T -s channel_server_t -t tmpfs_t -c file');
	guest.documented('named', named.text);
	const contexts = Array.from(named.text.matchAll(/^\S+:(\S+_t):s0 /gm), ([, type]) => type);
	assert.equal(new Set(contexts), new Set(['channel_server_runtime_t', 'channel_server_tmpfs_t']));
});

/** A file of one name gets a type of its own, which both programs may use as they use the others. */
const OF_ONE_NAME = `\
(type channel_named_tmpfs_t)
(roletype object_r channel_named_tmpfs_t)
(typeattributeset file_type (channel_named_tmpfs_t))
(allow channel_named_tmpfs_t tmpfs_t (filesystem (associate)))
(typetransition channel_server_t tmpfs_t file "channel-server" channel_named_tmpfs_t)
(allow channel_server_t channel_named_tmpfs_t (file (create getattr lock map open read unlink write)))
(allow channel_client_t channel_named_tmpfs_t (file (getattr lock map open read write)))
`;

labels('should be by the name itself, where a transition has it', async (guest) => {
	await guest.must(`echo '${OF_ONE_NAME}' > by_name.cil && semodule -i by_name.cil`);
	await guest.serve('channel-server posix-shm', / ok$/m);
	const named = new Terminal(guest);
	await named.type('sesearch -T -s channel_server_t -t tmpfs_t -c file');
	const { output } = await named.type('ls -Z /dev/shm');
	assert.match(output, /:channel_named_tmpfs_t:s0 channel-server$/m);
	assert.match(output, /:channel_server_tmpfs_t:s0 channel-server\.echo$/m);
	await guest.must('channel-client posix-shm');
	guest.documented('by-name', named.text);
});

/**
 * Makes an object with ipcmk(1), which gives it a key by chance, until it is one that a channel can have.
 *
 * @returns what ipcmk said, and the key as ipcs(1) has it
 */
async function makeObject(
	guest: ScenarioGuest,
	option: string,
): Promise<{ said: string; key: string }> {
	for (;;) {
		const said = await guest.must(`ipcmk ${option}`);
		const id = /\d+/.exec(said)?.[0];
		const list = `ipcs ${option.slice(0, 2).toLowerCase()}`;
		const key = (await guest.must(`${list} | awk '$2 == ${id} { print $1 }'`)).trim();
		if (Number(key) < 0x7fffffff) return { said, key };
	}
}

/** Waits until a domain has a process, and gives its pid. */
async function pidOf(guest: ScenarioGuest, domain: string): Promise<string> {
	const list = `ps -eo pid=,label= | awk '/:${domain}:/ { print $1; exit }'`;
	return (await guest.must(`until ${list} | grep .; do sleep 0.1; done`)).trim();
}

labels.run();
