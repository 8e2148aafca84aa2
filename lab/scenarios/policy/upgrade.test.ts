// `make -C policy install` over another release of the modules: types that were renamed, and modules that
// are there no more.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { policySources, unpack } from './sources.ts';

const step = scenario('another release of the policy', { payload: await policySources() });

/** A release with other names for a type of files, of a port and of a process, and with a module more. */
const RELEASE = `cp -R policy release && cd release &&
	sed -i 's/mls_server_worker/mls_worker/g; s/mls_server_port_t/mls_port_t/g' mls_server.* mappings &&
	echo 'policy_module(peercon_more, 1.0.0) type peercon_more_t; files_type(peercon_more_t)' > peercon_more.te &&
	echo '/var/lib/peercon-more(/.*)? gen_context(system_u:object_r:peercon_more_t,s0)' > peercon_more.fc &&
	echo '## <summary>One module more.</summary>' > peercon_more.if`;

const SHOW = `semanage export | grep 'tcp 5080'; semodule --list-modules | grep ^peercon
	stat --format='%C %n' /var/lib/mls-worker/c1/secret /var/lib/peercon-more/file`;

step('should take the place of the one before, levels and mappings included', async (guest) => {
	await unpack(guest);
	await guest.must(`mkdir -p /var/lib/mls-worker/c1 /var/lib/peercon-more &&
		echo secret > /var/lib/mls-worker/c1/secret && echo more > /var/lib/peercon-more/file &&
		restorecon -R /var/lib/mls-worker && chcon -R -l s0:c1 /var/lib/mls-worker/c1 /var/lib/peercon-more`);
	await guest.must(RELEASE);
	const there = await guest.must('make -C release install');
	assert.match(there, 'port tcp 5080 is now mls_port_t\n');
	assert.equal((await guest.must(SHOW)).split('\n'), [
		"port -a -t mls_port_t -r 's0' -p tcp 5080",
		'peercon_admin',
		'peercon_more',
		'peercon_roles',
		'unconfined_u:object_r:mls_worker_var_lib_t:s0:c1 /var/lib/mls-worker/c1/secret',
		'unconfined_u:object_r:peercon_more_t:s0:c1 /var/lib/peercon-more/file',
		'',
	]);
	// Somebody else has come to need a type that goes.
	await guest.must(
		"echo '(allow user_t mls_port_t (tcp_socket (name_connect)))' > /tmp/caller.cil && semodule -i /tmp/caller.cil",
	);
	const refused = await guest.run('make -C policy install');
	assert.is(refused.status, 2);
	assert.match(refused.output, 'module caller uses mls_port_t, which would be gone\n');
	await guest.must('semodule --remove=caller');

	const back = await guest.must('make -C policy install');
	assert.match(back, '\nRemoving peercon_more ...\n');
	assert.match(back, '\nport tcp 5080 is now mls_server_port_t\n');
	assert.equal((await guest.must(SHOW)).split('\n'), [
		"port -a -t mls_server_port_t -r 's0' -p tcp 5080",
		'peercon_admin',
		'peercon_roles',
		'unconfined_u:object_r:mls_server_worker_var_lib_t:s0:c1 /var/lib/mls-worker/c1/secret',
		'unconfined_u:object_r:var_lib_t:s0:c1 /var/lib/peercon-more/file',
		'',
	]);
	assert.match(await guest.must('make -C policy install'), 'nothing to do');
	await guest.must('make -C policy uninstall');
	assert.not.match(
		await guest.must('semodule --list-modules; semanage export'),
		/mls_|peercon|echo_|channel/,
	);
});

step.run();
