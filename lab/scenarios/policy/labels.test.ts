// Which files `make -C policy install` labels, and what it says of those that it does not.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { policySources, unpack } from './sources.ts';

const step = scenario('the labels of the policy', { payload: await policySources() });

const SERVER = '/usr/local/lib/node_modules/@peercon/echo-server/bin/echo-server.js';

step('should name a customization that keeps a file from its type', async (guest) => {
	await unpack(guest);
	await guest.must('make -C policy install');
	// What npm does: the file that is there now has the label of its folder.
	await guest.must(`cp ${SERVER} ${SERVER}.new && mv ${SERVER}.new ${SERVER}`);
	assert.match(await guest.must(`ls -Z ${SERVER}`), ':bin_t:');
	const again = await guest.must('make -C policy install');
	assert.is(again, '1 file has its type.\nThe modules are installed: nothing to do.\n');
	assert.match(await guest.must(`ls -Z ${SERVER}`), ':echo_server_exec_t:');

	const pattern = SERVER.replace('/local', '').replace('.js', '\\.js');
	await guest.must(`semanage fcontext -a -f f -t bin_t '${pattern}'`);
	const { status, output } = await guest.run('make -C policy install');
	assert.is(status, 2, 'make fails');
	const remove = `semanage fcontext -d -f f '${pattern}'`;
	assert.is(
		output.replace(/^make: .*\n/m, ''),
		`1 file has its type.
peercon: ${SERVER} is to be echo_server_exec_t, and somebody has it labeled bin_t
    To take that away: ${remove}; make install
peercon: the modules are installed, and not all files have their types
`,
	);
	await guest.must(`${remove} && make -C policy install`);
	assert.match(await guest.must(`ls -Z ${SERVER}`), ':echo_server_exec_t:');
});

step('should label folders that are file systems of their own', async (guest) => {
	await unpack(guest);
	const folders = ['/var/lib/mls-worker', '/var/log/getpeercon-server', '/run/mls-server'];
	await guest.must(
		folders
			.map(
				(folder) => `mkdir -p ${folder} && mount -t tmpfs tmpfs ${folder} && touch ${folder}/file`,
			)
			.join(' && '),
	);
	// One for a level, in one for all of them.
	await guest.must(`mkdir /var/lib/mls-worker/c1 && mount -t tmpfs tmpfs /var/lib/mls-worker/c1 &&
		echo > /var/lib/mls-worker/c1/secret && chcon -R -l s0:c1 /var/lib/mls-worker/c1`);
	const shown = `ls -dZ ${folders.map((each) => `${each} ${each}/file`).join(' ')} /var/lib/mls-worker/c1/secret`;
	const types = async () =>
		(await guest.must(shown)).match(/(?<=:object_r:)\S+/g)?.map((each) => each.replace(/:s0$/, ''));
	await guest.must('make -C policy install');
	assert.equal(await types(), [
		'mls_server_runtime_t',
		'mls_server_runtime_t',
		'mls_server_worker_var_lib_t',
		'mls_server_worker_var_lib_t:s0:c1',
		'mls_server_worker_var_lib_t',
		'getpeercon_server_log_t',
		'getpeercon_server_log_t',
	]);
	await guest.must('make -C policy uninstall');
	assert.equal(await types(), [
		'var_run_t',
		'var_run_t',
		'var_lib_t',
		'var_lib_t:s0:c1',
		'var_lib_t',
		'var_log_t',
		'var_log_t',
	]);
});

step('should label no file of which its owner has put a second name there', async (guest) => {
	await unpack(guest);
	// Its owner could read it before. With a type of the workers' they could, too.
	await guest.must(`mkdir -p /var/lib/mls-worker/c1 && echo > /srv/private && chown 65534 /srv/private &&
		ln /srv/private /var/lib/mls-worker/c1/private && chown 65534 /var/lib/mls-worker/c1`);
	const { status, output } = await guest.run('make -C policy install');
	assert.is(status, 2);
	assert.match(output, '/var/lib/mls-worker/c1/private is left as it is (');
	assert.match(output, 'it has other names, and others may write to its folder\n');
	assert.match(await guest.must('ls -Z /srv/private'), ':var_t:');
});

step.run();
