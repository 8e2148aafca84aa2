// What a netlink message says decides what is asked of its sender: nlmsg_read, nlmsg_write, or its number.
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';
import { withoutNumbers } from './channels.ts';

const netlink = scenario('netlink messages', { document: 'channel-permissions.md' });

netlink('should need nlmsg_write where they change something', async (guest) => {
	// The base policy has the record of it suppressed for users.
	await guest.must('semodule --disable_dontaudit --build && dmesg --clear');
	// Root, who has the capability: what refuses is the rule.
	const user = await loginAs(
		guest,
		'user_u',
		'ip -color=never -o link show lo',
		'ip link set lo mtu 1400',
	);
	assert.match(user.text, 'LOOPBACK');
	assert.match(user.text, 'Cannot talk to rtnetlink: Permission denied');
	const denial = await guest.expectDenied({
		permission: 'nlmsg_write',
		class: 'netlink_route_socket',
		subject: 'user_t',
		object: 'user_t',
	});
	guest.documented('nlmsg-write', `${user.text}${denialText(denial)}`);
});

netlink(
	'should not need their number, as long as the policy has no capability for it',
	async (guest) => {
		const capability = 'cat /sys/fs/selinux/policy_capabilities/netlink_xperm; echo';
		// Linux 6.13, and Debian's own is 6.12.
		if (guest.kernel !== 'uml') return;
		const shown = new Terminal(guest);
		assert.is((await shown.type(capability)).output, '0\n');
		assert.is((await shown.type('channel-client netlink-route')).status, 0);
		guest.documented('nlmsg-xperm', shown.text);
	},
);

/**
 * The capability, and for all domains but the client's what they had before by nlmsg_read and nlmsg_write:
 * with it `nlmsg` is asked of every domain that has netlink sockets of these classes.
 */
const BY_NUMBER = `
	(policycap netlink_xperm)
	(typeattribute all_but_client)
	(typeattributeset all_but_client (and domain (not channel_client_t)))
	(allow all_but_client self (netlink_route_socket (nlmsg)))
	(allow all_but_client self (netlink_audit_socket (nlmsg)))
	(allow all_but_client self (netlink_tcpdiag_socket (nlmsg)))
	(allow all_but_client self (netlink_xfrm_socket (nlmsg)))`;

/** A rule for one message: RTM_GETLINK is 18, RTM_SETLINK 19 (linux/rtnetlink.h). */
const ruleFor = (number: number) =>
	`(allow channel_client_t self (netlink_route_socket (nlmsg))) (allowx channel_client_t self (nlmsg netlink_route_socket (${number})))`;

netlink(
	'should need a rule for their number, where the policy has that capability',
	async (guest) => {
		if (guest.kernel !== 'uml') return;
		const asks = {
			permission: 'nlmsg',
			class: 'netlink_route_socket',
			subject: 'channel_client_t',
		};
		const seen: string[] = [];
		const tryWith = async (title: string, rule: string) => {
			await guest.must(
				`printf %s '${BY_NUMBER}${rule}' > by_number.cil && semodule -i by_number.cil`,
			);
			await guest.quietly('dmesg --clear');
			const { status, output } = await guest.run('channel-client netlink-route');
			seen.push(`${title}\n${withoutNumbers(output.trim())}`);
			return status;
		};
		assert.is(await tryWith('no rule', ''), 5);
		seen.push(denialText(await guest.expectDenied({ ...asks, object: 'channel_client_t' })));
		assert.is(await tryWith('RTM_GETLINK alone', ruleFor(18)), 0);
		assert.is(await tryWith('RTM_SETLINK alone', ruleFor(19)), 5);
		seen.push(denialText(await guest.expectDenied({ ...asks, object: 'channel_client_t' })));
		guest.documented('nlmsg-number', seen.join('\n'));
	},
);

netlink.run();
