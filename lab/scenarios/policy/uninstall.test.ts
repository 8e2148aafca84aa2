// What `make -C policy uninstall` leaves: levels, other people's files, modules that need these ones, and
// the host's choice to see every denial.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { COMMITS, policySources, STATE, unpack } from './sources.ts';

const step = scenario('uninstalling the policy', { payload: await policySources() });

/** A worker's folder that belongs to whoever the workers run as, with what it keeps. */
const SECRET = '/var/lib/mls-worker/c1/secret';
const KEPT = `mkdir -p /var/lib/mls-worker/c1 && echo secret > ${SECRET} &&
	chown -R 65534 /var/lib/mls-worker/c1 && restorecon -R /var/lib/mls-worker &&
	chcon -R -l s0:c1 /var/lib/mls-worker/c1`;

step('should keep the levels of files, and follow no link', async (guest) => {
	await unpack(guest);
	await guest.must(KEPT);
	// Whoever owns a folder puts there what is not theirs: a link to a file that has a worker's type, a
	// link to a folder of such files, and a folder that is a link at every other moment.
	const outside = '/srv/outside/c1/secret';
	await guest.must(
		`mkdir -p /srv/outside && cp -a ${SECRET.replace('/secret', '')} /srv/outside &&
		cd /var/lib/mls-worker/c1 && ln -s ${outside} link && ln -s /srv/outside folder && mkdir now &&
		echo x > now/secret && chcon -R --reference=. now && ln -s /srv/outside/c1 then`,
	);
	const before = await guest.must(`ls -dZ /srv/outside ${outside} /etc/shadow`);
	assert.match(before, ':mls_server_worker_var_lib_t:s0:c1 ');
	const swapping = guest.start('while mv --exchange -T now then; do :; done', {});
	const output = await guest.must('make -C policy uninstall');
	await swapping.stop();
	assert.match(output, 'Uninstalled.');
	assert.match(await guest.must(`cat ${SECRET}; ls -Z ${SECRET}`), ':var_lib_t:s0:c1 ');
	assert.match(await guest.must('ls -Z /var/lib/mls-worker/c1/link'), ':var_lib_t:s0 ');
	// What is elsewhere has lost its type with the modules. With them it has it again: it is on the disk.
	await guest.must('make -C policy install');
	assert.is(await guest.must(`ls -dZ /srv/outside ${outside} /etc/shadow`), before);
	assert.match(await guest.must(`ls -Z ${SECRET}`), ':mls_server_worker_var_lib_t:s0:c1 ');
});

step('should name what needs the modules, and change nothing', async (guest) => {
	await unpack(guest);
	await guest.must(KEPT);
	await guest.must(`
		echo '(allow user_t mls_server_port_t (tcp_socket (name_connect)))' > /tmp/caller.cil
		echo '(optional o (allow user_t mls_server_port_t (tcp_socket (name_connect))))' > /tmp/asker.cil
		semodule --install=/tmp/caller.cil --install=/tmp/asker.cil && semanage permissive -a echo_server_t`);
	const commits = await guest.must(COMMITS);
	await guest.must(`${STATE} > before`);
	const refused = await guest.run('make -C policy uninstall');
	assert.is(refused.status, 2);
	assert.match(
		refused.output,
		`peercon: module caller uses mls_server_port_t, which would be gone
peercon:     To remove it: semodule --priority=400 --remove=caller
peercon: module permissive_echo_server_t uses echo_server_t, which would be gone
peercon:     To remove it: semanage permissive -d echo_server_t
peercon: nothing was changed
`,
	);
	await guest.must(`${STATE} > after`);
	assert.is((await guest.run('diff before after')).output, '', 'nothing has changed');
	assert.is(await guest.must(COMMITS), commits);

	// What was customized to a type of the modules' goes with it, and is no obstacle.
	await guest.must(`semodule --priority=400 --remove=caller && semanage permissive -d echo_server_t
		echo > /srv/echo && semanage fcontext -a -t echo_server_exec_t /srv/echo && restorecon /srv/echo
		semanage port -a -t echo_port_t -p tcp 7007`);
	const output = await guest.must('make -C policy uninstall');
	assert.match(output, 'fcontext a /srv/echo is no longer echo_server_exec_t\n');
	assert.match(output, 'port tcp 7007 is no longer echo_port_t\n');
	assert.match(
		await guest.must('ls -Z /srv/echo; semodule --list-modules'),
		/:var_t:s0 .*\nasker\n/s,
	);
});

step('should leave a policy without dontaudit rules as it is', async (guest) => {
	await unpack(guest);
	const hidden = 'sesearch --dontaudit --source kernel_t /sys/fs/selinux/policy | grep -c . ; true';
	assert.not.match(await guest.must(hidden), /^0$/m);
	await guest.must('semodule --disable_dontaudit --build');
	assert.match(await guest.must(hidden), /^0$/m);
	// The modules are out of the store, and nobody knows whether the kernel has heard of it.
	await guest.must('mkdir killer');
	await guest.bring(join(import.meta.dirname, 'killing-after-semodule.sh'), 'killer/semodule');
	await guest.run('PATH=~/killer:$PATH setsid --wait make -C policy uninstall');
	const output = await guest.must('make -C policy uninstall');
	assert.match(output, 'Uninstalled.');
	assert.match(await guest.must(hidden), /^0$/m);
	await guest.must('make -C policy install');
	assert.match(await guest.must(hidden), /^0$/m);
});

step.run();
