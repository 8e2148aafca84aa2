// `peercon doctor` on the MCS policy: nothing configured, the whole context over loopback, a login that
// may see little, labels that are lost, and a network namespace that hides SELinux.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';

const step = scenario('peercon doctor', { document: 'doctor.md' });

/** A paragraph of a report. */
function sectionOf(report: string, title: string): string {
	const found = report.split(/\n\n/).find((each) => each.includes(title));
	assert.ok(found, `${title} in ${report}`);
	return found as string;
}

/** A report without where its lines are broken. */
function unwrapped(report: string): string {
	return report.replace(/\n {12}/g, ' ');
}

step('should say that nothing labels packets, and what follows', async (guest) => {
	const { status, output } = await guest.run('peercon doctor');
	assert.is(status, 0);
	const report = unwrapped(output);
	assert.match(report, 'enabled, enforcing [/sys/fs/selinux/enforce]');
	assert.match(report, 'MCS: s0 alone');
	assert.match(report, 'not asked peer { recv }, netif { egress ingress }');
	assert.match(report, 'not asked packet { send recv forward_in forward_out }');
	assert.match(report, 'IPsec     no entry or association has a context [ip xfrm policy, state]');
	assert.match(report, 'auditctl is not installed (Debian package auditd)');
	assert.match(
		report,
		'modules   channels, echo_client, echo_server, getpeercon_server, intranet, mls_server',
	);
	assert.match(report, 'Nothing is wrong, as far as was seen.\n');
	// Looking leaves no record: neither of a descriptor that a program may not inherit, nor of a file.
	await guest.expectNoDenials('semanage_t', 'iptables_t', 'ifconfig_t', 'unconfined_t');
});

step('should tell the whole context over loopback, and what an address meets', async (guest) => {
	await guest.network('intranet', 'full-labels');
	await guest.serve('getpeercon-server 5000', /waiting/);
	const terminal = new Terminal(guest);
	const { status, output } = await terminal.type('peercon doctor 127.0.0.1');
	assert.is(status, 0);
	const report = unwrapped(output);
	assert.match(report, 'asked     peer { recv }');
	assert.match(report, ': CIPSO is configured here');
	assert.match(report, 'to it     to 127.0.0.0/8: CIPSOv4 2');
	assert.match(report, 'tcp 5000 getpeercon_port_t');
	// The other kernel has other capabilities.
	if (guest.kernel === 'uml') guest.documented('full-labels', terminal.text);

	const far = await guest.must('peercon doctor 192.168.7.2');
	assert.match(far, 'interface intranet0 [ip -j route get 192.168.7.2]');
	assert.match(far, 'system_u:object_r:intranet_netif_t:s0');
	assert.match(far, 'system_u:object_r:intranet_node_t:s0');

	const { state, controls } = JSON.parse(await guest.must('peercon doctor --json 127.0.0.1'));
	assert.is(state.mode.value, 'enforcing');
	assert.is(controls.asked[0].isAsked, true);
	assert.equal(controls.netlabel.cipso.value, [{ protocol: 'CIPSOv4', doi: 2, type: 'LOCAL' }]);
});

step('should name what this kernel asks and the policy does not know', async (guest) => {
	// The kernel tells what it misses when a policy is loaded: selinux_set_mapping.
	const log = await guest.must('dmesg --clear; load_policy; dmesg');
	const missed = Array.from(
		log.matchAll(/Permission (\S+) in class (\S+) not defined in policy/g),
		([, permission, of]) => `${of} ${permission}`,
	);
	// What stands for all classes of files, and what is asked only with a policy capability, is not repeated.
	const asked = missed.filter((name) => !/^(?!file )\S+ watch|^bpf \S+_as$/.test(name));
	const { state } = JSON.parse(await guest.must('peercon doctor --json'));
	assert.equal(state.lacking.value.sort(), asked.sort());
	assert.is(asked.length > 0, guest.kernel === 'uml', 'Linux 7.2 asks more than this policy knows');
});

step('should tell labels of IPsec', async (guest) => {
	await guest.network('intranet', 'labeled-ipsec');
	const report = unwrapped(await guest.must('peercon doctor fd00:7::2'));
	assert.match(report, 'asked     peer { recv }');
	assert.match(report, ': labeled IPsec is configured here');
	assert.match(
		sectionOf(report, 'Address fd00:7::2'),
		'policy: system_u:object_r:intranet_spd_t:s0',
	);
});

step('should tell an ordinary user what it could not see, line by line', async (guest) => {
	await guest.network('full-labels');
	const { text } = await loginAs(guest, 'staff_u', 'peercon doctor; echo "status $?"');
	const report = unwrapped(text);
	assert.match(report, 'enabled, enforcing [/sys/fs/selinux/enforce]');
	assert.match(report, 'version   not seen: permission denied');
	assert.match(
		report,
		/NetLabel {2}not seen: .*initialize the NetLabel library.*\[netlabelctl map list\]/,
	);
	assert.match(report, /IPsec {5}not seen: .*Permission denied.*\[ip xfrm policy\]/);
	assert.match(report, /modules {3}not seen: .*Permission denied.*\[semodule -l\]/);
	assert.match(report, 'not known peer { recv }');
	assert.match(report, 'log in as an administrator');
	assert.not.match(report, 'no entry or association');
	assert.match(report, 'status 0\n');
	const checks = sectionOf(text, 'Checks that are made now');
	guest.documented('staff', checks);
});

step('should find a lost label, and print the command that mends it', async (guest) => {
	const path = `${PACKAGES}/echo-server/bin/echo-server.js`;
	// What npm does: the file that is there now has the label of its folder.
	await guest.must(`cp ${path} ${path}.new && mv ${path}.new ${path}`);
	const { status, output } = await guest.run('peercon doctor');
	assert.is(status, 1);
	const section = sectionOf(output, 'To mend');
	const [, mend = ''] = /^ +(restorecon .*)$/m.exec(section) ?? [];
	assert.is(mend, `restorecon -F ${path}`);
	await guest.must(mend);
	assert.match(await guest.must(`ls -Z ${path}`), ':echo_server_exec_t:');
	assert.match(await guest.must('peercon doctor'), 'Nothing is wrong');
	guest.documented('lost-label', section.trimEnd());
});

step('should find a port that somebody has mapped otherwise', async (guest) => {
	await guest.must('semanage port -m -t http_port_t -p tcp 5080');
	const { status, output } = await guest.run('peercon doctor');
	assert.is(status, 1);
	const [, mend = ''] = /^ +(semanage .*)$/m.exec(sectionOf(output, 'To mend')) ?? [];
	assert.is(mend, 'semanage port -m -t mls_server_port_t -p tcp 5080');
	await guest.must(mend);
	assert.match(await guest.must('peercon doctor'), 'Nothing is wrong');
});

step(
	"should tell that 'ip netns exec' hides SELinux, and work where nsenter enters",
	async (guest) => {
		await guest.must('ip netns add hidden');
		const terminal = new Terminal(guest);
		const { status, output } = await terminal.type('ip netns exec hidden peercon doctor');
		assert.is(status, 1);
		assert.match(unwrapped(output), 'runs, and is hidden here: selinuxfs is not mounted');
		guest.documented('hidden', terminal.text);
		const entered = await guest.run('nsenter --net=/run/netns/hidden peercon doctor');
		assert.is(entered.status, 0);
		assert.match(entered.output, 'enabled, enforcing');
	},
);

step("should find a family of addresses that NetLabel's map has not", async (guest) => {
	const addresses = { IPv4: 'UDP4:127.0.0.1:9', IPv6: 'UDP6:[::1]:9' };
	const openSocket = (family: keyof typeof addresses) =>
		guest.run(`socat -u /dev/null ${addresses[family]}`);
	// Where all have one protocol: CIPSO is for IPv4 alone, CALIPSO for IPv6.
	for (const [entry, lacking] of [
		['address:0.0.0.0/0 protocol:unlbl', ['IPv6']],
		['protocol:cipsov4,1', ['IPv6']],
		['protocol:calipso,1', ['IPv4']],
		['', ['IPv4', 'IPv6']],
	] as const) {
		await guest.must('netlabelctl map del default');
		await guest.run(
			'netlabelctl cipsov4 add pass doi:1 tags:1; netlabelctl calipso add pass doi:1',
		);
		if (entry) await guest.must(`netlabelctl map add default ${entry}`);
		for (const name of lacking) {
			assert.match((await openSocket(name)).output, 'No such file or directory');
		}
		const { output } = await guest.run('peercon doctor');
		const mends = sectionOf(output, 'To mend').match(/^ +netlabelctl .*$/gm) ?? [];
		assert.is(mends.length, lacking.length);
		for (const mend of mends) await guest.must(mend);
		for (const name of ['IPv4', 'IPv6'] as const)
			assert.is((await openSocket(name)).status, 0, name);
		assert.is((await guest.run('peercon doctor')).status, 0);
	}
});

step('should find that mcstransd(8) does not answer', async (guest) => {
	const silent = '/usr/local/sbin/silent-mcstransd.sh';
	await guest.bring(join(import.meta.dirname, '../starting/silent-mcstransd.sh'), silent);
	// In one go: no prompt gets past it.
	const output = await guest.must(`${silent} up; peercon doctor; echo "status $?"; ${silent} down`);
	assert.match(sectionOf(output, 'To mend'), '  systemctl restart mcstrans\nstatus 1\n');
});

step.run();
