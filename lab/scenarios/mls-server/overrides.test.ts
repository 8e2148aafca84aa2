// What the super-server may do beyond its own level: each exception that the MLS policy makes of its
// constraints for it is needed. There is no switch for it, so the guest loads a policy without it.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { DenialPattern } from '../../src/denials.ts';
import { policiesLacking } from '../../src/image/lacking.ts';
import { policiesWithModule } from '../../src/image/with-module.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Driver, PACKAGES } from '../common/driver.ts';
import { OURS, PORT, serveLevels } from './mls-server.ts';

const attribute = (name: string) => `^(typeattributeset ${name} `;

/** The lines of mls_server.te, as CIL. */
const LACKING = {
	mls_fd_share_all_levels: attribute('mlsfdshare'),
	mls_rangetrans_source: attribute('privrangetrans'),
	mls_rangetrans_target: attribute('mlsrangetrans'),
	mls_socket_read_to_clearance: attribute('mlsnetreadtoclr'),
	mls_socket_write_to_clearance: attribute('mlsnetwritetoclr'),
	mls_process_write_to_clearance: attribute('mlsprocwritetoclr'),
};

const HIGH = 's15:c0.c1023';
const RANGE = `s0-${HIGH}`;
const server = `root:sysadm_r:mls_server_t:${RANGE}`;
const worker = 'root:sysadm_r:mls_server_worker_t:s1';

/** A module by which a worker can be hung. */
const HANGING = '/usr/local/lib/hanging.mjs';

/** Without these it cannot even listen: the listener is at the high level of its range. */
const LISTENING: [name: keyof typeof LACKING, permission: string, said: string][] = [
	['mls_socket_read_to_clearance', 'getopt', 'EACCES: permission denied, getsockopt'],
	['mls_socket_write_to_clearance', 'setopt', 'EACCES: permission denied, setsockopt'],
];

/** Without these it has no worker for another level than its own low one. */
const STARTING: [name: keyof typeof LACKING, denied: DenialPattern][] = [
	[
		'mls_fd_share_all_levels',
		{ subject: worker, object: server, class: 'fd', permission: 'use', path: '/usr/bin/env' },
	],
	...(['mls_rangetrans_source', 'mls_rangetrans_target'] as const).map(
		(name): [typeof name, DenialPattern] => [
			name,
			{ subject: server, object: worker, class: 'process', permission: 'transition' },
		],
	),
];

const overrides = scenario('exceptions from the constraints', {
	policy: 'mls',
	payload: await policiesLacking('mls', 'mls_server', LACKING),
});

/** Has the guest load a policy. */
async function load(guest: ScenarioGuest, name: keyof typeof LACKING | 'whole'): Promise<void> {
	await guest.must(`systemctl start lab-policy@${name}`);
	await guest.quietly('dmesg --clear');
}

/** Asks the super-server for something, at a level, and waits so long. */
async function ask(guest: ScenarioGuest, path = '/', seconds = 120): Promise<string> {
	const { output } = await guest.run(
		`runcon -l s1 curl -sS --max-time ${seconds} 127.0.0.1:${PORT}${path}`,
	);
	return output;
}

overrides('should each be needed', async (guest) => {
	await guest.must('systemctl start lab-install && systemctl daemon-reload');
	await guest.bring(join(import.meta.dirname, 'hanging.mjs'), HANGING);
	await guest.network('full-labels');

	for (const [name, permission, said] of LISTENING) {
		await load(guest, name);
		const { status, output } = await guest.run(`mls-server ${PORT}`);
		assert.is(status, 1, name);
		assert.match(output, said);
		const listener = server.replace(RANGE, HIGH);
		await guest.expectDenied({
			subject: server,
			object: listener,
			class: 'tcp_socket',
			permission,
		});
	}
	for (const [name, denied] of STARTING) {
		await load(guest, name);
		const running = await serveLevels(guest);
		assert.match(await ask(guest), /reset by peer|Empty reply/, name);
		await guest.expectDenied(denied);
		await running.stop();
	}

	// It kills a worker that hangs.
	const start = { flags: '--hang-timeout 10', module: HANGING };
	await load(guest, 'whole');
	const running = await serveLevels(guest, start);
	assert.is(await ask(guest, '/hang'), 'Hello');
	assert.is(await ask(guest), 'Hello');
	await running.waitFor(/has ended: it has not taken a connection for 10 s\n/);
	await guest.expectNoDenials(...OURS);
	await load(guest, 'mls_process_write_to_clearance');
	assert.is(await ask(guest, '/hang'), 'Hello');
	assert.match(await ask(guest, '/', 20), 'Operation timed out');
	await guest.expectDenied({
		subject: server,
		object: worker,
		class: 'process',
		permission: 'sigkill',
	});
});

overrides.run();

/**
 * Another program of the super-server's: it may start it, and has made it no worker. What is
 * between the two is one line, which is what the super-server had before.
 */
const helper = (name: string, more = '') => `policy_module(${name}, 1.0.0)

gen_require(\`
	type mls_server_t;
	role sysadm_r;
')

type ${name}_t;
type ${name}_exec_t;
domain_type(${name}_t)
domain_entry_file(${name}_t, ${name}_exec_t)
node_program_domain(${name}_t)
role sysadm_r types ${name}_t;
domtrans_pattern(mls_server_t, ${name}_exec_t, ${name}_t)
${more}`;

const narrower = scenario('a super-server with another program', {
	policy: 'mls',
	payload: await policiesWithModule('mls', {
		helper: helper('helper'),
		trusted: helper('trusted', 'mls_process_set_level(mls_server_t)\n'),
	}),
});

const HELPER = `${PACKAGES}/mls-server/bin/mls-worker.js`;

/** Has the super-server start its other program at a level, and wait for its end. */
function startAt(server: Driver, type: string, level: string): Promise<string> {
	return server.run(`const { spawnWithContext } = await import('${PACKAGES}/native/dist/index.js');
	const child = spawnWithContext('root:sysadm_r:${type}_t:${level}', '/usr/local/bin/${type}', ['/none']);
	return new Promise((resolve) => {
		child.on('error', ({ code }) => resolve(code));
		child.on('spawn', () => resolve('started'));
	})`);
}

narrower('should start at another level what is a worker, and nothing else', async (guest) => {
	await guest.must('systemctl start lab-install && systemctl daemon-reload');
	const server = await Driver.start(guest, 'mls-server');
	for (const [type, seen] of [
		['helper', 'EACCES'],
		['trusted', 'started'],
	] as const) {
		await guest.must(
			`systemctl start lab-policy@${type} && cp ${HELPER} /usr/local/bin/${type} && chcon -t ${type}_exec_t /usr/local/bin/${type}`,
		);
		assert.is(await startAt(server, type, 's0'), 'started', 'at its own low level');
		assert.is(await startAt(server, type, 's1'), seen);
	}
	await guest.expectDenied({
		subject: `root:sysadm_r:mls_server_t:${RANGE}`,
		object: 'root:sysadm_r:helper_t:s1',
		class: 'process',
		permission: 'transition',
	});
});

narrower.run();
