// A worker's own type: a policy module of three lines, built with the headers that the project's modules
// bring, and mls-server --exec with a file of that type.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { host } from '../../src/host.ts';
import { ROOT } from '../../src/paths.ts';
import { padPayload } from '../../src/payload.ts';
import { scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';
import { OURS, PORT, renumbering } from './mls-server.ts';

/** Where the distribution's headers are, and a site's beside them. */
const HEADERS = '/usr/share/selinux/devel/include/services';

const MODULE = [
	'policy_module(my_worker, 1.0.0)',
	'type my_worker_t; type my_worker_exec_t;',
	'mls_server_worker_domain(my_worker_t, my_worker_exec_t)',
];

const folder = mkdtempSync(join(tmpdir(), 'peercon-headers-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** Makes the archive that brings the interfaces into the guest. */
async function headers(): Promise<string> {
	const archive = join(folder, 'payload');
	const interfaces = readdirSync(join(ROOT, 'policy')).filter((name) => name.endsWith('.if'));
	await host(['tar', '-C', join(ROOT, 'policy'), '-cf', archive, ...interfaces]);
	padPayload(archive);
	return archive;
}

const step = scenario("a worker's own type", {
	document: '../packages/mls-server/README.md',
	payload: await headers(),
});

step('should take a module of three lines', async (guest) => {
	await guest.must(`sh /usr/lib/peercon/payload | tar -C ${HEADERS} -xf -`);
	await guest.bring(join(import.meta.dirname, 'keeping.mjs'), '/usr/local/lib/keeping.mjs');
	const terminal = new Terminal(guest);
	const type = async (command: string) => {
		const { status, output } = await terminal.type(command);
		assert.is(status, 0, `${command}: ${output}`);
	};
	await guest.must(`printf '%s\\n' ${MODULE.map((line) => `'${line}'`).join(' ')} > my_worker.te`);
	await type('cat my_worker.te');
	await type('make -s -f /usr/share/selinux/devel/Makefile my_worker.pp > /dev/null');
	await type('semodule -i my_worker.pp');
	await type(`cp ${PACKAGES}/mls-server/bin/mls-worker.js /usr/local/bin/my-worker.mjs`);
	await type("semanage fcontext -a -t my_worker_exec_t '/usr/local/bin/my-worker\\.mjs'");
	await type('restorecon /usr/local/bin/my-worker.mjs');
	await guest.quietly('dmesg --clear');

	const flags = '--exec /usr/local/bin/my-worker.mjs --unlabeled-level s0:c1';
	const server = await guest.serve(
		`mls-server ${flags} ${PORT} -- /usr/local/lib/keeping.mjs 2>&1 | cat`,
		/listening/,
	);
	assert.is((await guest.run(`curl -sS 127.0.0.1:${PORT}`)).output, 'EACCES');
	assert.match(
		server.output,
		/worker \d+ \(unconfined_u:unconfined_r:my_worker_t:s0:c1\) is ready/,
	);
	await type('ps -C node -o pid,label');
	assert.match(terminal.text, /:my_worker_t:s0:c1\n/);
	// It serves, and what another worker keeps is none of its business.
	await guest.expectDenied({
		subject: 'my_worker_t',
		object: 'var_lib_t',
		class: 'dir',
		permission: 'search',
	});
	await guest.must('dmesg --clear');
	await server.stop();
	await guest.expectNoDenials(...OURS, 'my_worker_t');
	// Debian's policy has a user for whom this guest has no account.
	const text = renumbering()(terminal.text.replace(/^libsemanage.*\n/gm, ''));
	guest.documented('own-type', text);
});

step.run();
