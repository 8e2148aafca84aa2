// The MLS policy's own administrators: what concerns the policy is for secadm_r.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { SECADM } from '../common/login.ts';
import { policySources, unpack } from './sources.ts';

const step = scenario('the policy on an MLS host', {
	policy: 'mls',
	payload: await policySources(),
});

const SECRET = '/var/lib/mls-worker/s1/secret';

step('should say that it takes another role', async (guest) => {
	await unpack(guest);
	const { status, output } = await guest.run('make -C policy install');
	assert.is(status, 2);
	assert.match(output, 'root:sysadm_r:sysadm_t:s0-s15:c0.c1023): newrole -r secadm_r\n');
});

step('should be installed and uninstalled by the security administrator', async (guest) => {
	await unpack(guest);
	await guest.must(`mkdir -p /var/lib/mls-worker/s1 /run/mls-server && echo secret > ${SECRET}`);
	await guest.must(`restorecon -R /var/lib/mls-worker && chcon -l s1 ${SECRET}`, SECADM);
	const label = async () => (await guest.must(`ls -Z ${SECRET}`, SECADM)).split(':').slice(2, 4);
	await guest.must('make -C policy uninstall', SECADM);
	assert.equal(await label(), ['var_lib_t', `s1 ${SECRET}\n`]);
	assert.match(await guest.must('make -C policy uninstall', SECADM), 'nothing to do');

	const installed = await guest.must('make -C policy install INTRANET_INTERFACES=eth1', SECADM);
	assert.match(installed, 'port tcp 5080 is now mls_server_port_t\n');
	assert.equal(await label(), ['mls_server_worker_var_lib_t', `s1 ${SECRET}\n`]);
	assert.match(
		await guest.must('semanage export', SECADM),
		"interface -a -t intranet_netif_t -r 's0-s15:c0.c1023' eth1\n",
	);
	assert.match(await guest.must('make -C policy install', SECADM), 'nothing to do');
	await guest.must('make -C policy uninstall', SECADM);
	assert.equal(await label(), ['var_lib_t', `s1 ${SECRET}\n`]);
	assert.not.match(await guest.must('semodule --list-modules', SECADM), /mls_server|echo_|peercon/);
});

step.run();
