// Who starts a program gets nothing of it: neither code nor files of theirs come into its domain.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';
import { DRIVER, installDriver, inWorker, PORT } from '../mls-server/mls-server.ts';
import { ATTEMPTS, ATTEMPTS_SCRIPT, outcomes, SCRIPT, shownBy } from './entered.ts';

/** Where the programs are that run in the guest. */
const HERE = import.meta.dirname;

const entered = scenario('who starts a program', { document: 'starting-confined-programs.md' });

/** Runs all attempts as a user, and compares. */
async function attempts(guest: ScenarioGuest, user: string): Promise<void> {
	for (const name of ['entering.mjs', 'holding-socket.py'])
		await guest.bring(join(HERE, name), `/usr/local/lib/${name}`);
	await guest.bring(join(HERE, 'callers-files.sh'), '/usr/local/sbin/callers-files.sh');
	await guest.must(`callers-files.sh && printf %s ${shellWord(ATTEMPTS_SCRIPT)} > ${SCRIPT}`);
	// The home and its files are the user's: a policy with UBAC keeps the users of a host apart.
	await guest.must(`chcon -R -u ${user} /root /tmp/mine && chcon -R -t user_tmp_t /tmp/mine`);
	const command = `bash ${SCRIPT}`;
	const output =
		user === 'unconfined_u'
			? (await guest.run(command)).output
			: (await loginAs(guest, user, command)).text;
	const seen = outcomes(output.replaceAll('\r', ''));
	for (const [i, attempt] of ATTEMPTS.entries()) {
		const { control = '', entered = '' } = seen[i] ?? {};
		assert.match(control, attempt.works, `${user}: ${attempt.name}: node does it`);
		// ld.so(8) tells what it may not load into env(1), which is left to unconfined callers alone.
		const said = entered.replace(/^ERROR: ld.so: object .* cannot be preloaded .*\n/gm, '');
		assert.is(said, shownBy(attempt), `${user}: ${attempt.name}`);
	}
}

for (const user of ['user_u', 'staff_u', 'unconfined_u']) {
	entered(`should bring nothing into it, as ${user}`, (guest) => attempts(guest, user));
}

entered('should bring nothing into it, shown', async (guest) => {
	const terminal = new Terminal(guest);
	const code = "NODE_OPTIONS='--import=data:text/javascript,console.log(`mine`)'";
	await guest.must('cp /usr/lib/x86_64-linux-gnu/libz.so.1 mine.so; mkdir bin');
	await terminal.type(`${code} node -p 1`);
	await terminal.type(`${code} echo-client --version`);
	await terminal.type('LD_PRELOAD=/root/mine.so echo-client --version');
	await terminal.type(
		'ln -s /usr/bin/python3 bin/node; PATH=/root/bin /usr/bin/env node --version',
	);
	await terminal.type('PATH=/root/bin /usr/local/bin/echo-client --version');
	assert.match(terminal.text, '# NODE_OPTIONS');
	assert.is(terminal.text.match(/^mine$/gm)?.length, 1, 'node does it, and nobody else');
	guest.documented('nothing', terminal.text);
	const denied = await guest.expectDenied({
		subject: 'echo_client_t',
		object: 'user_home_dir_t',
		class: 'dir',
		permission: 'search',
	});
	guest.documented('nothing-denied', denialText(denied));
});

entered('should bring nothing into workers', async (guest) => {
	await guest.network('full-labels');
	await installDriver(guest);
	await guest.serve(
		`NODE_OPTIONS=--no-warnings NODE_PATH=/root LANG=C.UTF-8 mls-server ${PORT} -- ${DRIVER} 2>&1 | cat`,
		/listening on TCP port \d+ \.\.\. ok\n/,
	);
	const environment = 'return Object.keys(process.env).join()';
	assert.is(await inWorker(guest, 's0:c1', environment), 'PATH');
});

entered('should execute no program where the first line names node', async (guest) => {
	// As a distribution's package has it: each tells whether it executes env(1).
	const bin = `${PACKAGES}/echo-client/bin`;
	await guest.bring(join(HERE, 'executing.mjs'), '/usr/local/lib/executing.mjs');
	const lines = { direct: '#!/usr/bin/node --inspect-port=[100::]:1024', env: undefined };
	for (const [name, line] of Object.entries(lines)) {
		const first = line === undefined ? 'head -1 echo-client.js' : `echo '${line}'`;
		await guest.must(
			`cd ${bin} && { ${first}; cat /usr/local/lib/executing.mjs; } > ${name}.js && chmod +x ${name}.js && chcon --reference=echo-client.js ${name}.js`,
		);
	}
	assert.is(await guest.must(`${bin}/direct.js`), 'executed\n');
	assert.is(await guest.must(`${bin}/env.js`), 'executed\n');
	await guest.must('setsebool node_program_env off');
	assert.is(await guest.must(`${bin}/direct.js`), 'EACCES\n');
	const { status } = await guest.run(`${bin}/env.js`);
	assert.is(status, 126, 'env: node: Permission denied');
	for (const path of ['/usr/bin/env', '/usr/bin/node']) {
		await guest.expectDenied({
			subject: 'echo_client_t',
			object: 'bin_t',
			class: 'file',
			permission: 'execute_no_trans',
			path,
		});
	}
	// It does all that it did: with no rule but the boolean's other half.
	await guest.must(
		`cd ${bin} && { echo '${lines.direct}'; tail -n +2 echo-client.js; } > direct.js`,
	);
	assert.match(await guest.must(`${bin}/direct.js --version`), /^\d/);
});

entered.run();
