// What the super-server says where the policy does not let it do what it has to: before the first
// connection is taken, if that can be known. And what is seen where a worker may not have a
// descriptor, of which the kernel says nothing.
import * as assert from 'uvu/assert';
import type { DenialPattern } from '../../src/denials.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { PORT, serveLevels } from './mls-server.ts';

const EXEC = `${PACKAGES}/mls-server/bin/mls-worker.js`;
const COPY = '/usr/local/bin/node-at-level.mjs';

const starts = scenario('a super-server that may not', { policy: 'switched' });

/** Takes a rule away, and gives it back when something was done. */
async function without(guest: ScenarioGuest, rule: RegExp, act: () => Promise<void>) {
	const switches = guest.switches.filter((each) => rule.test(each.rule));
	assert.ok(switches.length > 0, `there is a rule ${rule}`);
	await guest.turn('off', switches);
	await act();
	await guest.turn('on', switches);
}

/** Starts the server, which ends with status 1, and gives what it says. */
async function complaint(guest: ScenarioGuest, command = `mls-server ${PORT}`): Promise<string> {
	const { status, output } = await guest.run(command);
	assert.is(status, 1, output);
	assert.not.match(output, 'listening');
	return output;
}

starts('should say what is denied before it listens', async (guest) => {
	const cases: [rule: RegExp, said: RegExp, record: DenialPattern][] = [
		[
			/^allow mls_server_t self:process \{ setexec \}/,
			/^mls-server: EACCES: permission denied, setexeccon '.*:mls_server_worker_t:s0'\nSELinux denied 'process \{ setexec \}'/m,
			{ permission: 'setexec', subject: 'mls_server_t', object: 'mls_server_t', class: 'process' },
		],
		[
			/^allow mls_server_t self:process \{ setsockcreate \}/,
			/^mls-server: EACCES: permission denied, setsockcreatecon '.*:mls_server_worker_t:s0'\nSELinux denied 'process \{ setsockcreate \}'/m,
			{
				permission: 'setsockcreate',
				subject: 'mls_server_t',
				object: 'mls_server_t',
				class: 'process',
			},
		],
		[
			/^allow mls_server_t security_t:security \{.* compute_create /,
			/^mls-server: EACCES: permission denied, security_compute_create/m,
			{
				permission: 'compute_create',
				subject: 'mls_server_t',
				object: 'security_t',
				class: 'security',
			},
		],
		[
			/^allow mls_server_t mls_server_worker_t:process \{ transition /,
			/^mls-server: spawn .*mls-worker\.js EACCES\nProbably SELinux denied the transition/m,
			{
				permission: 'transition',
				subject: 'mls_server_t',
				object: 'mls_server_worker_t',
				class: 'process',
			},
		],
		[
			/^allow mls_server_t mls_server_worker_type:unix_stream_socket /,
			/^mls-server: EACCES: permission denied, socketpair seqpacket\n/m,
			{
				permission: 'create',
				subject: 'mls_server_t',
				object: 'mls_server_worker_t',
				class: 'unix_stream_socket',
			},
		],
		[
			/^allow mls_server_worker_type self:process \{ setrlimit \}/,
			/ cannot run: it ended with status 1\n(?: {2}.*\n)* {2}.*EACCES: permission denied, setrlimit nofile\n(?: {2}.*\n)*SELinux denied 'process \{ setrlimit \}'/,
			{
				permission: 'setrlimit',
				subject: 'mls_server_worker_t',
				object: 'mls_server_worker_t',
				class: 'process',
			},
		],
		[
			/^allow mls_server_t mls_server_port_t:tcp_socket /,
			/^mls-server: EACCES: permission denied, bind :: port 5080\nRoot has every privilege that it takes, so SELinux probably denied it:\n/m,
			{
				permission: 'name_bind',
				subject: 'mls_server_t',
				object: 'mls_server_port_t',
				class: 'tcp_socket',
			},
		],
	];
	for (const [rule, said, record] of cases) {
		await without(guest, rule, async () => {
			assert.match(await complaint(guest), said);
			await guest.expectDenied(record);
		});
	}
});

starts('should refuse an executable that leads to no other domain', async (guest) => {
	await guest.must(`chcon -t bin_t ${EXEC}`);
	assert.match(
		await complaint(guest),
		new RegExp(
			`ERR_NO_TRANSITION: ${EXEC} is system_u:object_r:bin_t:s0, and executing it leaves a process in mls_server_t\n`,
		),
	);
	// A copy with the label does as well: it only stands for node.
	await guest.must(
		`cp ${EXEC} ${COPY} && chmod +x ${COPY} && chcon -t mls_server_worker_exec_t ${COPY}`,
	);
	await serveLevels(guest, { flags: `--exec ${COPY} --unlabeled-level s0` });
	assert.match((await guest.run(`curl -sS 127.0.0.1:${PORT}`)).output, /^Hello/);
});

starts(
	'should not take SELinux for disabled where its file system is not mounted',
	async (guest) => {
		for (const flag of ['', '--allow-no-selinux ']) {
			const hidden = `unshare -m sh -c 'umount /sys/fs/selinux && mls-server ${flag}${PORT}'`;
			const said = await complaint(guest, hidden);
			assert.match(
				said,
				/ERR_SELINUX_HIDDEN: SELinux runs on this host and is hidden here, for selinuxfs is not mounted/,
			);
			assert.not.match(said, /allow-no-selinux|disabled/);
		}
	},
);

starts("should refuse to start in its caller's domain", async (guest) => {
	await guest.must(`chcon -t bin_t ${PACKAGES}/mls-server/bin/mls-server.js`);
	assert.match(
		await complaint(guest),
		/leaves a process in unconfined_t\n(.*\n)+.*belongs in mls_server_t/,
	);
});

starts(
	'should notice that a worker was given no descriptor, of which nobody tells',
	async (guest) => {
		await guest.network('full-labels');
		const server = await serveLevels(guest);
		const client = () => guest.run(`runcon -l s0:c1 curl -sS 127.0.0.1:${PORT}`);
		assert.match((await client()).output, /^Hello/);
		await without(guest, /^allow mls_server_worker_type mls_server_t:tcp_socket /, async () => {
			assert.match((await client()).output, /Empty reply|reset by peer/);
			await server.waitFor(/was not given a connection: the kernel kept the descriptor from it\n/);
			await server.waitFor(
				/refuse connection \d+ of .*: the kernel kept its descriptor from the worker\n/,
			);
			await guest.expectDenied({
				permission: 'write',
				class: 'tcp_socket',
				subject: 'mls_server_worker_t',
				object: 'mls_server_t',
			});
		});
		assert.match((await client()).output, /^Hello/);
	},
);

starts.run();
