// `make -C policy install` and `uninstall`, on a guest that is brought to a state without the modules
// first. semodule(8) builds the whole policy each time: on an emulated processor this takes minutes.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { COMMITS, NOTES, policySources, STATE, unpack } from './sources.ts';

const INTRANET = "INTRANET_INTERFACES=eth1 INTRANET_NODES='192.168.7.0/24 fd00:7::/64'";

const sources = await policySources();
const step = scenario('installing the policy', {
	document: '../policy/README.md',
	payload: sources,
});

/**
 * Installs until it is killed with all that it has started.
 *
 * @param by - in place of which program: killing-semodule.sh kills where that one has begun to change the
 * policy, killing-semanage.sh where it is about to
 */
async function installUntilKilled(guest: ScenarioGuest, by: 'semodule' | 'semanage') {
	await guest.must('mkdir -p killer');
	await guest.bring(join(import.meta.dirname, `killing-${by}.sh`), `killer/${by}`);
	const { output } = await guest.run(
		`PATH=~/killer:$PATH setsid --wait make -C policy install ${INTRANET}`,
	);
	await guest.must(`rm killer/* && grep '"finished": false' ${NOTES}`);
	return output;
}

step(
	'should install, finish what was interrupted, and leave the system as it was',
	async (guest) => {
		await unpack(guest);
		await guest.must('make -C policy uninstall');
		assert.match(await guest.must('make -C policy uninstall'), 'nothing to do');
		// What the super-server and its workers have in other places.
		await guest.must(
			'mkdir -p /run/mls-server /var/lib/mls-worker/s1 && ' +
				'chcon --reference=/run /run/mls-server && restorecon -RF /var/lib/mls-worker',
		);
		// Somebody's own mapping.
		await guest.must('semanage port -m -t http_port_t -p tcp 5000');
		await guest.must(`${STATE} > before && grep ' http_port_t .* tcp 5000$' before`);
		await guest.must('make -C policy');

		await installUntilKilled(guest, 'semodule');
		const killed = await installUntilKilled(guest, 'semanage');
		assert.match(killed, 'port tcp 5000 is left as it is: somebody has mapped it to http_port_t');
		const terminal = new Terminal(guest);
		const installed = await terminal.type(`make -C policy install FORCE=1 ${INTRANET}`);
		assert.is(installed.status, 0);
		await terminal.type(
			'ls -Z /usr/local/lib/node_modules/@peercon/echo-server/bin/echo-server.js',
		);
		assert.match(terminal.text, '\nsystem_u:object_r:echo_server_exec_t:s0 ');
		assert.match(
			await guest.must('ls -dZ /run/mls-server /var/lib/mls-worker/s1'),
			/:mls_server_runtime_t:[\s\S]*:mls_server_worker_var_lib_t:/,
		);
		const mapped = await guest.must('semanage export');
		for (const line of [
			"port -a -t echo_port_t -r 's0' -p sctp 7",
			"port -a -t getpeercon_port_t -r 's0' -p tcp 5000",
			"port -a -t mls_server_port_t -r 's0' -p tcp 5080",
			"interface -a -t intranet_netif_t -r 's0' eth1",
			"node -a -M ffff:ffff:ffff:ffff:: -p ipv6 -t intranet_node_t -r 's0' fd00:7::",
		]) {
			assert.match(mapped, `\n${line}\n`);
		}

		const commits = await guest.must(COMMITS);
		const again = await terminal.type(`make -C policy install ${INTRANET}`);
		assert.match(again.output, 'nothing to do');
		assert.is(await guest.must(COMMITS), commits, 'installing twice changes nothing');

		const uninstalled = await terminal.type('make -C policy uninstall');
		assert.is(uninstalled.status, 0);
		await guest.must(`${STATE} > after`);
		assert.is((await guest.run('diff before after')).output, '', 'the system is as it was');
		guest.documented('install', terminal.text);
	},
);

step('should say what is missing, and change nothing', async (guest) => {
	await unpack(guest);
	const before = await guest.must(COMMITS);
	const typed = await guest.run('make -C policy install INTRANET_NODES=192.168.7.1/24');
	assert.match(typed.output, 'INTRANET_NODES: 192.168.7.1/24 has host bits set');
	const lacking = [
		['DEVEL=/nowhere', ':', 'apt-get install selinux-policy-dev'],
		['', 'umount /sys/fs/selinux', 'SELinux is not enabled'],
		['', 'rm /usr/sbin/semanage', 'apt-get install policycoreutils-python-utils'],
	] as const;
	for (const [variables, without, said] of lacking) {
		const command = `make -C policy install ${variables}`;
		const { status, output } = await guest.run(`unshare --mount sh -c '${without} && ${command}'`);
		assert.is(status, 2, 'make fails');
		assert.match(output, said);
	}
	const { output } = await guest.run(
		'cp -R policy /tmp && setpriv --reuid=65534 make -C /tmp/policy uninstall',
	);
	assert.match(output, 'only root may');
	assert.is(await guest.must(COMMITS), before);
	await guest.must(`test ! -e ${NOTES}`);
});

step.run();
