// Terminals: those who start a program see what it prints, and a worker writes on nobody's.
import * as assert from 'uvu/assert';
import { POLICIES } from '../../src/policies.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { withoutV8sWarning } from '../common/node.ts';
import { DRIVER, installDriver, inWorker, PORT, serveLevels } from '../mls-server/mls-server.ts';

/** The consoles that somebody is logged in at. */
const CONSOLES = "find /dev -name 'ttyS*' -user root -context '*user_tty_device_t*'";

/** Has a worker write on each console, and gives what it is told: an errno for each. */
async function writesOnConsoles(guest: ScenarioGuest, level: string): Promise<string> {
	const consoles = (await guest.must(CONSOLES)).trim().split('\n');
	assert.ok(consoles.length > 1, 'somebody is logged in');
	const code = `
const seen = new Set();
for (const console of ${JSON.stringify([...consoles, '/dev/tty', '/proc/self/fd/1'])})
	try { fs.writeFileSync(console, 'of a worker'); seen.add('written'); } catch (error) { seen.add(console + ' ' + error.code); }
return [...seen].join()`;
	return inWorker(guest, level, code);
}

/** A level of peers, on each policy. */
const LEVELS = { default: 's0:c1', mls: 's0' };

for (const policy of POLICIES) {
	const terminals = scenario(`terminals: the ${policy} policy`, { policy });

	terminals('should be written on by no worker', async (guest) => {
		await guest.network('full-labels');
		await installDriver(guest);
		const server = await serveLevels(guest, { module: DRIVER });
		const seen = await writesOnConsoles(guest, LEVELS[policy]);
		assert.match(seen, '/dev/ttyS');
		assert.not.match(seen, 'written,');
		for (const each of seen.split(',')) assert.match(each, /^\S+ (EACCES|ENXIO)$|^written$/, seen);
		await guest.expectDenied({
			subject: 'mls_server_worker_t',
			object: 'user_tty_device_t',
			class: 'chr_file',
			permission: 'write',
		});
		await server.stop();
	});

	terminals('should show what is printed by the programs that a person starts', async (guest) => {
		// Each prints on the console itself, no pipe between.
		for (const name of ['echo-client', 'echo-server', 'getpeercon-server', 'mls-server']) {
			const { status, output } = await guest.run(`[ -t 1 ] && ${name} --version`);
			assert.is(status, 0, name);
			assert.match(withoutV8sWarning(output), /^\d+\.\d+\.\d+\n$/, name);
		}
		const server = await guest.serve(
			`mls-server --unlabeled-level s0 ${PORT}`,
			/listening on TCP port \d+ \.\.\. ok/,
		);
		await server.stop();
	});

	terminals.run();
}
