// Netlink sockets: who may have them, and which classes the kernel and the policy have for their protocols.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';

const netlink = scenario('netlink sockets', { document: 'what-an-administrator-sees.md' });

netlink('should be allowed by a rule for each class', async (guest) => {
	const rules = new Terminal(guest);
	const { output } = await rules.type(
		'sesearch -s sysadm_t -t sysadm_t -c netlink_route_socket -A',
	);
	assert.match(
		output,
		/^allow sysadm_t sysadm_t:netlink_route_socket \{ .*\bnlmsg_write\b.* \};$/m,
	);
	guest.documented('netlink-rules', rules.text);
});

/** Protocols whose class does not have their name: socket_type_to_security_class in security/selinux/hooks.c. */
const OTHERWISE: Record<string, string> = {
	NETLINK_SOCK_DIAG: 'netlink_tcpdiag_socket', // its first name
	NETLINK_DNRTMSG: 'netlink_dnrt_socket',
	...Object.fromEntries(
		['UNUSED', 'USERSOCK', 'FIREWALL', 'IP6_FW', 'ECRYPTFS', 'SMC'].map((name) => [
			`NETLINK_${name}`,
			'netlink_socket',
		]),
	),
};

netlink('should have a class by their protocol, most of them of its name', async (guest) => {
	const program = '/tmp/netlink-classes.py';
	await guest.bring(join(import.meta.dirname, 'netlink-classes.py'), program);
	const names = (await guest.must(`python3 ${program}`)).trim().split('\n');
	await guest.expectDenied({
		permission: 'create',
		class: 'netlink_crypto_socket',
		subject: 'unconfined_t',
		object: 'system_u:object_r:etc_t:s0',
	});
	// Each attempt has one record, in the order of the attempts.
	const denials = (await guest.denials()).filter(({ object }) => object.type === 'etc_t');
	assert.is(denials.length, names.length);
	const classes = names.map((name, i) => [name, denials[i]?.class ?? 'none'] as const);
	for (const [name, found] of classes) {
		assert.is(found, OTHERWISE[name] ?? `${name.toLowerCase()}_socket`, name);
	}
	const lines = classes.map(([name, found]) => `${name.padEnd(24)}${found}`);
	guest.documented('netlink-classes', lines.join('\n'));

	// The policy has all of them, and some that no kernel asks for any more.
	const listed = new Terminal(guest);
	const { output } = await listed.type('ls /sys/fs/selinux/class | grep netlink');
	const inPolicy = output.trim().split('\n');
	const asked = new Set(classes.map(([, found]) => found));
	assert.equal(
		[...asked].filter((each) => !inPolicy.includes(each)),
		[],
	);
	assert.equal(
		inPolicy.filter((each) => !asked.has(each)),
		['obsolete_netlink_firewall_socket', 'obsolete_netlink_ip6fw_socket'],
	);
	guest.documented('netlink-policy', listed.text);
});

netlink(
	'should not be the only ones with classes of their own: the policy knows SCTP',
	async (guest) => {
		const capability = new Terminal(guest);
		await capability.type('cat /sys/fs/selinux/policy_capabilities/extended_socket_class; echo');
		assert.match(capability.text, '\n1\n');
		assert.match(await guest.must('ls /sys/fs/selinux/class'), /\bsctp_socket\b/);
		guest.documented('extended-sockets', capability.text);
	},
);

netlink.run();
